import { z } from 'zod';

import { BadAnswer } from '../../domain/module.ts';
import type { CommandOutput } from '../../domain/session.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import { json, readNode, type ClusterNode } from '../cluster/nodes.ts';
import { keyValues } from '../key-values.ts';
import type { NodeParams } from '../k8s-node.ts';
import { lastWords, tellFunction } from '../said.ts';

/** A pod that a drain would evict. */
export interface EvictedPod {
  readonly name: string;
  /** Nothing makes it anew. */
  readonly alone: boolean;
}

export interface NodeState {
  /** Why the API cannot be asked from here; null: it was. */
  readonly unasked: string | null;
  /** null: there is no such node. */
  readonly node: ClusterNode | null;
  readonly pods: readonly EvictedPod[];
}

/** `kube` is the kubectl of the snap, or one that is installed by itself. */
export const kubeFunction = sh`kube() { if command -v k8s >/dev/null; then k8s kubectl "$@"; else kubectl "$@"; fi; }
`;

/** Asks for 30 s at most; pods only where they would be evicted. */
export const nodeQuestion = ({
  name,
  drain,
}: NodeParams): ShellCommand => sh`${tellFunction}${kubeFunction}if [ -e /var/snap/k8s/common/lock/worker ]; then echo unasked=worker; exit 0; fi
command -v k8s >/dev/null || command -v kubectl >/dev/null || { echo unasked=kubectl; exit 0; }
x=$(kube get node ${name} -o json --request-timeout=20s 2>&1); echo "node.code=$?"; kv node "$x"
${drain ? sh`x=$(kube get pods -A -o json ${`--field-selector=spec.nodeName=${name}`} --request-timeout=30s 2>&1); echo "pods.code=$?"; kv pods "$x"` : sh`:`}
exit 0`;

const podShape = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string().default('default'),
    annotations: z.record(z.string(), z.string()).default({}),
    ownerReferences: z.array(z.object({ kind: z.string(), controller: z.boolean().default(false) })).default([]),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.object({ nodeName: z.string().optional() }).default({}),
  status: z.object({ phase: z.string().optional() }).default({}),
});
const podList = z.object({ items: z.array(podShape) });

export function readNodeState({ name, drain }: NodeParams, output: CommandOutput): NodeState {
  const seen = keyValues(output.stdout.toString('utf8'));
  const unasked = seen.get('unasked');
  if (unasked !== undefined) return { unasked, node: null, pods: [] };
  const told = (seen.get('node') ?? '').trim();
  if (seen.get('node.code') !== '0') {
    if (/NotFound|not found/.test(told)) return { unasked: null, node: null, pods: [] };
    throw new BadAnswer(
      `the API server did not tell of node ${name}`,
      told === '' ? lastWords(output) : [told.slice(0, 300)],
    );
  }
  const node = readNode(told);
  if (node === null) throw new BadAnswer(`what kubectl says of node ${name} cannot be read`, [told.slice(0, 100)]);
  return { unasked: null, node, pods: drain ? podsOf(name, seen) : [] };
}

/** What kubectl drain evicts: no mirror pods, none of a DaemonSet, none that has ended. */
function podsOf(node: string, seen: ReadonlyMap<string, string>): readonly EvictedPod[] {
  const list = podList.safeParse(json(seen.get('pods') ?? ''));
  if (seen.get('pods.code') !== '0' || !list.success)
    throw new BadAnswer(`the API server did not tell of the pods on ${node}`, [(seen.get('pods') ?? '').slice(0, 300)]);
  return list.data.items
    .filter(({ spec }) => spec.nodeName === undefined || spec.nodeName === node)
    .filter(({ metadata }) => !Object.hasOwn(metadata.annotations, 'kubernetes.io/config.mirror'))
    .filter(({ metadata }) => metadata.ownerReferences.every(({ kind }) => kind !== 'DaemonSet'))
    .filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed')
    .map(({ metadata }) => ({
      name: `${metadata.namespace}/${metadata.name}`,
      alone: !metadata.ownerReferences.some(({ controller }) => controller),
    }));
}
