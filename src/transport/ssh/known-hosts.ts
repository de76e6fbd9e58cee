import { createHmac } from 'node:crypto';
import { matchesList } from '../patterns.ts';

/** One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). `line` is 1-based; `key` is the wire blob. */
export interface KnownHost {
  readonly file: string;
  readonly line: number;
  readonly marker: 'revoked' | 'cert-authority' | null;
  readonly names: string;
  readonly type: string;
  readonly key: Buffer;
}

export type HostKeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown'; readonly authorities: readonly KnownHost[] }
  | { readonly kind: 'changed'; readonly expected: KnownHost }
  | { readonly kind: 'revoked'; readonly by: KnownHost };

/** The lines that can be read; as OpenSSH does, others are passed over. */
export function parseKnownHosts(text: string, file: string): readonly KnownHost[] {
  return text.split(/\r?\n/).flatMap((line, index) => parseLine(line, file, index + 1));
}

/** What the files say of `key` being offered by the host of this name. A type that is not known for a known host is `changed`. */
export function judgeHostKey(lines: readonly KnownHost[], name: string, key: Buffer): HostKeyVerdict {
  const own = linesFor(lines, name);
  const revoked = own.find((line) => line.marker === 'revoked' && line.key.equals(key));
  if (revoked !== undefined) return { kind: 'revoked', by: revoked };
  const plain = own.filter((line) => line.marker === null);
  if (plain.some((line) => line.key.equals(key))) return { kind: 'known' };
  const expected = plain.find((line) => line.type === keyType(key)) ?? plain[0];
  if (expected !== undefined) return { kind: 'changed', expected };
  return { kind: 'unknown', authorities: own.filter((line) => line.marker === 'cert-authority') };
}

/** The types of the host's known keys, in the files' order. */
export const knownKeyTypes = (lines: readonly KnownHost[], name: string): readonly string[] => [
  ...new Set(linesFor(lines, name).flatMap((line) => (line.marker === null ? [line.type] : []))),
];

/** How known_hosts names a host: the port only when it is not 22. */
export const knownHostsName = (address: string, port: number): string =>
  port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`;

/** A line for a newly accepted key, with its newline. */
export const knownHostsLine = (name: string, key: Buffer): string =>
  `${name} ${keyType(key)} ${key.toString('base64')}\n`;

/** The type that a key blob begins with (RFC 4253, section 6.6). */
export function keyType(key: Buffer): string {
  if (key.length < 4) return 'unknown';
  return key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}

function parseLine(text: string, file: string, line: number): readonly KnownHost[] {
  const words = text.trim().split(/\s+/);
  const marker = MARKERS.get(words[0] ?? '') ?? null;
  const [names, type, encoded] = marker === null ? words : words.slice(1);
  if (
    names === undefined ||
    type === undefined ||
    encoded === undefined ||
    names.startsWith('#') ||
    names.startsWith('@')
  )
    return [];
  const key = Buffer.from(encoded, 'base64');
  return keyType(key) === type ? [{ file, line, marker, names, type, key }] : [];
}

const MARKERS = new Map<string, 'revoked' | 'cert-authority'>([
  ['@revoked', 'revoked'],
  ['@cert-authority', 'cert-authority'],
]);

const linesFor = (lines: readonly KnownHost[], name: string): readonly KnownHost[] =>
  lines.filter((line) => isNamed(line.names, name));

/** Whether the first word of a line speaks of the host of this name. */
export function isNamed(names: string, name: string): boolean {
  if (names.startsWith('|1|')) return isHashOf(names, name);
  return matchesList(names.toLowerCase().split(','), name);
}

function isHashOf(hashed: string, name: string): boolean {
  const [, , salt = '', hash = ''] = hashed.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}
