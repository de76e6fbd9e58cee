import type { LookedHost, Looked } from '../../controls/collect.ts';
import type { AssessedHost, AssessmentScope } from '../../domain/assessment.ts';
import { isList, isMapping } from '../../domain/value.ts';
import type { Value } from '../../domain/value.ts';
import { missingWords } from './missing.ts';

/** Who was looked at, and why that is not all; `stopped`: the run was interrupted. */
export function scopeOf(looked: Looked, hosts: readonly AssessedHost[], stopped: boolean): AssessmentScope {
  const { notSelected } = looked;
  const nodes = clusterNodes(looked.hosts);
  const known = new Set(
    [...looked.hosts.flatMap((host) => [host.name, ...ownNames(host)]), ...notSelected].map((name) => name.toLowerCase()),
  );
  const notInInventory = [...new Set([...nodes.values()].flat())].filter((name) => !known.has(name.toLowerCase()));
  const clusters = [...new Set(hosts.map(({ cluster }) => cluster))];
  const unread = looked.hosts.filter(({ reached, facts }) => reached && facts === null).map(({ name }) => name);
  const untold = clusters.filter((cluster) => !nodes.has(cluster));
  return {
    hosts,
    notSelected,
    notInInventory,
    missing: missingWords({ hosts, notSelected, notInInventory, untold, unread, stopped }),
  };
}

/** Names of nodes, by cluster, where a control plane told them. */
const clusterNodes = (hosts: readonly LookedHost[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    hosts.flatMap(({ cluster, facts }) => {
      const nodes = partOf(facts?.get('cluster'), 'nodes');
      return nodes !== undefined && isList(nodes) ? [[cluster, nodes.map(String)] as const] : [];
    }),
  );

const ownNames = ({ facts }: LookedHost): readonly string[] =>
  ['hostname', 'nodename', 'fqdn'].flatMap((name) => {
    const own = facts?.get(name);
    return typeof own === 'string' ? [own] : [];
  });

const partOf = (value: Value | undefined, key: string): Value | undefined =>
  value !== undefined && isMapping(value) ? value.get(key) : undefined;
