import type { LookedHost, Looked } from '../../controls/collect.ts';
import { foldNodes } from '../../domain/node-set.ts';
import { isList, isMapping } from '../../domain/value.ts';

/** Nodes that the clusters name and the inventory does not, under its name for them or their own. */
export function strangersOf({ hosts, notSelected }: Looked): readonly string[] {
  const known = new Set(
    [...hosts.flatMap((host) => [host.name, ...ownNames(host)]), ...notSelected].map((name) => name.toLowerCase()),
  );
  const nodes = [...clusterNodes(hosts).values()].flat();
  return [...new Set(nodes)].filter((name) => !known.has(name.toLowerCase()));
}

/** What else was not seen: hosts that did not say what they are, clusters that did not name their nodes. */
export function unseenWords({ hosts }: Looked): readonly string[] {
  const unread = hosts.filter(({ reached, facts }) => reached && facts === null).map(({ name }) => name);
  const nodes = clusterNodes(hosts);
  const untold = [...new Set(hosts.map(({ cluster }) => cluster))].filter((cluster) => !nodes.has(cluster));
  return [
    ...(unread.length === 0
      ? []
      : [`${foldNodes(unread)} did not say what ${unread.length === 1 ? 'it is' : 'they are'}`]),
    ...untold.map((cluster) => `no control plane said which nodes ${cluster === '' ? 'there are' : `${cluster} has`}`),
  ];
}

/** Names of nodes, by cluster, where a control plane told them. */
const clusterNodes = (hosts: readonly LookedHost[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    hosts.flatMap(({ cluster, facts }) => {
      const told = facts?.get('cluster');
      const nodes = isMapping(told) ? told.get('nodes') : null;
      return isList(nodes) ? [[cluster, nodes.map(String)] as const] : [];
    }),
  );

const ownNames = ({ facts }: LookedHost): readonly string[] =>
  ['hostname', 'nodename', 'fqdn'].flatMap((name) => {
    const own = facts?.get(name);
    return typeof own === 'string' ? [own] : [];
  });
