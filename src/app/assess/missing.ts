import type { AssessedHost } from '../../domain/assessment.ts';
import { count } from '../../domain/count.ts';
import { foldNodes } from '../../domain/node-set.ts';

/** What was not seen of a fleet. */
export interface Unseen {
  readonly hosts: readonly Pick<AssessedHost, 'name' | 'role' | 'reached'>[];
  readonly notSelected: readonly string[];
  readonly notInInventory: readonly string[];
  /** Clusters none of whose control planes told which nodes there are. */
  readonly untold: readonly string[];
  /** Hosts that were reached and did not say what they are. */
  readonly unread: readonly string[];
  /** The run was interrupted. */
  readonly stopped: boolean;
}

/** Why an assessment is not the whole truth, each in words; empty: everything was looked at. */
export function missingWords(unseen: Unseen): readonly string[] {
  const { hosts, notSelected, notInInventory, untold, unread, stopped } = unseen;
  const nodes = notInInventory.length === 1 ? 'node' : 'nodes';
  const verb = notInInventory.length === 1 ? 'is' : 'are';
  return [
    ...(stopped ? ['interrupted'] : []),
    ...lostWords(hosts, 'control-plane', 'control plane'),
    ...lostWords(hosts, 'worker', 'worker'),
    ...lostWords(hosts, null, 'host'),
    ...(notInInventory.length === 0
      ? []
      : [`${nodes} ${foldNodes(notInInventory)} ${verb} in the cluster but not in the inventory`]),
    ...(notSelected.length === 0 ? [] : [`-l leaves out ${foldNodes(notSelected)}`]),
    ...(unread.length === 0 ? [] : [`${foldNodes(unread)} did not say what ${unread.length === 1 ? 'it is' : 'they are'}`]),
    ...untold.map((cluster) => `no control plane told which nodes ${cluster === '' ? 'there are' : `${cluster} has`}`),
  ];
}

function lostWords(hosts: Unseen['hosts'], role: AssessedHost['role'], noun: string): readonly string[] {
  const all = hosts.filter((host) => host.role === role);
  const lost = all.filter(({ reached }) => !reached).map(({ name }) => name);
  return lost.length === 0 ? [] : [`${lost.length} of ${count(all.length, noun)} unreachable (${foldNodes(lost)})`];
}
