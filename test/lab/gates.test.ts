import test from 'ava';
import type { ExecutionContext } from 'ava';

import { failureOf, outcomesOf, rollbackOf, runIdOf, stopOf, told } from './support/events.ts';
import { inventoryOf } from './support/inventory.ts';
import { allHosts, ask, bulwark, hardeningPlaybook, inHost, lab, pristineLab } from './support/lab.ts';
import type { BulwarkRun } from './support/lab.ts';
import { bothDown, watchApiServers } from './support/watcher.ts';

/** Short watches; the drift controller of k8sd is off, or the first control plane would be watched for 40 s more. */
const quick = ['hardening_gate_control_plane=4s', 'hardening_gate_workers=3s', 'hardening_gate_timeout=8'];
const controlPlanes = ['cp-1', 'cp-2', 'cp-3'] as const;
/** Hosts whose /bin/sh is busybox in these tests; none has a python. */
const withBusybox = ['cp-3', 'worker-2'] as const;

const harden = (...words: readonly string[]): Promise<BulwarkRun> =>
  bulwark(['apply', hardeningPlaybook, '--yes', '--format', 'jsonl', ...quick.flatMap((one) => ['-e', one]), ...words]);
const hardenOnly = (...hosts: readonly string[]): Promise<BulwarkRun> => {
  const inventory = inventoryOf(Object.fromEntries(hosts.map((host) => [host, {}])));
  const vars = quick.flatMap((one) => ['-e', one]);
  return bulwark(['apply', hardeningPlaybook, '--yes', '--format', 'jsonl', ...vars], { inventory });
};
const rollBack = (...words: readonly string[]): Promise<BulwarkRun> =>
  bulwark(['rollback', ...words, '--yes', '--format', 'jsonl']);

/** Content, owner and mode of everything that hardening may touch. */
const stateOf = (host: string): Promise<string> =>
  ask(
    host,
    `find /var/snap/k8s/common/args /var/snap/k8s/common/etc /etc/systemd/system /etc/sysctl.d \
-printf '%p %y %m %U:%G %l\\n' -type f -exec sha256sum {} \\; 2>/dev/null | sort`,
  );
