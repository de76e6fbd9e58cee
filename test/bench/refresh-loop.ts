import { parseArgs } from 'node:util';

import { bulwark, ensureLab } from '../lab/support/lab.ts';
import { guardedRefreshes, refreshLoop } from '../lab/support/refresh-loop.ts';

/**
 * Snap refreshes on the hosts of a lab while Bulwark looks and repairs in a loop; then as many with the guard on the
 * hosts and without Bulwark. Prints what came of it; exit 1 when a run failed, a reset was left, or the guard was slow.
 */
const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '20' },
    refreshes: { type: 'string', default: '100' },
    'at-once': { type: 'string', default: '2' },
    only: { type: 'string' },
  },
});
const workers = Math.max(0, Number(values.hosts) - 3);
const controlPlanes = Number(values.hosts) - workers;
const names = (role: string, number: number): readonly string[] =>
  Array.from({ length: number }, (_, at) => `${role}-${at + 1}`);
const plan = {
  hosts: [...names('cp', controlPlanes), ...names('worker', workers)],
  refreshes: Number(values.refreshes),
  atOnce: Number(values['at-once']),
  log: (line: string) => process.stderr.write(`${line}\n`),
};
const reapply = 'playbooks/reapply.yaml';
const guard = 'playbooks/guard.yaml';
const repairs = ['apply', reapply, '--only-drifted', '--yes'];

await ensureLab({ controlPlanes, workers });
if (values.only !== 'guard') await loop();
if (values.only !== 'loop') await guarded();

async function loop(): Promise<void> {
  await bulwark(['apply', guard, '--yes', '-e', 'guard_state=absent']);
  await bulwark(['apply', reapply, '--yes']);
  const startedAt = Date.now();
  const report = await refreshLoop({ ...plan, commands: [['drift', reapply], repairs], repairs });
  tell({ loop: { ...report, hosts: plan.hosts.length, seconds: (Date.now() - startedAt) / 1000 } });
  if (report.falseFailures.length + report.unrepaired.length > 0) process.exitCode = 1;
}

async function guarded(): Promise<void> {
  const installed = await bulwark(['apply', guard, '--yes']);
  if (installed.exit !== 0) throw new Error(`${installed.stdout}\n${installed.stderr}`);
  const exposed = (await guardedRefreshes(plan)).toSorted((a, b) => a - b);
  const within = exposed.filter((time) => time <= 2000).length;
  const median = exposed[Math.floor(exposed.length / 2)];
  tell({ guard: { refreshes: exposed.length, within2s: within, median, longest: exposed.at(-1) } });
  if (within < exposed.length) process.exitCode = 1;
}

function tell(report: object): void {
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}
