/**
 * Records what the golden texts of test/render are replayed from: `node tools/record-runs.ts FOLDER` runs bulwark on
 * the lab (five hosts, pristine disks, which it takes) and writes one file of JSON lines a run.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  allHosts,
  ask,
  bulwark,
  eventually,
  hardeningPlaybook,
  lab,
  pristineLab,
  startBulwark,
} from '../test/lab/support/lab.ts';
import type { BulwarkRun, RunningBulwark } from '../test/lab/support/lab.ts';

const folder = process.argv[2] ?? 'test/render/fixtures';
/** Short watches, so that a recording takes minutes. */
const quick = ['hardening_gate_control_plane=8s', 'hardening_gate_workers=3s', 'hardening_gate_timeout=8'];
const vars = quick.flatMap((one) => ['-e', one]);
const words = (...more: readonly string[]): readonly string[] => [
  ...more,
  hardeningPlaybook,
  '--format',
  'jsonl',
  '--connect-timeout',
  '3s',
  ...vars,
];
const apply = (...more: readonly string[]): Promise<BulwarkRun> => bulwark([...words('apply', '--yes'), ...more]);

const keep = (name: string, { stdout, exit }: BulwarkRun, wanted: number): void => {
  if (exit !== wanted) throw new Error(`${name}: exit ${exit}, not ${wanted}\n${stdout.slice(-2000)}`);
  writeFileSync(join(folder, `${name}.jsonl`), stdout);
};

/** Until the run has told what matches. */
async function told(running: RunningBulwark, what: RegExp): Promise<void> {
  let text = '';
  running.process.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await eventually(String(what), 120, async () => what.test(text));
}

async function fresh(): Promise<void> {
  await pristineLab();
  const quiet = `echo '--disable-service-args-controller="true"' >>/var/snap/k8s/common/args/k8sd; systemctl restart snap.k8s.k8sd`;
  await Promise.all(allHosts.map((host) => ask(host, quiet)));
}

mkdirSync(folder, { recursive: true });

// A control plane that already keeps its audit logs longer than is asked for.
await fresh();
await ask(
  'cp-2',
  `echo '--audit-log-maxage="90"' >>/var/snap/k8s/common/args/kube-apiserver; systemctl restart snap.k8s.kube-apiserver`,
);
await eventually('cp-2 is ready', 60, async () =>
  ask('cp-2', 'k8s kubectl get --raw=/readyz').then(
    () => true,
    () => false,
  ),
);
keep('plan-of-five', await bulwark(words('plan')), 0);

keep('apply-one-worker', await apply('-l', 'worker-1'), 0);

await lab('stop', 'cp-3');
keep('refused-control-plane-away', await apply(), 4);
await lab('start', 'cp-3');

const first = startBulwark([...words('apply', '--yes'), '-l', 'cp-1']);
await told(first, /"type":"batch-started"/);
keep('refused-busy', await apply('-l', 'control_plane'), 8);
keep('apply-one-control-plane', await first.done, 0);

await fresh();
await lab('kill', 'worker-2');
await lab('fail', 'cp-2', 'kube-apiserver', 'oom=5', '--when', 'audit-policy');
keep('apply-failed', await apply(), 6);
await lab('heal', 'cp-2');
await lab('start', 'worker-2');

await fresh();
const cut = startBulwark(words('apply', '--yes'));
await told(cut, /"host":"cp-1","play":"Control plane"[^\n]*"status":"changed"/);
cut.process.kill('SIGINT');
keep('apply-interrupted', await cut.done, 130);

const whole = await apply();
if (whole.exit !== 0) throw new Error(whole.stdout);
keep('plan-converged', await bulwark(words('plan')), 0);
