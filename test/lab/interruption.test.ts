import test from 'ava';
import type { ExecutionContext } from 'ava';

import { outcomesOf, stopOf, told } from './support/events.ts';
import {
  ask,
  bulwark,
  ensureLab,
  eventually,
  hardeningPlaybook,
  inHost,
  lab,
  resetHosts,
  startBulwark,
} from './support/lab.ts';
import type { BulwarkOptions, BulwarkRun, RunningBulwark } from './support/lab.ts';
import { relayedFiles, startRelay } from './support/relay.ts';
import type { CutRule, Relay } from './support/relay.ts';
import { quietOn, straysOn, unlikeItsFile } from './support/strays.ts';

const hosts = ['cp-1', 'worker-1'] as const;
type Host = (typeof hosts)[number];
const services: Readonly<Record<Host, readonly string[]>> = {
  'cp-1': ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet'],
  'worker-1': ['kubelet'],
};
const watched: Readonly<Record<Host, string>> = { 'cp-1': 'kube-apiserver', 'worker-1': 'kubelet' };

const relays = new Map<Host, Relay>();
let files: Pick<BulwarkOptions, 'inventory' | 'knownHosts'> = {};
/** Every content that the watched file has had at rest. */
const known: Readonly<Record<Host, Set<string>>> = { 'cp-1': new Set(), 'worker-1': new Set() };
let round = 0;

test.before(async (t) => {
  await ensureLab({ controlPlanes: 1, workers: 1 });
  await resetHosts(...hosts);
  await ask(
    'cp-1',
    `echo '--disable-service-args-controller="true"' >>/var/snap/k8s/common/args/k8sd; systemctl restart snap.k8s.k8sd`,
  );
  for (const host of hosts) relays.set(host, await startRelay(host));
  files = relayedFiles(hosts, [...relays.values()]);
  for (const host of hosts) {
    await stopsOnOrder(host);
    await rest(host);
    await watch(host);
  }
  const first = await apply();
  t.is(first.exit, 0, told(first));
  for (const host of hosts) await rest(host);
});
test.after.always(() => Promise.all([...relays.values()].map((relay) => relay.close())));

/** A host was lost; 6 when another was left half-way because of it. */
const lostAndHalfWay = [4, 6];

/** The kinds of moment at which a run is interrupted, over its whole length; counted in test.before's second run. */
const moments: readonly { readonly host: Host; readonly part: number; readonly when: CutRule['when'] }[] = [
  { host: 'cp-1', part: 0.35, when: 'before' },
  { host: 'cp-1', part: 0.45, when: 'within' },
  { host: 'cp-1', part: 0.6, when: 'answered' },
  { host: 'cp-1', part: 0.7, when: 'within' },
  { host: 'cp-1', part: 0.8, when: 'before' },
  { host: 'cp-1', part: 0.95, when: 'within' },
  { host: 'worker-1', part: 0.8, when: 'answered' },
];
const exchanges: Partial<Record<Host, number>> = {};

test.serial('a changing run has exchanges to be cut at', async (t) => {
  await disturb();
  for (const relay of relays.values()) await relay.obey(null);
  t.is((await apply()).exit, 0);
  for (const host of hosts) {
    exchanges[host] = (await relays.get(host)?.ended())?.exchanges ?? 0;
    await rest(host);
  }
  t.log(`exchanges of a run that restarts two services: ${JSON.stringify(exchanges)}`);
});

/**
 * A run that was interrupted at this moment. Services that come up sooner save a run an exchange: when it ended before
 * the moment, the moment is taken one exchange earlier.
 */
async function interrupted({ host, part, when }: (typeof moments)[number], action: CutRule['action']) {
  const last = Math.round(part * (exchanges[host] ?? 0));
  for (let exchange = last; exchange > last - 5; exchange -= 1) {
    await disturb();
    await relays.get(host)?.obey({ exchange, when, action });
    const running = startApply();
    const reached = relays.get(host)?.reached();
    const seen = await Promise.race([reached, running.done.then(() => null)]);
    if (seen && action === 'hold') running.process.kill('SIGKILL');
    const ended = await running.done;
    if (seen) return { seen, ended };
    await Promise.all(hosts.map(rest));
  }
  throw new Error(`no run had the exchanges ${last - 4} to ${last} with ${host}`);
}

for (const [at, moment] of moments.entries()) {
  const action = at % 2 === 0 ? 'cut' : 'hold';
  const what = action === 'cut' ? 'the connection cut' : 'the controller killed';
  test.serial(
    `${what} at ${Math.round(moment.part * 100)} % of the exchanges with ${moment.host} (${moment.when}) is made good by the next run`,
    async (t) => {
      const { seen, ended } = await interrupted(moment, action);
      const exits = action === 'hold' ? [137] : lostAndHalfWay;
      t.true(exits.includes(ended.exit), `${JSON.stringify(seen)} ${told(ended)}`.slice(-3000));
      await madeGood(t);
    },
  );
}

