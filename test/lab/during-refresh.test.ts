import test from 'ava';

import { lossOf, outcomesOf, told } from './support/events.ts';
import { ask, bulwark, ensureLab, hardeningPlaybook, lab, resetHosts, startBulwark } from './support/lab.ts';
import { guardedRefreshes, kubeletUnit, refreshLoop } from './support/refresh-loop.ts';

/**
 * Short versions: 8 refreshes of 3 hosts, and 4 with the guard; `npm run bench:refresh` does 100 of 20. worker-2 has the
 * snapd and systemd of Debian 13, the others those of Debian 12.
 */
const hosts = ['cp-1', 'worker-1', 'worker-2'] as const;
const here = ['-l', hosts.join()];
const reapply = ['playbooks/reapply.yaml', ...here];
const guard = ['playbooks/guard.yaml', ...here, '--yes'];
const ignore = (): void => undefined;

test.before(async () => {
  await ensureLab();
  await resetHosts('cp-1', 'worker-1');
  await lab('reset', '--image', 'trixie', 'worker-2');
});
test.after.always(() => lab('reset', '--image', 'bookworm', 'worker-2'));

test.serial('eight refreshes beside drift and repair: no false failure, and each reset is repaired', async (t) => {
  t.is((await bulwark(['apply', ...reapply, '--yes'])).exit, 0);
  const repairs = ['apply', ...reapply, '--only-drifted', '--yes'];
  const report = await refreshLoop({
    hosts,
    refreshes: 8,
    atOnce: 2,
    commands: [['drift', ...reapply], repairs],
    repairs,
    log: ignore,
  });
  t.log(`${report.runs} runs, ${report.waits} waits, the longest ${report.longestWait} ms`);
  t.deepEqual(report.falseFailures, []);
  t.deepEqual(report.unrepaired, []);
});

test.serial('a gate that a refresh falls into starts again after it', async (t) => {
  const words = ['-l', 'worker-1', '--yes', '--format', 'jsonl', '-e', 'hardening_gate_workers=6s'];
  const running = startBulwark(['apply', hardeningPlaybook, ...words]);
  await new Promise<void>((resume) => {
    running.process.stdout?.on('data', (text: Buffer) => {
      if (text.includes('"task":"restart kubelet","reports"')) resume();
    });
    running.process.once('close', () => resume());
  });
  await lab('refresh', 'worker-1');
  const run = await running.done;
  t.is(run.exit, 0, told(run).slice(-3000));
  t.deepEqual(outcomesOf(run), { 'worker-1': 'changed' });
  t.true(run.events.some(({ type }) => type === 'refresh-waited'));
});

test.serial('a refresh is waited for no longer than --refresh-timeout, and then told as such', async (t) => {
  await lab('fail', 'cp-1', 'kube-apiserver', 'ignore-term');
  const refreshed = lab('refresh', 'cp-1');
  // The API server is killed after five seconds: so long at least the change is in progress.
  await ask('cp-1', "until snap changes k8s | grep -q ' Doing '; do sleep 0.1; done");
  const run = await bulwark([
    'plan',
    'playbooks/reapply.yaml',
    '--limit=cp-1',
    '--refresh-timeout=0s',
    '--format',
    'jsonl',
  ]);
  t.is(run.exit, 4, told(run).slice(-3000));
  t.is(lossOf(run, 'cp-1').reason, 'refreshing');
  const patient = await bulwark(['plan', 'playbooks/reapply.yaml', '-l', 'cp-1', '--detailed-exitcode']);
  t.is(patient.exit, 3, told(patient).slice(-3000));
  await refreshed;
  await lab('heal', 'cp-1');
});

test.serial('the watch puts the mode back within two seconds, and tells what it found', async (t) => {
  const installed = await bulwark(['apply', ...guard]);
  t.is(installed.exit, 0, told(installed).slice(-3000));
  t.regex((await bulwark(['apply', ...guard])).stdout, /^ok {2}3 hosts/m);
  const exposed = await guardedRefreshes({ hosts, refreshes: 4, atOnce: 2, log: ignore });
  t.log(`open for ${exposed.join(', ')} ms`);
  t.true(exposed.every((time) => time <= 2000));
  const journal = await ask('cp-1', 'journalctl -u bulwark-guard -o cat');
  t.regex(journal, /snap\.k8s\.kubelet\.service had mode 644, now 600 \(of revision x\d+\)/);
  await ask('worker-1', `chmod 4777 ${kubeletUnit}; sleep 1; [ "$(stat -c %a ${kubeletUnit})" = 600 ]`);
  await ask('worker-1', `chmod 400 ${kubeletUnit}; sleep 1; [ "$(stat -c %a ${kubeletUnit})" = 400 ]`);
});

test.serial('a watch that somebody stopped is drift', async (t) => {
  await ask('worker-1', 'systemctl disable --now bulwark-guard.path');
  const plan = await bulwark(['plan', 'playbooks/guard.yaml', ...here, '--detailed-exitcode', '--format', 'jsonl']);
  t.is(plan.exit, 3, told(plan).slice(-3000));
  const drifted = plan.events.filter(({ status }) => status === 'drifted').map(({ host, task }) => [host, task]);
  t.deepEqual(drifted, [
    ['worker-1', 'The watch runs at boot'],
    ['worker-1', 'The watch is on'],
  ]);
});

test.serial('the drop-in takes the place of the watch, and absent leaves nothing', async (t) => {
  const dropIn = ['-e', 'guard_with=drop-in'];
  t.is((await bulwark(['apply', ...guard, ...dropIn])).exit, 0);
  await lab('refresh', 'worker-1');
  t.is(await ask('worker-1', `sleep 1; stat -c %a ${kubeletUnit}`), '600');
  t.regex(await ask('worker-1', 'journalctl -u snap.k8s.kubelet -o cat'), /changed from 0644 .* to 0600/);
  const left = "find /etc /usr/local -name '*bulwark-guard*'; systemctl list-units --all --no-legend 'bulwark-guard*'";
  t.is(await ask('worker-1', left), '/etc/systemd/system/snap.k8s.kubelet.service.d/bulwark-guard.conf');
  t.is((await bulwark(['apply', ...guard, '-e', 'guard_state=absent'])).exit, 0);
  for (const host of hosts) t.is(await ask(host, left), '');
  t.is(await ask('worker-1', 'systemctl show -p DropInPaths --value snap.k8s.kubelet'), '');
});
