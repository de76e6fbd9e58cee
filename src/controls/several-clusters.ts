import { foldNodes } from '../domain/node-set.ts';
import { isList, isMapping } from '../domain/value.ts';
import type { LookedHost } from './collect.ts';

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
  readonly nodes: readonly string[];
}

/** Those that know a node in common are of one cluster: API servers of one cluster have one list. */
function groupsOf(members: readonly LookedHost[]): readonly Group[] {
  let groups: readonly Group[] = [];
  for (const host of members) {
    const nodes = nodesOf(host);
    if (nodes.length === 0) continue;
    const same = groups.filter((group) => group.nodes.some((node) => nodes.includes(node)));
    const joined = same.reduce<Group>(
      (all, { planes, nodes: more }) => ({ planes: [...planes, ...all.planes], nodes: [...more, ...all.nodes] }),
      { planes: [host.name], nodes },
    );
    groups = [...groups.filter((group) => !same.includes(group)), joined];
  }
  return groups;
}

function nodesOf({ controlPlane, facts }: LookedHost): readonly string[] {
  const about = facts?.get('cluster');
  const nodes = isMapping(about) ? about.get('nodes') : null;
  return controlPlane && isList(nodes)
    ? nodes.flatMap((name) => (typeof name === 'string' ? [name.toLowerCase()] : []))
    : [];
}

function words(cluster: string, groups: readonly Group[]): string {
  const names = groups.map(({ planes }) => foldNodes(planes)).join(' and ');
  const one = cluster === '' ? 'one cluster' : `one cluster, ${cluster}`;
  return `${names} know no node in common, and the inventory has them as ${one}: give each cluster its cluster_name`;
}
