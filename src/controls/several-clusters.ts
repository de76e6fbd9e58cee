import { foldNodes } from '../domain/node-set.ts';
import type { LookedHost } from './collect.ts';
import { toldNodes } from './told-nodes.ts';

/**
 * Clusters of the inventory whose control planes name different nodes: more than one cluster under one name, of which
 * one control plane answers for all. By cluster, in words; control planes that named no nodes say nothing here.
 */
export function severalClusters(hosts: readonly LookedHost[]): ReadonlyMap<string, string> {
  const several = new Map<string, string>();
  for (const [cluster, members] of Map.groupBy(hosts, (host) => host.cluster)) {
    const groups = groupsOf(members);
    if (groups.length > 1) several.set(cluster, words(cluster, groups));
  }
  return several;
}

interface Group {
  readonly planes: readonly string[];
  readonly nodes: ReadonlySet<string>;
}

/** Those that know a node in common are of one cluster: API servers of one cluster have one list. */
function groupsOf(members: readonly LookedHost[]): readonly Group[] {
  let groups: readonly Group[] = [];
  for (const host of members) {
    const nodes = (toldNodes(host) ?? []).map((name) => name.toLowerCase());
    if (nodes.length === 0) continue;
    const same = groups.filter((group) => nodes.some((node) => group.nodes.has(node)));
    const joined: Group = {
      planes: [...same.toReversed().flatMap(({ planes }) => planes), host.name],
      nodes: new Set([...nodes, ...same.flatMap((group) => [...group.nodes])]),
    };
    groups = [...groups.filter((group) => !same.includes(group)), joined];
  }
  return groups;
}

function words(cluster: string, groups: readonly Group[]): string {
  const names = groups.map(({ planes }) => foldNodes(planes)).join(' and ');
  const one = cluster === '' ? 'one cluster' : `one cluster, ${cluster}`;
  return `${names} know no node in common, and the inventory has them as ${one}: give each cluster its cluster_name`;
}