const sysctlFile = '/etc/sysctl.d/99-kubelet.conf';

/** Power is cut while this command of the run is about to begin on the host. */
const steps: readonly { readonly host: Host; readonly command: string; readonly what: string }[] = [
  { host: 'worker-1', command: sysctlFile, what: 'the sysctl file is put into place' },
  { host: 'worker-1', command: 'args/kubelet', what: 'the args file is put into place' },
  { host: 'worker-1', command: 'restart -- snap.k8s.kubelet', what: 'the kubelet is restarted' },
  { host: 'cp-1', command: 'args/kube-apiserver', what: "the API server's args file is put into place" },
  { host: 'cp-1', command: 'restart -- snap.k8s.kube-apiserver', what: 'the API server is restarted' },
];
for (const { host, command, what } of steps) {
  const power = command.startsWith('restart -- snap.k8s.kubelet') ? 'a reboot' : 'a power cut';
  test.serial(`${power} of ${host} just before ${what} is made good by the next run`, async (t) => {
    await disturb();
    if (command === sysctlFile) await bootsWithout(host);
    await ask(host, `printf %s '${command}' >/run/lab-stop`);
    const running = startApply();
    await eventually(
      `${host} is at: ${command}`,
      60,
      async () => (await inHost(host, 'test -e /run/lab-reached')).exit === 0,
    );
    if (power === 'a reboot') await lab('reboot', host);
    else await lab('kill', host);
    const ended = await running.done;
    if (power !== 'a reboot') await lab('start', host);
    await watch(host);
    t.true(lostAndHalfWay.includes(ended.exit), told(ended).slice(-3000));
    await madeGood(t);
  });
}

test.serial('Ctrl-C begins no new task, lets the step and its handlers end, and exits with 130', async (t) => {
  const run = await struck('SIGINT');
  t.is(run.exit, 130, told(run).slice(-3000));
  t.is(stopOf(run).because, 'interrupted');
  t.is(outcomesOf(run)['worker-1'], 'half-way');
  t.false(run.events.some(({ type, play }) => type === 'task-finished' && play === 'Workers'));
  for (const host of hosts) {
    t.is(await ask(host, 'ls /var/lib/bulwark/pending'), '');
    for (const service of services[host]) t.is(await unlikeItsFile(host, service), '');
  }
  await madeGood(t);
});

test.serial('SIGTERM does the same and exits with 143', async (t) => {
  const run = await struck('SIGTERM');
  t.is(run.exit, 143, told(run).slice(-3000));
  await madeGood(t);
});

test.serial('Ctrl-C twice ends what runs on the host at once', async (t) => {
  await disturb();
  const running = startApply('60s');
  await eventually('cp-1 waits at a gate', 60, async () => (await inHost('cp-1', 'pgrep -x sleep')).exit === 0);
  const at = Date.now();
  running.process.kill('SIGINT');
  await new Promise((resume) => setTimeout(resume, 300));
  running.process.kill('SIGINT');
  const run = await running.done;
  t.is(run.exit, 130, told(run).slice(-3000));
  t.log(`ended ${Date.now() - at} ms after the first signal`);
  t.true(Date.now() - at < 10_000);
  await quietOn('cp-1', 5);
  await madeGood(t);
});

test.serial('a plan writes nothing on the hosts and takes no lock', async (t) => {
  await disturb();
  const print = `find /etc /var/snap/k8s/common/args /var/snap/k8s/common/etc /var/lib/bulwark -printf '%p %y %m %U %G %i %s %T@ %C@\\n' | sort; sysctl -a --pattern '^(vm|kernel)[.]' 2>/dev/null | grep -E 'panic|overcommit_memory|maxkeys'`;
  const before = await Promise.all(hosts.map((host) => ask(host, print)));
  await Promise.all(
    hosts.map((host) => ask(host, 'systemd-run -q --unit=holds-the-lock flock /var/lib/bulwark/lock sleep 60')),
  );
  const plan = await bulwark(['plan', hardeningPlaybook, ...values(), '--detailed-exitcode'], files);
  t.is(plan.exit, 3, told(plan));
  t.deepEqual(await Promise.all(hosts.map((host) => ask(host, print))), before);
  await Promise.all(hosts.map((host) => ask(host, 'systemctl stop holds-the-lock')));
  t.is((await apply()).exit, 0);
  for (const host of hosts) await rest(host);
});

