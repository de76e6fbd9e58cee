import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { Pin } from '../../domain/host-key.ts';
import { askYes, isNo, isYes } from '../ask-yes.ts';
import type { Desk } from '../desk.ts';
import { isListed } from './fingerprints.ts';
import type { Fingerprints } from './fingerprints.ts';

/** Where trust in a new key comes from. */
export interface Trust {
  /** Keys that somebody compared; null: there is no list. */
  readonly list: { readonly file: string; readonly fingerprints: Fingerprints } | null;
  /** The first contact is trusted. */
  readonly acceptNew: boolean;
  /** A person answers. */
  readonly ask: boolean;
}

/**
 * The keys of `pins` that are to be trusted; each is shown before. null: the operator wants to stop.
 * `of`: how many hosts were asked; `more`: whether one was trusted before.
 */
export async function choosePins(
  pins: readonly Pin[],
  about: { readonly of: number; readonly more: boolean },
  trust: Trust,
  desk: Desk,
): Promise<readonly Pin[] | null> {
  const { list, acceptNew, ask } = trust;
  const candidates = list === null ? pins : pins.filter((pin) => isListed(list.fingerprints, pin));
  if (candidates.length > 0) desk.tell({ kind: 'new-keys', pins: candidates, ...about });
  const unlisted = pins.filter((pin) => !candidates.includes(pin));
  if (list !== null && unlisted.length > 0) desk.tell({ kind: 'unlisted', pins: unlisted, file: list.file });
  if (candidates.length === 0 || !ask || (acceptNew && list === null)) return candidates;
  return askWhich(candidates, desk);
}

/** Whether somebody or something vouches for new keys. Error `host-keys-unvouched`. */
export function trustProblem(
  asked: { readonly yes: boolean; readonly acceptNew: boolean; readonly fingerprints: string | null },
  interactive: boolean,
): Diagnostic | null {
  if (asked.acceptNew && asked.fingerprints !== null)
    return problem('give --fingerprints or --accept-new, not both: one trusts a list, the other whatever comes first');
  const vouched = asked.acceptNew || asked.fingerprints !== null;
  if (asked.yes && !vouched) return problem('--yes does not say whom to trust: nobody would have compared the keys');
  if (interactive || asked.acceptNew || (asked.yes && vouched)) return null;
  return problem('there is no terminal on which somebody could compare host keys and answer');
}

const problem = (summary: string): Diagnostic => ({
  severity: 'error',
  code: 'host-keys-unvouched',
  summary,
  hint: 'compare what `bulwark hostkeys verify` shows with the hosts, keep it in FILE, then --yes --fingerprints FILE; or --accept-new to trust the first contact',
});

async function askWhich(pins: readonly Pin[], desk: Desk): Promise<readonly Pin[] | null> {
  const hosts = new Set(pins.map(({ name }) => name));
  const question = hosts.size === 1 ? 'Pin it? [y/N] ' : `Pin all ${hosts.size}? [y/N/one by one] `;
  for (;;) {
    const answer = await desk.ask(question);
    if (answer === null) return null;
    if (isYes(answer)) return pins;
    if (isNo(answer)) return [];
    if (hosts.size > 1 && /^o(?:ne(?: by one)?)?$/.test(answer.trim().toLowerCase()))
      return askEach(pins, [...hosts], desk);
    desk.tell({ kind: 'lines', lines: [hosts.size === 1 ? 'y or n' : 'y, n, or o for one by one'] });
  }
}

async function askEach(pins: readonly Pin[], hosts: readonly string[], desk: Desk): Promise<readonly Pin[] | null> {
  const chosen: Pin[] = [];
  for (const host of hosts) {
    const own = pins.filter(({ name }) => name === host);
    const keys = own.map(({ key }) => key.fingerprint).join(' ');
    const yes = await askYes(`  ${host} ${keys}\n  Pin it? [y/N] `, desk);
    if (yes === null) return null;
    if (yes) chosen.push(...own);
  }
  return chosen;
}
