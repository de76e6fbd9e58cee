import { isIP } from 'node:net';
import { parsed } from '../../domain/diagnostic.ts';
import type { Parsed } from '../../domain/diagnostic.ts';
import { expandNodes } from '../../domain/node-set.ts';
import { expandRange } from '../../inventory/host-range.ts';
import { isHostName } from '../../domain/host-name.ts';
import { wrongAnswer } from './ask.ts';

/** A host as it was typed; `address` where one was given. */
export interface TypedHost {
  readonly name: string;
  readonly address: string | null;
}

/** `user@address:port`, as far as it was said. */
export interface Login {
  readonly user: string | null;
  readonly address: string;
  readonly port: number | null;
}

/** `cp-[1:3]`, `cp-[1-3]`, `cp-1=10.20.0.11`, separated by commas or spaces; nothing is no host. */
export function readTypedHosts(text: string): Parsed<readonly TypedHost[]> {
  const hosts: TypedHost[] = [];
  for (const word of text.split(/[,\s]+/).filter((each) => each !== '')) {
    const [names = '', address = null] = word.split(/=(.*)/s);
    const expanded = address === null ? expandNames(names) : [names];
    if (expanded === null || !expanded.every(isHostName))
      return wrongAnswer(`\`${word}\` is no name of a host`, 'for example cp-[1:3], or cp-1=10.20.0.11');
    if (address !== null && !isAddress(address))
      return wrongAnswer(`\`${address}\` is neither an address nor a name that could have one`);
    hosts.push(...expanded.map((name) => ({ name, address })));
  }
  const twice = hosts.find(({ name }, index) => hosts.findIndex((other) => other.name === name) !== index);
  return twice === undefined ? parsed(hosts) : wrongAnswer(`\`${twice.name}\` is named twice`);
}

/** `ubuntu@10.20.0.11`, `cp-1:2222`, `root@[fd00::11]:22`. */
export function readLogin(text: string): Parsed<Login> {
  const match = /^(?:([^@\s]+)@)?(?:\[([^\]]+)\]|([^@:\s[\]]+|[0-9a-fA-F]*:[0-9a-fA-F:.]+))(?::(\d{1,5}))?$/.exec(text);
  const [, user = null, bracketed, plain, port = null] = match ?? [];
  const address = bracketed ?? plain ?? '';
  if (match === null || !isAddress(address) || (port !== null && (Number(port) < 1 || Number(port) > 65_535)))
    return wrongAnswer(`\`${text}\` is not a host to log in to`, 'for example ubuntu@10.20.0.11, or ubuntu@cp-1:2222');
  return parsed({ user, address, port: port === null ? null : Number(port) });
}

/** A name that can be a part of a file name: it becomes inventory/NAME.yaml. */
export const readClusterName = (text: string): Parsed<string> =>
  /^[A-Za-z0-9][\w.-]{0,62}$/.test(text)
    ? parsed(text)
    : wrongAnswer(`\`${text}\` cannot be the name of a cluster`, 'letters, digits, `.`, `-` and `_`, at most 63');

export const readUser = (text: string): Parsed<string> =>
  /^[A-Za-z0-9_][\w.@+-]*$/.test(text) ? parsed(text) : wrongAnswer(`\`${text}\` cannot be the name of a user`);

/** An IP address, or a name as DNS has them. */
export const isAddress = (text: string): boolean =>
  isIP(text.replace(/%\w+$/, '')) !== 0 || (/^[A-Za-z0-9_](?:[\w-]{0,62}\.?)*$/.test(text) && text.length <= 253);

/** Ansible's ranges and ours. */
function expandNames(text: string): readonly string[] | null {
  const range = expandRange(text);
  if (range !== null) return range;
  const nodes = expandNodes(text);
  return nodes.ok ? nodes.value : null;
}
