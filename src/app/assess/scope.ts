import type { LookedHost, Looked } from '../../controls/collect.ts';
import { toldNodes } from '../../controls/told-nodes.ts';
import { foldNodes } from '../../domain/node-set.ts';
import type { Inventory } from '../../domain/inventory.ts';

/** Nodes that the clusters name and the inventory does not, under its name for them or their own. A host is one node. */
export function strangersOf({ hosts, notSelected }: Looked): readonly string[] {
  const nodes = [...new Set([...clusterNodes(hosts).values()].flat())];
  const known = new Set(nodes.map((name) => name.toLowerCase()));
  const taken = new Set([
    ...notSelected.map((name) => name.toLowerCase()),
    ...hosts.flatMap((host) => namesOf(host).find((name) => known.has(name)) ?? []),
  ]);
  return nodes.filter((name) => !taken.has(name.toLowerCase()));
}

/** What else was not seen: hosts that did not say what they are, clusters that did not name their nodes. */
export function unseenWords({ hosts }: Looked): readonly string[] {
  const unread = hosts.filter(({ reached, facts }) => reached && facts === null).map(({ name }) => name);
  const nodes = clusterNodes(hosts);
  const twice = [...Map.groupBy(hosts, nodeName)].flatMap(([node, all]) =>
    node === null || all.length < 2
      ? []
      : [`${all.map(({ name }) => name).join(' and ')} both say that they are ${node}`],
  );
  const untold = [...new Set(hosts.map(({ cluster }) => cluster))].filter((cluster) => !nodes.has(cluster));
  return [
    ...(unread.length === 0
      ? []
      : [`${foldNodes(unread)} did not say what ${unread.length === 1 ? 'it is' : 'they are'}`]),
    ...twice,
    ...untold.map((cluster) => `no control plane said which nodes ${cluster === '' ? 'there are' : `${cluster} has`}`),
  ];
}

/** Names of nodes, by cluster, of all that its control planes told: none of them can hide what another one knows. */
function clusterNodes(hosts: readonly LookedHost[]): ReadonlyMap<string, readonly string[]> {
  const told = new Map<string, string[]>();
  for (const host of hosts) {
    const nodes = toldNodes(host);
    if (nodes !== null) told.set(host.cluster, [...(told.get(host.cluster) ?? []), ...nodes]);
  }
  return told;
}

/** In its cluster; null: it did not say. */
function nodeName({ cluster, facts }: LookedHost): string | null {
  const own = facts?.get('nodename');
  return typeof own === 'string' ? `${own.toLowerCase()}${cluster === '' ? '' : ` of ${cluster}`}` : null;
}

/** What the cluster may call it, the likeliest first: a host cannot stand for a second node by another of its names. */
const namesOf = ({ name, facts }: LookedHost): readonly string[] =>
  [facts?.get('nodename'), name, facts?.get('hostname'), facts?.get('fqdn')].flatMap((own) =>
    typeof own === 'string' ? [own.toLowerCase()] : [],
  );

/** Control planes that `-l` leaves out, with their `cluster_name` where it is written as plain text. */
export const planesLeftOut = (
  { hosts, groups }: Pick<Inventory, 'hosts' | 'groups'>,
  notSelected: readonly string[],
): readonly { readonly name: string; readonly cluster: string | null }[] =>
  (groups.get('control_plane') ?? [])
    .filter((name) => notSelected.includes(name))
    .map((name) => {
      const written = hosts
        .get(name)
        ?.layers.findLast(({ vars }) => vars.has('cluster_name'))
        ?.vars.get('cluster_name');
      const isPlain = written?.kind === 'scalar' && typeof written.value === 'string' && !written.value.includes('{{');
      return { name, cluster: isPlain ? String(written.value) : null };
    });