test.serial('nobody on the hosts ever saw an args file that was neither the old nor the new one', async (t) => {
  for (const host of hosts) {
    const seen = (await ask(host, 'cut -c 1-64 /var/tmp/watched | sort -u')).split('\n').filter(Boolean);
    t.log(`${host}: ${seen.length} contents seen, ${known[host].size} written`);
    t.true(seen.length > 2);
    t.deepEqual(
      seen.filter((hash) => !known[host].has(hash)),
      [],
    );
  }
});

/** The next run converges, one more finds nothing to do, and nothing of ours is left behind. */
async function madeGood(t: ExecutionContext): Promise<void> {
  for (const host of hosts) await quietOn(host, 30);
  for (const relay of relays.values()) await relay.obey(null);
  const next = await apply();
  t.is(next.exit, 0, told(next).slice(-3000));
  const further = await apply();
  t.is(further.exit, 0, told(further).slice(-3000));
  t.false(
    further.events.some(
      ({ type, status }) => status === 'changed' || type === 'handler-finished' || type === 'handler-pending',
    ),
  );
  for (const host of hosts) {
    await quietOn(host, 5);
    t.deepEqual(await straysOn(host), []);
    t.is(await ask(host, 'ls /var/lib/bulwark/pending; cat /var/lib/bulwark/open 2>/dev/null || :'), '');
    for (const service of services[host]) t.is(await unlikeItsFile(host, service), '');
    await rest(host);
  }
}

/** Asks for values that the hosts do not have yet, and undoes what else the playbook sets. */
async function disturb(): Promise<void> {
  round += 1;
  for (const relay of relays.values()) await relay.obey(null);
  for (const host of hosts) {
    await ask(
      host,
      `rm -f /etc/sysctl.d/99-kubelet.conf; echo 5 >/proc/sys/kernel/panic; chmod 644 /etc/systemd/system/snap.k8s.kubelet.service`,
    );
  }
}

/** A kubelet that does not ask for kernel settings, so that it boots without the file that sets them. */
async function bootsWithout(host: Host): Promise<void> {
  await ask(host, 'sed -i /protect-kernel-defaults/d /var/snap/k8s/common/args/kubelet');
  await rest(host);
}

const values = (gate = '1s'): readonly string[] => [
  '-e',
  JSON.stringify({
    hardening_gate_control_plane: gate,
    hardening_gate_workers: gate,
    hardening_audit_log_maxage: 31 + round,
    hardening_streaming_idle_timeout: `${299 - round}s`,
    hardening_event_limits: [{ type: 'Server', qps: 5000 + round, burst: 20_000 }],
  }),
];
const startApply = (gate?: string): RunningBulwark =>
  startBulwark(['apply', hardeningPlaybook, '--yes', '--format', 'jsonl', ...values(gate)], files);
const apply = (): Promise<BulwarkRun> => startApply().done;

/** A run that gets this signal when it begins with the control plane's own play. */
async function struck(signal: 'SIGINT' | 'SIGTERM'): Promise<BulwarkRun> {
  await disturb();
  const running = startApply();
  let told = '';
  running.process.stdout?.on('data', (chunk: Buffer) => {
    const before = told.includes(begins);
    told += chunk.toString();
    if (!before && told.includes(begins)) running.process.kill(signal);
  });
  return running.done;
}
const begins = '"play":"Control plane","hosts":["cp-1"]';

/** From now on a command whose words hold what /run/lab-stop says does not come back (it is asked for in vain after a boot). */
const stopsOnOrder = (host: Host): Promise<string> =>
  ask(
    host,
    `cat >/usr/local/sbin/mv <<'TEXT'
#!/bin/sh
if [ -e /run/lab-stop ]; then
  for last; do :; done
  # A file is put into place through descriptor 3, which is its folder.
  case "$* $(readlink /proc/self/fd/3)/\${last##*/}" in *"$(cat /run/lab-stop)"*) : >/run/lab-reached; exec sleep 1000 ;; esac
fi
exec "/usr/bin/\${0##*/}" "$@"
TEXT
     chmod 755 /usr/local/sbin/mv
     cp /usr/local/sbin/mv /usr/local/sbin/systemctl`,
  );

const watch = (host: Host): Promise<string> =>
  ask(
    host,
    `systemd-run -q --unit=watcher sh -c 'while :; do sha256sum </var/snap/k8s/common/args/${watched[host]} >>/var/tmp/watched; sleep 0.02; done'`,
  );

/** Remembers what the watched file holds while nobody writes it, and each content that the journal says was put there whole. */
async function rest(host: Host): Promise<void> {
  const file = `/var/snap/k8s/common/args/${watched[host]}`;
  const hashes = await ask(
    host,
    `{ sha256sum <${file}; cat /dev/null $(grep -lsx ${file} /var/lib/bulwark/runs/*/*/meta); } | grep -oE '[0-9a-f]{64}'`,
  );
  for (const hash of hashes.split('\n')) known[host].add(hash);
}
