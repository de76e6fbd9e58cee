import { readFileSync } from 'node:fs';

import test, { type ExecutionContext } from 'ava';

import type { Planned } from '../../src/domain/module.ts';
import { fakePrograms } from '../support/fake-programs.ts';
import { boundModule, complaints } from '../support/host-module.ts';
import { performHere, planHere, shells, type Simulation } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Cluster {
  readonly cordoned?: boolean;
  readonly ready?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly pods?: readonly object[];
  readonly missing?: boolean;
  readonly fails?: string;
}

const pod = (
  name: string,
  about: { owner?: string; phase?: string; mirror?: boolean; node?: string } = {},
): object => ({
  metadata: {
    name,
    namespace: 'default',
    annotations: about.mirror === true ? { 'kubernetes.io/config.mirror': 'x' } : {},
    ownerReferences: about.owner === undefined ? [] : [{ kind: about.owner, name: 'x', controller: true }],
  },
  spec: { nodeName: about.node ?? 'w-1' },
  status: { phase: about.phase ?? 'Running' },
});

/** No cluster is at hand: a stand-in for `k8s kubectl`, pretty-printed as the real one; what it is told to do is logged. */
function host(
  t: ExecutionContext,
  shell: readonly string[],
  about: Cluster,
): Simulation & { readonly log: () => string } {
  const folder = tempFolder(t);
  const node = {
    kind: 'Node',
    metadata: { name: 'w-1', labels: about.labels ?? {} },
    spec: about.cordoned === true ? { unschedulable: true } : {},
    status: { conditions: [{ type: 'Ready', status: about.ready === false ? 'Unknown' : 'True' }] },
  };
  const text = (data: object): string => JSON.stringify(data, null, 4);
  const programs = fakePrograms(t, {
    k8s: `case "$*" in
'kubectl get node '*) ${
      about.missing === true
        ? `echo 'Error from server (NotFound): nodes "w-1" not found' >&2; exit 1`
        : `cat <<'END'\n${text(node)}\nEND
`
    } ;;
'kubectl get pods '*) cat <<'END'\n${text({ items: about.pods ?? [] })}\nEND\n;;
*) echo "$*" >>${folder}/log; ${about.fails === undefined ? 'echo done' : `echo '${about.fails}' >&2; exit 1`} ;;
esac`,
  });
  return { shell, programs, log: () => readFileSync(`${folder}/log`, 'utf8').trim() };
}

const told = (planned: Planned): readonly string[] =>
  planned.kind === 'refused'
    ? [`refused: ${planned.message}`]
    : planned.changes.flatMap(({ action, diff }) =>
        diff.entries.map(({ name, before, after }) => `${action} ${name} ${String(before)} -> ${String(after)}`),
      );

const plans = test.macro({
  exec(t, input: object, cluster: Cluster, wanted: readonly string[], commands?: string) {
    for (const shell of Object.values(shells)) {
      const here = host(t, shell, cluster);
      const planned = planHere(boundModule('k8s_node', { name: 'w-1', ...input }), here);
      t.deepEqual(told(planned), wanted);
      if (commands === undefined) continue;
      for (const change of planned.kind === 'changes' ? planned.changes : [])
        t.is(performHere(change, here)[0]?.output.code, 0);
      t.is(here.log(), commands);
    }
  },
  title: (_, input, cluster) => `${JSON.stringify(input)} of ${JSON.stringify(cluster)}`.slice(0, 200),
});

test(plans, { cordon: true }, {}, ['update schedulable yes -> no'], 'kubectl cordon w-1');
test(plans, { cordon: true }, { cordoned: true }, []);
test(plans, { uncordon: true }, {}, []);
test(plans, { uncordon: true }, { cordoned: true }, ['update schedulable no -> yes'], 'kubectl uncordon w-1');
test(plans, { wait: true }, {}, []);
test(
  plans,
  { wait: true, timeout: 60 },
  { ready: false },
  ['wait ready no -> yes'],
  'kubectl wait --for=condition=Ready node/w-1 --timeout=60s',
);
test(plans, { wait: true, uncordon: true }, { ready: false, cordoned: true }, [
  'wait ready no -> yes',
  'update schedulable no -> yes',
]);
test(plans, { label: { a: 'b' } }, { labels: { a: 'b' } }, []);
test(
  plans,
  { label: { 'x.y/a': 0, old: null, gone: null } },
  { labels: { old: '1' } },
  ['update x.y/a null -> 0', 'update old 1 -> null'],
  'kubectl label node w-1 --overwrite x.y/a=0 old-',
);
test(plans, { drain: true }, { cordoned: true }, []);
const pods = [
  pod('app', { owner: 'ReplicaSet' }),
  pod('log', { owner: 'DaemonSet' }),
  pod('etcd', { mirror: true }),
  pod('job', { owner: 'Job', phase: 'Succeeded' }),
  pod('elsewhere', { owner: 'ReplicaSet', node: 'w-2' }),
];
test(
  plans,
  { drain: true, timeout: 90 },
  { pods },
  ['update schedulable yes -> no', 'update default/app running -> evicted'],
  'kubectl cordon w-1\nkubectl drain w-1 --ignore-daemonsets --timeout=90s',
);
test(plans, { drain: true }, { pods: [pod('alone')] }, [
  'refused: 1 pod would be gone for good: nothing makes them anew',
]);
test(
  plans,
  { drain: true, force: true, delete_emptydir_data: true, grace_period: 5 },
  { cordoned: true, pods: [pod('alone')] },
  ['update default/alone running -> evicted'],
  'kubectl drain w-1 --ignore-daemonsets --force --delete-emptydir-data --grace-period=5 --timeout=300s',
);
test(plans, { cordon: true }, { missing: true }, ['refused: there is no node w-1']);

test('a drain that does not end says why, in the words of kubectl', (t) => {
  const fails = 'error: Cannot evict pod as it would violate the pod disruption budget.';
  for (const shell of Object.values(shells)) {
    const here = host(t, shell, { cordoned: true, pods, fails });
    const planned = planHere(boundModule('k8s_node', { name: 'w-1', drain: true }), here);
    const output =
      planned.kind === 'changes' && planned.changes[0] !== undefined
        ? performHere(planned.changes[0], here)[0]?.output
        : undefined;
    t.deepEqual([output?.code, output?.stderr.toString().trim()], [99, `bulwark:failed: ${fails}`]);
  }
});

test('parameters that cannot be are told', (t) => {
  for (const input of [
    {},
    { cordon: true, uncordon: true },
    { drain: true, uncordon: true },
    { label: { 'a b': 'c' } },
    { label: { a: 'b c' } },
    { label: { a: 'x'.repeat(64) } },
  ])
    t.is(complaints('k8s_node', { name: 'w-1', ...input }).length, 1, JSON.stringify(input));
  for (const name of ['', '-x', 'A', 'a/b']) t.true(complaints('k8s_node', { name, wait: true }).length > 0, name);
});
