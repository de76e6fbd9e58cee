import test from 'ava';
import type { ExecutionContext } from 'ava';
import { z } from 'zod';

import { told } from './support/events.ts';
import { ask, bulwark, ensureLab, inHost, lab, type BulwarkRun } from './support/lab.ts';
import { relayedFiles, startRelay } from './support/relay.ts';

const evidence = ['plan', 'playbooks/evidence.yaml', '--format', 'jsonl'];
const objects = '/var/lib/bulwark-lab/cluster/objects';

test.before(() => ensureLab({ controlPlanes: 2, workers: 1 }));
test.afterEach.always(() => lab('up', '--control-planes', '2', '--workers', '1'));

interface Told {
  readonly host: string;
  readonly status: string;
  /** null: it is as wanted, or nothing is wanted. */
  readonly warning: string | null;
  readonly message: string;
}

const finished = z.object({
  type: z.literal('task-finished'),
  host: z.string(),
  status: z.string(),
  controls: z.array(z.string()),
  warnings: z.array(z.string()).default([]),
  message: z.unknown().optional(),
});

/** What was told about a control, by the hosts that did not skip it. */
const about = (run: BulwarkRun, control: string): readonly Told[] =>
  run.events.flatMap((event) => {
    const { success, data } = finished.safeParse(event);
    if (!success || !data.controls.includes(control) || data.status === 'skipped') return [];
    const { host, status, warnings, message } = data;
    return [{ host, status, warning: warnings[0] ?? null, message: typeof message === 'string' ? message : '' }];
  });
const messageOf = (run: BulwarkRun, control: string): string => about(run, control)[0]?.message ?? 'nothing';
const warningOf = (run: BulwarkRun, control: string): string | null => about(run, control)[0]?.warning ?? null;

async function looked(t: ExecutionContext, ...words: readonly string[]): Promise<BulwarkRun> {
  const run = await bulwark([...evidence, ...words]);
  t.is(run.exit, 0, told(run).slice(-2000));
  return run;
}

test.serial('evidence costs a control plane no exchange more than a worker: each is asked once', async (t) => {
  const relays = [await startRelay('cp-1'), await startRelay('worker-1')];
  const run = await bulwark(evidence, relayedFiles(['cp-1', 'worker-1'], relays));
  t.is(run.exit, 0, told(run).slice(-2000));
  const [speaker, worker] = await Promise.all(relays.map((relay) => relay.ended()));
  await Promise.all(relays.map((relay) => relay.close()));
  t.log(`logging in included: ${JSON.stringify({ speaker, worker })}`);
  t.true((speaker?.exchanges ?? Infinity) <= 11);
  t.true((worker?.exchanges ?? Infinity) <= 11);
});

test.serial('a cluster that was just bootstrapped: what is told of it', async (t) => {
  const run = await looked(t);
  t.deepEqual(
    about(run, 'V-242395').map(({ host, warning }) => [host, warning]),
    [['cp-1', null]],
  );
  t.deepEqual(
    [
      'V-242442',
      'CIS-5.3.1',
      'V-242443',
      'BW-HOLD',
      'BW-CERT-30',
      'BW-CERT-7',
      'BW-ADMIN-CONF',
      'BW-REGISTRY-TLS',
    ].filter((control) => about(run, control).length === 0 || about(run, control)[0]?.warning !== null),
    [],
  );
  t.is(messageOf(run, 'CIS-5.1.1'), '1: Group system:masters');
  t.is(messageOf(run, 'CIS-5.1.3'), '0 beside those of Kubernetes');
  t.is(messageOf(run, 'CIS-5.3.2'), '1: default');
  t.is(messageOf(run, 'CIS-5.7.4'), '0');
  t.is(messageOf(run, 'V-242417'), '0');
  t.is(messageOf(run, 'V-242413'), 'tcp 127.0.0.1:2379');
  t.regex(
    messageOf(run, 'CIS-5.2.2'),
    /^0 of 0 pods of users; 1 of 1 namespaces let them \(no Pod Security label\): default$/,
  );
  t.regex(messageOf(run, 'BW-SSHD'), /permitrootlogin=/);
  t.is(warningOf(run, 'BW-TAINT'), 'no taint node-role.kubernetes.io/control-plane');
  t.is(about(run, 'BW-TAINT').length, 3);
});

