import { z } from 'zod';
import type { Parsed } from '../../domain/diagnostic.ts';
import { parsed } from '../../domain/diagnostic.ts';
import { isHostName } from '../../domain/host-name.ts';
import { wrongAnswer } from './ask.ts';
import { isAddress } from './names.ts';

/** A node of the cluster. `address` is its InternalIP, null where it has none. */
interface ClusterNode {
  readonly name: string;
  readonly address: string | null;
  readonly controlPlane: boolean;
}

export interface Cluster {
  readonly nodes: readonly ClusterNode[];
  /** What made the machines (Cluster API) calls the cluster; null where nothing says so. */
  readonly name: string | null;
}

/** What `kubectl get nodes -o json` prints (v1.NodeList). What a cluster says is data: names are checked. */
export function parseNodes(text: string): Parsed<Cluster> {
  const list = nodeList.safeParse(json(text));
  if (!list.success) return wrongAnswer('the answer of `kubectl get nodes -o json` is not a list of nodes');
  const nodes = list.data.items.map(({ metadata, status }) => ({
    name: metadata.name,
    address: status.addresses.find(({ type }) => type === 'InternalIP')?.address ?? null,
    controlPlane: CONTROL_PLANE_LABELS.some((label) => Object.hasOwn(metadata.labels, label)),
  }));
  const [strange] = nodes.filter(({ name, address }) => !isHostName(name) || (address !== null && !isAddress(address)));
  if (strange !== undefined)
    return wrongAnswer(
      `the cluster has a node ${JSON.stringify(strange.name)} at ${JSON.stringify(strange.address)}, which cannot be a host`,
    );
  if (new Set(nodes.map(({ name }) => name)).size !== nodes.length)
    return wrongAnswer('the cluster names a node twice');
  if (!nodes.some(({ controlPlane }) => controlPlane))
    return wrongAnswer(nodes.length === 0 ? 'the cluster has no nodes' : 'no node of the cluster is a control plane');
  return parsed({ nodes: nodes.toSorted((a, b) => inOrder(a.name, b.name)), name: clusterName(list.data.items) });
}

/** The second one is what Kubernetes used until 1.24. */
const CONTROL_PLANE_LABELS = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];
const CLUSTER_NAME = 'cluster.x-k8s.io/cluster-name';

const texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {});
const nodeList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), labels: texts, annotations: texts }),
      status: z.object({ addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]) }),
    }),
  ),
});

/** One name that all nodes with an annotation agree on. */
function clusterName(items: z.infer<typeof nodeList>['items']): string | null {
  const names = new Set(items.flatMap(({ metadata: { annotations } }) => annotations[CLUSTER_NAME] ?? []));
  const [only] = names;
  return names.size === 1 ? (only ?? null) : null;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `cp-2` before `cp-10`. */
const inOrder = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
