import test from 'ava';

import { failureOf, told } from './support/events.ts';
import {
  addressOf,
  allHosts,
  ask,
  bulwark,
  ensureLab,
  eventually,
  hardeningPlaybook,
  inHost,
  lab,
  resetHosts,
} from './support/lab.ts';
import type { BulwarkRun } from './support/lab.ts';

const reapplyPlaybook = 'playbooks/reapply.yaml';
const unit = '/etc/systemd/system/snap.k8s.kubelet.service';
const apiserver = '/var/snap/k8s/common/args/kube-apiserver';
const quick = ['-e', 'hardening_gate_control_plane=2s', '-e', 'hardening_gate_workers=2s'];

const apply = (playbook: string): Promise<BulwarkRun> =>
  bulwark(['apply', playbook, '--yes', '--format', 'jsonl', ...quick]);
const plan = (playbook: string): Promise<BulwarkRun> =>
  bulwark(['plan', playbook, '--detailed-exitcode', '--format', 'jsonl', ...quick]);
const everywhere = (script: string): Promise<readonly string[]> =>
  Promise.all(allHosts.map((host) => ask(host, script)));
/** Main process and number of restarts of every service of the snap. */
const processes = (): Promise<readonly string[]> =>
  everywhere("systemctl show -p Id,MainPID,NRestarts 'snap.k8s.*.service'");
const drifted = (run: BulwarkRun): readonly string[] =>
  run.events
    .filter(({ type, status }) => type === 'task-finished' && status === 'drifted')
    .map(({ host, task }) => `${String(host)}: ${String(task)}`)
    .toSorted();

test.before(async () => {
  await ensureLab();
  await resetHosts(...allHosts);
  // Without k8sd's drift controller the first control plane need not wait for its next round.
  await ask('cp-1', argument('k8sd', 'disable-service-args-controller', 'true'));
  await ask('cp-2', argument('kube-apiserver', 'audit-log-maxage', '90'));
  await ask('cp-3', argument('kube-apiserver', 'audit-log-maxage', '7'));
  await ask('worker-1', 'echo 1 >/proc/sys/vm/panic_on_oom');
});

/** Puts this flag into a service's args file and restarts it. */
const argument = (service: string, flag: string, value: string): string =>
  `sed -i '/^--${flag}=/d' /var/snap/k8s/common/args/${service}
   echo '--${flag}="${value}"' >>/var/snap/k8s/common/args/${service}
   systemctl restart snap.k8s.${service}`;

const planes = allHosts.filter((host) => host.startsWith('cp-'));
const podsFile = '/var/lib/bulwark-lab/cluster/pods';
/** Two connections to each port, half of their ten seconds apart: at least one is open at any time. */
const reader = `read_port() { while :; do exec 3<>"/dev/tcp/$1/$2" && cat <&3; done; }
for address in ${planes.map(addressOf).join(' ')}; do
  for port in 10257 10259; do read_port $address $port & (sleep 5; read_port $address $port) & done
done
wait`;

test.serial(
  'a plan names images that are never pulled and who reads the scheduler, while that is at risk',
  async (t) => {
    t.teardown(() => ask('worker-1', `systemctl stop lab-reader; rm -f ${podsFile}`));
    await ask(
      'worker-1',
      `echo 'billing report-7d9f worker-2 acme/report:dev=Never side/car:1=IfNotPresent' >${podsFile}
     systemd-run --quiet --unit lab-reader bash -c '${reader}'`,
    );
    const open = "ss -Htn state established '( sport = :10257 or sport = :10259 )' | wc -l";
    const isReady = async (host: string): Promise<boolean> =>
      (await inHost(host, `k8s kubectl get --raw /readyz && [ $(${open}) -ge 4 ]`)).exit === 0;
    await eventually('API servers are ready and read from outside', 60, async () =>
      (await Promise.all(planes.map(isReady))).every(Boolean),
    );
    const risky = await bulwark(['plan', hardeningPlaybook]);
    t.true(
      risky.stdout.includes(`
Look out  AlwaysPullImages: 1 image has imagePullPolicy Never (cp-[1-3])
            acme/report:dev on worker-2, pod billing/report-7d9f
            after this a new pod pulls it, and fails if no registry has it
            leave it off: hardening_always_pull_images: false
          ${addressOf('worker-1')} reads :10257 and :10259 (cp-[1-3])
            Prometheus? after this it no longer can
            keep it open: hardening_bind_loopback: false
`),
      told(risky),
    );
    const off = ['-e', 'hardening_always_pull_images=false', '-e', 'hardening_bind_loopback=false'];
    const safe = await bulwark(['plan', hardeningPlaybook, ...off]);
    t.regex(safe.stdout, /^Plan for 5 hosts/, told(safe));
    t.notRegex(safe.stdout, /Look out/);
  },
);

