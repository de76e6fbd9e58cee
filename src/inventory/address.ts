/** A host as it is written in an inventory or a pattern: ranges are not expanded. */
export interface Address {
  readonly host: string;
  readonly port: number | null;
}

/** No address is longer; longer text is not looked at. */
const MAX_LENGTH = 1000;

/** `web-1`, `web[1:3]:2222`, `10.0.0.[1:9]`, `::1`, `[::1]:22`; null for what Ansible does not take for one address. */
export function parseAddress(text: string): Address | null {
  if (text.length > MAX_LENGTH) return null;
  const { host, port } = splitPort(text);
  return IPV4.test(host) || IPV6.test(host) || NAME.test(host) ? { host, port } : null;
}

/** Both forms are tried one after the other, as Ansible does it. */
function splitPort(text: string): Address {
  let address: Address = { host: text, port: null };
  for (const form of [BRACKETED, WITH_PORT]) {
    const [, host, port] = form.exec(address.host) ?? [];
    if (host !== undefined) address = { host, port: Number(port) };
  }
  return address;
}

const BRACKETED = /^\[(.+)\]:(\d+)$/;
const WITH_PORT = /^((?:[^:[\]]|\[[^\]]*\])*):(\d+)$/;

const RANGE = String.raw`\[(?:[a-z]:[a-z]|\d+:\d+)(?::\d+)?\]`;
const LABEL = String.raw`(?:[\p{L}\p{N}_]|${RANGE})(?:[\p{L}\p{N}_\-]|${RANGE})*(?<![_\-])`;
const NAME = new RegExp(String.raw`^${LABEL}(?:\.${LABEL})*$`, 'iu');

const BYTE = String.raw`(?:[01]?\d{1,2}|2[0-4]\d|25[0-5]|\[\d+:\d+(?::\d+)?\])`;
const IPV4 = new RegExp(String.raw`^(?:${BYTE}\.){3}${BYTE}$`);

/** 16 bits of an IPv6 address (RFC 4291, 2.2), or a range of them. */
const PART = String.raw`(?:[0-9a-f]{1,4}|\[[0-9a-f]+:[0-9a-f]+(?::\d+)?\])`;
const DOTTED = String.raw`(?:${PART}\.){3}${PART}`;
const IPV6 = new RegExp(
  `^(?:${[
    `(?:${PART}:){7}${PART}`,
    `(?:${PART}:){1,6}:`,
    ...[1, 2, 3, 4, 5, 6].map((before) => `(?:${PART}:){${before}}(?::${PART}){1,${7 - before}}`),
    `:(?::${PART}){1,6}`,
    `${PART}?::`,
    `(?:0:){6}${DOTTED}`,
    `::(?:ffff:)?${DOTTED}`,
    `(?:0:){5}ffff:${DOTTED}`,
  ].join('|')})$`,
  'i',
);
