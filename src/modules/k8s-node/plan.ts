import type { Change, Planned } from '../../domain/module.ts';
import { anyResource } from '../../domain/resource.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { count } from '../../domain/count.ts';
import { sh } from '../../shell/sh.ts';
import type { ClusterNode } from '../cluster/nodes.ts';
import type { NodeParams } from '../k8s-node.ts';
import { failFunction } from '../said.ts';
import { kubeFunction, type NodeState } from './probe.ts';

/** In the order in which it is of use: label, cordon, drain; or wait until it is ready, then uncordon. */
export function planNode(given: NodeParams, { unasked, node, pods }: NodeState): Planned {
  if (unasked !== null) return notFromHere(unasked);
  if (node === null)
    return {
      kind: 'refused',
      message: `there is no node ${given.name}`,
      seen: 'not found',
      hint: 'k8s kubectl get nodes lists them; a node is called as its host, unless it was joined by another name',
    };
  const alone = pods.filter((pod) => pod.alone);
  if (given.drain && alone.length > 0 && !given.force)
    return {
      kind: 'refused',
      message: `${count(alone.length, 'pod')} would be gone for good: nothing makes them anew`,
      seen: alone
        .slice(0, 3)
        .map(({ name }) => name)
        .join(', '),
      hint: 'force: true evicts them all the same',
    };
  return {
    kind: 'changes',
    changes: [
      ...labelling(given, node),
      ...cordoning(given, node),
      ...draining(
        given,
        pods.map(({ name }) => name),
      ),
      ...waiting(given, node),
      ...uncordoning(given, node),
    ],
  };
}

const notFromHere = (unasked: string): Planned => ({
  kind: 'refused',
  message: unasked === 'worker' ? 'a worker cannot ask the API of its cluster' : 'the host has neither k8s nor kubectl',
  wanted: 'a control plane',
  hint: 'hosts: control_plane, or delegate_to a control plane',
});

function labelling({ name, label }: NodeParams, { labels }: ClusterNode): readonly Change[] {
  const entries = Object.entries(label).filter(([key, wanted]) => (labels[key] ?? null) !== wanted);
  if (entries.length === 0) return [];
  const words = entries.map(([key, wanted]) => (wanted === null ? `${key}-` : `${key}=${wanted}`));
  return [
    {
      ...change(name, sh`kube label node ${name} --overwrite ${words}`),
      diff: { entries: entries.map(([key, after]) => ({ name: key, before: labels[key] ?? null, after })) },
    },
  ];
}

const cordoning = ({ name, cordon, drain }: NodeParams, { cordoned }: ClusterNode): readonly Change[] =>
  (cordon || drain) && !cordoned ? [{ ...change(name, sh`kube cordon ${name}`), diff: schedulable('yes', 'no') }] : [];

const uncordoning = ({ name, uncordon }: NodeParams, { cordoned }: ClusterNode): readonly Change[] =>
  uncordon && cordoned ? [{ ...change(name, sh`kube uncordon ${name}`), diff: schedulable('no', 'yes') }] : [];

const schedulable = (before: string, after: string): Change['diff'] => ({
  entries: [{ name: 'schedulable', before, after }],
});

/** Budgets of disruption are waited for; kubectl's last word says whose it was. */
function draining(given: NodeParams, pods: readonly string[]): readonly Change[] {
  if (!given.drain || pods.length === 0) return [];
  const options = [
    sh`--ignore-daemonsets`,
    ...(given.force ? [sh`--force`] : []),
    ...(given.delete_emptydir_data ? [sh`--delete-emptydir-data`] : []),
    ...(given.grace_period === undefined ? [] : [sh`--grace-period=${Math.round(given.grace_period / 1000)}`]),
    sh`--timeout=${`${Math.ceil(given.timeout / 1000)}s`}`,
  ];
  return [
    {
      ...change(given.name, sh`kube drain ${given.name} ${options}`, given.timeout),
      disrupts: 'process',
      diff: { entries: pods.map((pod) => ({ name: pod, before: 'running', after: 'evicted' })) },
    },
  ];
}

const waiting = ({ name, wait, timeout }: NodeParams, { ready }: ClusterNode): readonly Change[] =>
  wait && !ready
    ? [
        {
          ...change(
            name,
            sh`kube wait --for=condition=Ready ${`node/${name}`} --timeout=${`${Math.ceil(timeout / 1000)}s`}`,
            timeout,
          ),
          action: 'wait',
          diff: { entries: [{ name: 'ready', before: 'no', after: 'yes' }] },
        },
      ]
    : [];

const change = (name: string, command: ShellCommand, takes = 0): Omit<Change, 'diff'> => ({
  action: 'update',
  target: `node ${name}`,
  writes: [anyResource],
  converges: 'verified',
  disrupts: 'none',
  undoable: false,
  steps: [
    {
      kind: 'exec',
      command: sh`${failFunction}${kubeFunction}x=$(${command} 2>&1) || bw_fail "$(printf '%s\n' "$x" | grep -v '^Warning: ' | tail -n 1)"
printf '%s\n' "$x"`,
      ...(takes === 0 ? {} : { takes }),
    },
  ],
});