test.serial('five hosts are hardened, and hardening them again changes nothing', async (t) => {
  const first = await apply(hardeningPlaybook);
  t.is(first.exit, 0, told(first).slice(-3000));
  const before = await processes();
  const second = await apply(hardeningPlaybook);
  t.is(second.exit, 0, told(second).slice(-3000));
  t.false(second.events.some(({ type, status }) => status === 'changed' || type === 'handler-finished'));
  t.deepEqual(await processes(), before);
  t.log(`hardened in ${first.took} ms, looked at again in ${second.took} ms`);
});

test.serial("an operator's stricter value stays and a weaker one is raised", async (t) => {
  const line = `grep audit-log-maxage ${apiserver}`;
  t.is(await ask('cp-2', line), '--audit-log-maxage="90"');
  t.is(await ask('cp-3', line), '--audit-log-maxage="30"');
});

test.serial('after a snap refresh the plan shows the mode of the unit on all hosts and nothing else', async (t) => {
  await lab('refresh', ...allHosts);
  t.deepEqual(await everywhere(`stat -c %a ${unit}`), ['644', '644', '644', '644', '644']);
  const wanted = allHosts.map((host) => `${host}: Keep the kubelet's unit file private`);
  for (const playbook of [hardeningPlaybook, reapplyPlaybook]) {
    const found = await plan(playbook);
    t.is(found.exit, 3, told(found).slice(-3000));
    t.deepEqual(drifted(found), wanted);
  }
});

test.serial('what the refresh undid is put back without a restart', async (t) => {
  const before = await processes();
  const repaired = await apply(reapplyPlaybook);
  t.is(repaired.exit, 0, told(repaired).slice(-3000));
  t.log(`put back on five hosts in ${repaired.took} ms`);
  t.deepEqual(await everywhere(`stat -c %a ${unit}`), ['600', '600', '600', '600', '600']);
  t.deepEqual(await processes(), before);
  for (const playbook of [reapplyPlaybook, hardeningPlaybook]) {
    const third = await plan(playbook);
    t.is(third.exit, 0, told(third).slice(-3000));
  }
});

test.serial(
  'after a reboot the kubelet comes back, a sysctl of 0 is still 0, and there is nothing to do',
  async (t) => {
    const live = 'sysctl -n vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops';
    t.is(await ask('worker-1', live), '1\n0\n10\n1');
    await lab('reboot', 'worker-1', 'cp-1');
    for (const host of ['worker-1', 'cp-1']) {
      t.is(await ask(host, live), '1\n0\n10\n1');
      t.is(await ask(host, 'systemctl is-active snap.k8s.kubelet'), 'active');
      t.regex(
        await ask(host, "tr '\\0' ' ' </proc/$(systemctl show -p MainPID --value snap.k8s.kubelet)/cmdline"),
        /--protect-kernel-defaults=true/,
      );
    }
    const found = await plan(hardeningPlaybook);
    t.is(found.exit, 0, told(found).slice(-3000));
    t.deepEqual(drifted(found), []);
  },
);

test.serial(
  'an admission configuration of somebody else is refused before anything is written on any control plane',
  async (t) => {
    await ask(
      'cp-2',
      `cp /var/snap/k8s/common/etc/admission-control-config-file.yaml /var/snap/k8s/common/etc/own.yaml
     ${argument('kube-apiserver', 'admission-control-config-file', '/var/snap/k8s/common/etc/own.yaml')}`,
    );
    await everywhere(`chmod 644 ${unit}`);
    const listing = "find /etc /var/snap/k8s/common/args /var/snap/k8s/common/etc -printf '%p %m %s %C@\\n' | sort";
    const controlPlanes = allHosts.filter((host) => host.startsWith('cp-'));
    const listings = (): Promise<readonly string[]> => Promise.all(controlPlanes.map((host) => ask(host, listing)));
    const before = await listings();
    const refused = await apply(hardeningPlaybook);
    t.is(refused.exit, 2, told(refused).slice(-3000));
    const { message } = failureOf(refused, 'cp-2');
    t.log(message);
    t.regex(message, /already reads \/var\/snap\/k8s\/common\/etc\/own\.yaml.*add EventRateLimit to that file/s);
    t.true(before.every((text) => text.includes(`${unit} 644`)));
    t.deepEqual(await listings(), before);
  },
);
