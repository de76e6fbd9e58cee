import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import { anyResource } from '../domain/resource.ts';
import type { Value } from '../domain/value.ts';
import { nodeQuestion, readNodeState, type NodeState } from './k8s-node/probe.ts';
import { planNode } from './k8s-node/plan.ts';
import { flag, seconds, word } from './params.ts';
import { toValue } from './values.ts';

const labelValue = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .refine(
    (text) => /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/.test(text),
    'must be the value of a label: at most 63 letters, digits, - _ .',
  )
  .nullable();

const labelName = z
  .string()
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/,
    'must be the name of a label',
  );

const params = z
  .strictObject({
    name: word.regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, 'must be the name of a node'),
    cordon: flag.default(false),
    drain: flag.default(false),
    uncordon: flag.default(false),
    wait: flag.default(false),
    label: z.record(labelName, labelValue).default({}).meta({ words: 'mapping; null takes a label away' }),
    timeout: seconds.default(300_000),
    /** Also evict pods that nothing would make anew. */
    force: flag.default(false),
    delete_emptydir_data: flag.default(false),
    /** Seconds for each pod to end; the pod's own where it is left out. */
    grace_period: seconds.optional(),
  })
  .refine((given) => !(given.uncordon && (given.cordon || given.drain)), {
    path: ['uncordon'],
    message: 'contradicts cordon and drain',
  })
  .refine(
    (given) => given.cordon || given.drain || given.uncordon || given.wait || Object.keys(given.label).length > 0,
    {
      path: ['name'],
      message: 'needs something to do: cordon, drain, uncordon, wait or label',
    },
  );
export type NodeParams = z.output<typeof params>;

/** One node of the cluster, through the API of the control plane that is asked. */
export const k8sNode: Module<NodeParams, NodeState> = {
  name: 'k8s_node',
  summary: 'Cordons, drains, uncordons and labels a node, and waits until it is ready',
  params,
  examples: [
    '- k8s_node:\n    name: worker-1\n    drain: true\n    timeout: 600',
    '- k8s_node:\n    name: worker-1\n    wait: true\n    uncordon: true',
    '- k8s_node:\n    name: worker-1\n    label: { tier: edge, old-label: null }',
  ],
  probe: (given) => ({
    command: nodeQuestion(given),
    reads: [anyResource],
    parse: ({ output }) => readNodeState(given, output),
  }),
  plan: planNode,
  result: ({ name }, { node, pods }) =>
    new Map<string, Value>([
      ['name', name],
      ['ready', node?.ready ?? null],
      ['cordoned', node?.cordoned ?? null],
      ['labels', toValue(node?.labels ?? {})],
      ['pods', pods.map((pod) => pod.name)],
    ]),
};
