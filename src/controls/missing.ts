import type { AssessedHost } from '../domain/assessment.ts';
import { count } from '../domain/count.ts';
import type { LookedHost } from './collect.ts';

/** Why an assessment is not the whole truth, in words; empty: everything was looked at. */
export function missingWords(
  hosts: readonly LookedHost[],
  assessed: readonly AssessedHost[],
  left: { readonly notSelected: readonly string[]; readonly notInInventory: readonly string[] },
): readonly string[] {
  const roles = new Map(assessed.map(({ name, role }) => [name, role]));
  const lost = (['control-plane', 'worker'] as const).flatMap((role) => {
    const all = hosts.filter(({ name }) => roles.get(name) === role);
    return lostWords(all, role === 'control-plane' ? 'control plane' : 'worker');
  });
  const blind = hosts.flatMap(({ name, reached, blind: why }) =>
    reached && why !== null ? [`not all of ${name} could be looked at: ${why}`] : [],
  );
  const strangers = left.notInInventory.map((node) => `node ${node} is in the cluster and not in the inventory`);
  const limited =
    left.notSelected.length === 0
      ? []
      : [`${count(left.notSelected.length, 'host')} left out by -l: ${left.notSelected.join(', ')}`];
  return [...lost, ...blind, ...strangers, ...limited];
}

function lostWords(all: readonly LookedHost[], what: string): readonly string[] {
  const lost = all.filter(({ reached }) => !reached).map(({ name }) => name);
  if (lost.length === 0) return [];
  const of = `${lost.length} of ${count(all.length, what)}`;
  return [`${of} ${lost.length === 1 ? 'was' : 'were'} not reached: ${lost.join(', ')}`];
}