const statesOf = async (hosts: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  new Map(await Promise.all(hosts.map(async (host) => [host, await stateOf(host)] as const)));

const endpoints = [
  'http://127.0.0.1:10248/healthz',
  'https://127.0.0.1:10257/healthz',
  'https://127.0.0.1:10259/healthz',
] as const;
/** Waits for a service that a test itself has restarted, at most 30 s. */
const answers = (host: string, url: string): Promise<string> =>
  ask(host, `for i in $(seq 60); do curl -skf -m 5 ${url} && exit 0; sleep 0.5; done; exit 1`);
/** Every service of the role answers that it is well; what does not is named. */
async function ailingOf(host: string): Promise<readonly string[]> {
  const urls = host.startsWith('cp-') ? endpoints : endpoints.slice(0, 1);
  const checks = [
    ...urls.map((url) => [url, `curl -skf -m 5 ${url}`] as const),
    ...(host.startsWith('cp-') ? [['readyz', 'timeout 5 k8s kubectl get --raw=/readyz'] as const] : []),
  ];
  const answers = await Promise.all(checks.map(async ([name, script]) => ({ name, ...(await inHost(host, script)) })));
  return answers.filter(({ exit }) => exit !== 0).map(({ name, stderr }) => `${host} ${name}: ${stderr}`);
}

/** A run, while all API servers are watched: never are two of them down. */
async function neverTwoDown(t: ExecutionContext, run: () => Promise<BulwarkRun>): Promise<BulwarkRun> {
  const watcher = watchApiServers(controlPlanes);
  const done = await run();
  const down = await watcher.stop();
  t.is(bothDown(down), null, told(done));
  return done;
}

let pristine: ReadonlyMap<string, string> = new Map();
let firstRun = '';
let secondRun = '';

test.before('five pristine hosts, some with busybox', async () => {
  await pristineLab();
  await Promise.all(
    allHosts.map((host) =>
      ask(
        host,
        `echo '--disable-service-args-controller="true"' >>/var/snap/k8s/common/args/k8sd; systemctl restart snap.k8s.k8sd
cp -a /var/snap/k8s/common/args/kubelet /root/kubelet.kept`,
      ),
    ),
  );
  await Promise.all(withBusybox.map((host) => lab('shell', host, 'busybox')));
  pristine = await statesOf(allHosts);
});
test.after.always('every host is as new', async () => {
  await pristineLab();
});

test('when the kubelet of the second control plane does not come back, that host is put back, and no other is begun', async (t) => {
  await lab('fail', 'cp-2', 'kubelet', 'exit', '--when', 'protect-kernel-defaults');
  const run = await neverTwoDown(t, () => harden());
  await lab('heal', 'cp-2');
  t.is(run.exit, 2, told(run));
  firstRun = runIdOf(run);
  t.like(outcomesOf(run), { 'cp-1': 'changed', 'cp-2': 'rolled-back' });
  t.regex(stopOf(run).because, /a control plane failed: cp-2/);
  t.like(failureOf(run, 'cp-2'), { code: 'gate', task: 'restart kubelet' });
  t.regex(failureOf(run, 'cp-2').message, /^kubelet does not (come|stay) up$/);
  t.like(rollbackOf(run, 'cp-2'), { complete: true, healthy: true, undone: 11 });
  t.is(await stateOf('cp-2'), pristine.get('cp-2') ?? '');
  for (const host of ['cp-3', 'worker-1', 'worker-2'])
    t.is(argumentsIn(await stateOf(host)), argumentsIn(pristine.get(host)), `${host} was not begun`);
  t.deepEqual((await Promise.all(allHosts.map(ailingOf))).flat(), []);
});

/** The part of a state that restarts something. */
const argumentsIn = (state = ''): string =>
  state
    .split('\n')
    .filter((line) => line.includes('/var/snap/'))
    .join('\n');

test('the next apply goes on there, one API server at a time, with busybox as shell and without python', async (t) => {
  const found = await Promise.all(allHosts.map((host) => inHost(host, 'command -v python python3 python2')));
  t.deepEqual(found.map(({ stdout }) => stdout).join(''), '');
  const run = await neverTwoDown(t, () => harden());
  t.is(run.exit, 0, told(run));
  secondRun = runIdOf(run);
  t.deepEqual(outcomesOf(run), {
    'cp-1': 'ok',
    'cp-2': 'changed',
    'cp-3': 'changed',
    'worker-1': 'changed',
    'worker-2': 'changed',
  });
  t.deepEqual((await Promise.all(allHosts.map(ailingOf))).flat(), []);
  const again = await harden();
  t.is(again.exit, 0, told(again));
  t.deepEqual(Object.values(outcomesOf(again)), ['ok', 'ok', 'ok', 'ok', 'ok']);
});

test('rollback puts back a finished run, but leaves alone what somebody changed since, and says so', async (t) => {
  const args = '/var/snap/k8s/common/args/kubelet';
  await ask('worker-2', `echo '--v="3"' >>${args}`);
  const before = await ask('worker-2', `cat ${args}`);
  const run = await neverTwoDown(t, () => rollBack(secondRun, 'cp-3,workers'));
  t.is(run.exit, 2, told(run));
  t.like(rollbackOf(run, 'worker-2'), { complete: false, healthy: true });
  t.true(rollbackOf(run, 'worker-2').message.includes(`changed by somebody else since and left alone: ${args}`));
  t.is(await ask('worker-2', `cat ${args}`), before);
  for (const host of ['cp-3', 'worker-1']) {
    t.like(rollbackOf(run, host), { complete: true, healthy: true });
    t.is(argumentsIn(await stateOf(host)), argumentsIn(pristine.get(host)), host);
  }
  t.deepEqual((await Promise.all(allHosts.map(ailingOf))).flat(), []);
  await ask('worker-2', `cp -a /root/kubelet.kept ${args}; systemctl restart snap.k8s.kubelet`);
  await answers('worker-2', endpoints[0]);
});

test('rollback of a run that was stopped puts back the hosts that it had changed, byte for byte', async (t) => {
  const run = await neverTwoDown(t, () => rollBack(firstRun));
  t.is(run.exit, 0, told(run));
  t.like(rollbackOf(run, 'cp-1'), { complete: true, healthy: true, undone: 11 });
  t.is(outcomesOf(run)['cp-2'], 'untouched', 'the run itself has put it back');
  for (const host of ['cp-1', 'cp-3', 'worker-1', 'worker-2'])
    t.is(await stateOf(host), pristine.get(host) ?? '', host);
  t.deepEqual((await Promise.all(allHosts.map(ailingOf))).flat(), []);
});

/**
 * From here on three runs at once, each with an inventory of its own: an API server (cp-1, with cp-3 behind it), the
 * kubelet of a control plane where nothing else is to be done (cp-2), the kubelet of a worker (with another behind it).
 */
interface Lane {
  readonly service: string;
  readonly host: string;
  readonly behind: string | null;
  /** Only the new arguments hold it. */
  readonly when: string;
}
const lanes: readonly Lane[] = [
  { service: 'kube-apiserver', host: 'cp-1', behind: 'cp-3', when: 'audit-policy-file' },
  { service: 'kubelet', host: 'cp-2', behind: null, when: 'protect-kernel-defaults' },
  { service: 'kubelet', host: 'worker-1', behind: 'worker-2', when: 'protect-kernel-defaults' },
];
const hostsOf = ({ host, behind }: Lane): readonly string[] => [host, ...(behind === null ? [] : [behind])];

test('the lanes: cp-2 has all but the arguments of its kubelet', async (t) => {
  await ask('cp-2', 'cp -a /root/kubelet.kept /var/snap/k8s/common/args/kubelet; systemctl restart snap.k8s.kubelet');
  await answers('cp-2', endpoints[0]);
  t.deepEqual(await ailingOf('cp-2'), []);
});

/** A lane that fails waits for the others: what they ordered and heal must not reach into the next test. */
async function allEnded(lanes: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
}

/** The gate catches it, the host is byte-equal and healthy again, the host behind it is not begun. */
const caught = test.macro({
  title: (_, mode: string) => `new arguments that lead to \`${mode}\` are caught by the gate and rolled back`,
  exec: async (t, mode: string, seen: RegExp) => {
    const outcome = async (lane: Lane): Promise<void> => {
      const before = await statesOf(hostsOf(lane));
      await lab('fail', lane.host, lane.service, mode, '--when', lane.when);
      const run = await hardenOnly(...hostsOf(lane));
      const ailing = await ailingOf(lane.host);
      await lab('heal', lane.host);
      const about = `${lane.service} on ${lane.host}\n${told(run)}`;
      t.is(run.exit, 2, about);
      t.is(outcomesOf(run)[lane.host], 'rolled-back', about);
      const failure = failureOf(run, lane.host);
      t.like(failure, { code: 'gate', task: `restart ${lane.service}` }, about);
      t.regex(failure.message, new RegExp(`^${lane.service} does not (come|stay) up$`), about);
      t.regex(failure.seen ?? '', seen, about);
      t.regex(failure.wanted ?? '', new RegExp(`^${lane.service} running, .* within 8 s, and so for [34] s$`), about);
      t.like(rollbackOf(run, lane.host), { complete: true, healthy: true }, about);
      t.is(await stateOf(lane.host), before.get(lane.host) ?? '', about);
      t.deepEqual(ailing, [], about);
      if (lane.behind !== null)
        t.is(argumentsIn(await stateOf(lane.behind)), argumentsIn(before.get(lane.behind)), about);
    };
    const watcher = watchApiServers(controlPlanes);
    await allEnded(lanes.map(outcome));
    const down = await watcher.stop();
    t.is(bothDown(down), null);
    t.true((down.get('cp-1') ?? []).length > 0, 'the watcher has seen the failure');
  },
});

test(caught, 'exit', /is (failed|activating|inactive)|restarted/);
test(caught, 'die-after=2', /restarted|another main process|is (failed|activating)|process \d+|answers/);
test(caught, 'oom=2', /restarted|another main process|is (failed|activating)|process \d+|answers/);
test(caught, 'unready', /answers .*(500|failed)/);
test(caught, 'hang', /answers/);
test(caught, 'refuse', /answers/);
test(caught, 'never-start', /is still \S*bash, the wrapper that waits to start it/);

test('a service that is slow to listen, and one that ignores SIGTERM, pass', async (t) => {
  const succeeds = async (lane: Lane, mode: string, ...when: readonly string[]): Promise<void> => {
    await lab('fail', lane.host, lane.service, mode, ...when);
    const run = await hardenOnly(lane.host);
    await lab('heal', lane.host);
    t.is(run.exit, 0, `${mode}: ${lane.service} on ${lane.host}\n${told(run)}`);
    t.is(outcomesOf(run)[lane.host], 'changed');
    t.deepEqual(await ailingOf(lane.host), []);
    if (mode === 'ignore-term') return;
    const back = await bulwark(['rollback', runIdOf(run), '--yes', '--format', 'jsonl'], {
      inventory: inventoryOf({ [lane.host]: {} }),
    });
    t.is(back.exit, 0, told(back));
  };
  const [apiServer, kubelet, workerKubelet] = lanes;
  if (apiServer === undefined || kubelet === undefined || workerKubelet === undefined) return t.fail();
  await allEnded([
    succeeds(apiServer, 'slow=3', '--when', apiServer.when).then(() => succeeds(apiServer, 'ignore-term')),
    succeeds(kubelet, 'slow=3', '--when', kubelet.when),
    succeeds(workerKubelet, 'ignore-term'),
  ]);
});
