import { foldNodes } from '../../domain/node-set.ts';
import { isList } from '../../domain/value.ts';
import type { Value } from '../../domain/value.ts';
import { count } from '../../domain/count.ts';
import type { Row } from './row.ts';
import type { HostStory, Story } from '../story.ts';
import { factOf, factPart, factText } from './fact.ts';

/** `etcd voter`, where a control plane of the cluster could tell; else empty. */
export function datastorePart(host: HostStory, story: Story): string {
  for (const { facts, cluster } of story.hosts.values()) {
    if (cluster !== host.cluster) continue;
    const answer = facts?.get('cluster');
    const part = factText(factPart(factPart(answer, 'members'), nodeName(host)));
    const store = factText(factPart(answer, 'datastore'));
    if (part !== '' && part !== 'unknown') return `${store === '' ? 'datastore' : store} ${part}`;
  }
  return '';
}

/** Kubernetes' name of a host. */
const nodeName = (host: HostStory): string => factText(factOf(host, 'nodename')).toLowerCase() || host.name;

/** For each cluster that told its nodes: whether inventory and cluster agree. */
export function clusterRows(hosts: readonly HostStory[], story: Story): readonly Row[] {
  const clusters = [...new Set(hosts.map(({ cluster }) => cluster))];
  return clusters.flatMap((cluster, at) => {
    const members = hosts.filter((host) => host.cluster === cluster);
    const nodes = members
      .map((host) => namesOf(factPart(factOf(host, 'cluster'), 'nodes')))
      .find((names) => names.length > 0);
    if (nodes === undefined) return [];
    const name = cluster === '' ? '' : `${cluster}: `;
    return [
      {
        label: at === 0 ? 'cluster' : '',
        value: `${name}${count(nodes.length, 'node')}, ${agreement(nodes, members, story)}`,
      },
    ];
  });
}

const namesOf = (value: Value | undefined): readonly string[] =>
  value !== undefined && isList(value) ? value.map((name) => factText(name)) : [];

/** A host that was not asked, or did not answer, is judged by its name in the inventory. */
function agreement(nodes: readonly string[], members: readonly HostStory[], story: Story): string {
  const known = new Set([
    ...members.map(nodeName),
    ...[...story.hosts.keys(), ...(story.start?.notSelected ?? [])].map((name) => name.toLowerCase()),
  ]);
  const strangers = nodes.filter((node) => !known.has(node));
  const outside = members.filter((host) => !nodes.includes(nodeName(host)) && !nodes.includes(host.name.toLowerCase()));
  const words = [
    ...(strangers.length === 0 ? [] : [`not in the inventory: ${foldNodes(strangers)}`]),
    ...(outside.length === 0 ? [] : [`not in the cluster: ${foldNodes(outside.map(({ name }) => name))}`]),
  ];
  return words.length === 0 ? 'all in the inventory' : words.join('; ');
}
