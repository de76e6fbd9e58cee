import type { AssessedHost, Assessment } from '../../../domain/assessment.ts';
import { clusterId, hostId } from './ids.ts';
import { prop, word } from './words.ts';

/** Hosts and clusters: what observations are of. */
export const inventoryItems = ({ scope }: Assessment) => [
  ...[...new Set(scope.hosts.map(({ cluster }) => cluster))].map((cluster) => ({
    uuid: clusterId(cluster),
    description: `Cluster ${word(cluster)}`,
    props: [{ name: 'asset-id', value: word(cluster) }, prop('kind', 'cluster')],
  })),
  ...scope.hosts.map(hostItem),
];

const hostItem = (host: AssessedHost) => ({
  uuid: hostId(host.cluster, host.name),
  description: `${host.role === null ? 'Host' : roles[host.role]} ${word(host.name)} of cluster ${word(host.cluster)}`,
  props: [
    { name: 'asset-id', value: word(host.name) },
    prop('kind', 'host'),
    prop('reached', String(host.reached)),
    ...optional('address', host.address),
    ...optional('kubernetes-version', host.version),
    ...optional('snap-revision', host.revision),
    ...optional('os', host.os),
    ...optional('clock-skew-seconds', host.clockSkew === null ? null : String(host.clockSkew)),
  ],
});

const roles = { 'control-plane': 'Control plane', worker: 'Worker' } as const;

const optional = (name: string, value: string | null) => (value === null ? [] : [prop(name, value)]);