const plant = (plural: string, ...lines: readonly object[]): Promise<string> =>
  ask('cp-1', `cat >>${objects}/${plural} <<'END'\n${lines.map((line) => JSON.stringify(line)).join('\n')}\nEND`);

test.serial('what somebody put into a cluster is seen', async (t) => {
  const pod = (name: string, namespace: string, spec: object, labels = {}): object => ({
    metadata: { name, namespace, labels },
    spec,
    status: { phase: 'Running' },
  });
  await plant('namespaces', {
    metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } },
  });
  await plant('networkpolicies', { metadata: { name: 'none', namespace: 'shop' }, spec: {} });
  await plant(
    'pods',
    pod('root', 'default', {
      hostPID: true,
      volumes: [{ name: 'v', hostPath: { path: '/' } }],
      containers: [
        {
          name: 'c',
          image: 'x',
          securityContext: { privileged: true, capabilities: { add: ['SYS_ADMIN'] } },
          ports: [{ containerPort: 80, hostPort: 80 }],
          env: [
            { name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
            { name: 'DB_PASSWORD', value: 'never-shown' },
          ],
        },
      ],
    }),
    pod('done', 'default', { hostPID: true, containers: [{ name: 'c', image: 'x' }] }),
    pod('board', 'shop', { containers: [{ name: 'c', image: 'x' }] }, { 'k8s-app': 'kubernetes-dashboard' }),
    pod('stray', 'kube-system', { containers: [{ name: 'c', image: 'ghcr.io/canonical/coredns:1.11.0' }] }),
  );
  await ask('cp-1', `sed -i '/"name":"done"/s/"Running"/"Succeeded"/' ${objects}/pods`);
  await plant(
    'clusterroles',
    { metadata: { name: 'all' }, rules: [{ verbs: ['*'], apiGroups: [''], resources: ['*'] }] },
    { metadata: { name: 'reader' }, rules: [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'] }] },
  );
  const to = (name: string, role: string): object => ({
    metadata: { name },
    subjects: [{ kind: 'User', name }],
    roleRef: { kind: 'ClusterRole', name: role },
  });
  await plant('clusterrolebindings', to('alice', 'cluster-admin'), to('bob', 'reader'), to('eve', 'view'));
  await plant('configmaps', { metadata: { name: 'app', namespace: 'shop' }, data: { 'api-key': 'never-shown' } });

  const run = await looked(t);
  t.is(messageOf(run, 'CIS-5.1.1'), '2: Group system:masters, User alice');
  t.is(messageOf(run, 'CIS-5.1.3'), '1 beside those of Kubernetes: all');
  t.is(
    messageOf(run, 'CIS-5.1.2'),
    '2 roles beside those of Kubernetes: all, reader; beside what Kubernetes binds, 2 subjects have it: User alice, User bob',
  );
  for (const control of ['CIS-5.2.2', 'CIS-5.2.3', 'CIS-5.2.9', 'CIS-5.2.12', 'CIS-5.2.13', 'V-242414'])
    t.regex(messageOf(run, control), /^1 of 2 pods of users: default\/root; 1 of 2 namespaces let them/, control);
  for (const control of ['CIS-5.2.4', 'CIS-5.2.5', 'CIS-5.2.11'])
    t.regex(messageOf(run, control), /^0 of 2 pods of users;/, control);
  for (const control of ['CIS-5.2.6', 'CIS-5.2.7', 'CIS-5.2.8', 'CIS-5.2.10'])
    t.regex(messageOf(run, control), /^2 of 2 pods of users: default\/root, shop\/board;/, control);
  t.is(messageOf(run, 'V-242415'), '1: default/root');
  t.is(messageOf(run, 'CIS-5.3.2'), '1: default');
  t.is(messageOf(run, 'V-242417'), '1: kube-system/stray');
  t.is(messageOf(run, 'CIS-5.7.4'), '2: Pod default/root, Pod default/done');
  t.regex(messageOf(run, 'V-274883'), /: 2: ConfigMap shop\/app api-key, Pod default\/root DB_PASSWORD$/);
  t.false(run.stdout.includes('never-shown'));
  t.is(warningOf(run, 'V-242395'), 'pods of the Kubernetes dashboard: 1: shop/board');
  t.is(warningOf(run, 'V-242442'), 'several versions of ghcr.io/canonical/coredns');
});

const untainted = 'no taint node-role.kubernetes.io/control-plane';
test.serial('each planted violation of a node is seen, on that node alone', async (t) => {
  await ask(
    'worker-1',
    `mkdir -p /etc/containerd/hosts.d/r.example /home/ubuntu/.kube /etc/containerd/hosts.d/local
     printf 'server = "https://r.example"\\n[host."http://mirror.example"]\\n  skip_verify = true\\n' >/etc/containerd/hosts.d/r.example/hosts.toml
     printf '# server = "http://comment.example"\\n[host."http://127.0.0.1:5000"]\\n  skip_verify = true\\n' >/etc/containerd/hosts.d/local/hosts.toml
     cp /etc/kubernetes/kubelet.conf /home/ubuntu/.kube/config; chmod 644 /home/ubuntu/.kube/config
     openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout /dev/null -days 5 -subj /CN=x -out /etc/kubernetes/pki/short.crt 2>/dev/null
     snap set system refresh.hold=2399-01-01T00:00:00Z`,
  );
  await ask(
    'cp-1',
    `printf '[{"key":"node-role.kubernetes.io/control-plane","effect":"NoSchedule"}]' >${objects}/../taints/cp-1`,
  );
  const run = await looked(t);
  const warned = (control: string): Readonly<Record<string, string | null>> =>
    Object.fromEntries(about(run, control).map(({ host, warning }) => [host, warning]));
  const only = (warning: string): object => ({
    'cp-1': null,
    'cp-2': null,
    'cp-3': null,
    'worker-1': warning,
    'worker-2': null,
  });
  const file = '/etc/containerd/hosts.d/r.example/hosts.toml';
  t.deepEqual(
    warned('BW-REGISTRY-TLS'),
    only(`${file}:2 [host."http://mirror.example"]; ${file}:3 skip_verify = true`),
  );
  t.deepEqual(warned('BW-ADMIN-CONF'), only('1: /home/ubuntu/.kube/config'));
  t.deepEqual(warned('BW-CERT-7'), only('/etc/kubernetes/pki/short.crt in 4 days'));
  t.deepEqual(warned('BW-CERT-30'), only('/etc/kubernetes/pki/short.crt in 4 days'));
  t.deepEqual(warned('BW-HOLD'), only('refreshes are held without end for all snaps'));
  t.deepEqual(warned('BW-TAINT'), { 'cp-1': null, 'cp-2': untainted, 'cp-3': untainted });
  await lab('reset', 'worker-1');
});

test.serial('what cannot be asked fails, is told so, and hinders nothing else', async (t) => {
  await ask('worker-1', 'echo garbage >/etc/kubernetes/pki/broken.crt');
  await ask('cp-1', `echo 'not json' >${objects}/clusterroles`);
  const run = await looked(t);
  const failures = run.events.flatMap((event) =>
    event['status'] === 'failed' ? [`${String(event['host'])} ${String(event['task'])}`] : [],
  );
  t.deepEqual(
    [...new Set(failures)],
    ['cp-1 Cluster roles', 'cp-1 The cluster was asked', 'worker-1 When certificates end'],
  );
  for (const control of ['CIS-5.1.1', 'CIS-5.7.4', 'V-242395', 'V-242442'])
    t.deepEqual(about(run, control), [], control);
  t.deepEqual(
    about(run, 'BW-CERT-7').map(({ host }) => host),
    ['cp-1', 'cp-2', 'cp-3', 'worker-2'],
  );
  t.is(about(run, 'BW-PORTS').length, 5);
  await inHost('worker-1', 'rm /etc/kubernetes/pki/broken.crt');
});

test.serial('an object that is not as it should be is no empty list', async (t) => {
  await plant('clusterroles', { metadata: { name: 'odd' }, rules: [{ resources: ['secrets'] }] });
  const run = await looked(t);
  t.deepEqual(
    about(run, 'CIS-5.1.2').map(({ status }) => status),
    ['failed'],
  );
  t.is(messageOf(run, 'CIS-5.7.4'), '0');
});

test.serial('another control plane tells of the cluster where the first cannot be reached', async (t) => {
  await lab('stop', 'cp-1');
  const run = await bulwark(evidence);
  t.deepEqual(
    about(run, 'CIS-5.1.1').map(({ host }) => host),
    ['cp-2'],
  );
  t.deepEqual(
    about(run, 'V-242413').map(({ host }) => host),
    ['cp-2'],
  );
  await lab('start', 'cp-1');
});
