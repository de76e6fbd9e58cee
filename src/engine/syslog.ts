import { rootOn } from '../domain/connection.ts';
import type { LastWords } from '../domain/session.ts';
import { count } from '../domain/count.ts';
import { sh } from '../shell/sh.ts';
import type { HostWork } from './host-work.ts';

/** Characters of the line: what a journal shows without being asked. */
const LONGEST = 400;

/** What a run did to a host, in words: `apply hardening.yaml, 9 changes, rolled-back`. */
export interface Deed {
  readonly what: string;
  readonly changes: number;
  readonly outcome: string;
}

/**
 * One line for the changed host's own journal (`journalctl -t bulwark`): which run, who, what, how much, how it ended.
 * It goes out while the connection is closed. A host without `logger` stays without the line.
 */
export function lastWords({ identities, options }: HostWork, { what, changes, outcome }: Deed): LastWords {
  const line = printable(`run ${options.run} by ${options.who}: ${what}, ${count(changes, 'change')}, ${outcome}`);
  const all = [...identities.values()];
  const isRoot = (identity: LastWords['identity']): boolean => identity.kind === 'become' && identity.user === 'root';
  return {
    identity: all.find(isRoot) ?? all[0] ?? rootOn({}),
    command: sh`logger -t bulwark -- ${line} 2>/dev/null || :`,
  };
}

const printable = (text: string): string =>
  text
    .replaceAll(/\p{C}+/gu, ' ')
    .slice(0, LONGEST)
    .toWellFormed();
