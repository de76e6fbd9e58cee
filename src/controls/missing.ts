import type { AssessedHost } from '../domain/assessment.ts';
import { count } from '../domain/count.ts';
import type { LookedHost } from './collect.ts';

/** Why an assessment is not the whole truth of what was asked for, in words. Hosts that `-l` leaves out are told apart. */
export function missingWords(
  hosts: readonly LookedHost[],
  assessed: readonly AssessedHost[],
  notInInventory: readonly string[],
): readonly string[] {
  const roles = new Map(assessed.map(({ name, role }) => [name, role]));
  const lost = (['control-plane', 'worker'] as const).flatMap((role) => {
    const all = hosts.filter(({ name }) => roles.get(name) === role);
    return lostWords(all, role === 'control-plane' ? 'control plane' : 'worker');
  });
  const blind = hosts.flatMap(({ name, reached, blind: why }) =>
    reached && why !== null ? [`not all of ${name} could be looked at: ${why}`] : [],
  );
  const strangers = notInInventory.map((node) => `node ${node} is in the cluster and not in the inventory`);
  return [...lost, ...blind, ...assessed.flatMap(clockWords), ...strangers];
}

const HOUR = 3600;

/** Seconds from which on a clock is wrong, and not only slow to be read: certificates and tokens are judged by days. */
const WRONG_CLOCK = HOUR;

/** A host with a clock of its own calls a certificate valid that ended. */
function clockWords({ name, clockSkew }: AssessedHost): readonly string[] {
  const off = Math.abs(clockSkew ?? 0);
  if (clockSkew === null || off < WRONG_CLOCK) return [];
  const long = off < 48 * HOUR ? count(Math.round(off / HOUR), 'hour') : count(Math.round(off / HOUR / 24), 'day');
  return [`the clock of ${name} is ${long} ${clockSkew < 0 ? 'behind' : 'ahead'}: what ends on a day was judged by it`];
}

function lostWords(all: readonly LookedHost[], what: string): readonly string[] {
  const lost = all.filter(({ reached }) => !reached).map(({ name }) => name);
  if (lost.length === 0) return [];
  const of = `${lost.length} of ${count(all.length, what)}`;
  return [`${of} ${lost.length === 1 ? 'was' : 'were'} not reached: ${lost.join(', ')}`];
}
