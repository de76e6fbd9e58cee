import { parseArgs } from 'node:util';

import { ensureLab } from '../lab/support/lab.ts';
import { refreshLoop } from '../lab/support/refresh-loop.ts';

/** Snap refreshes on the hosts of a lab while Bulwark looks and repairs in a loop. Ends with 1 when a run failed. */
const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '20' },
    refreshes: { type: 'string', default: '100' },
  },
});
const workers = Number(values.hosts) - 3;
const reapply = 'playbooks/reapply.yaml';
const look = ['plan', reapply];
const repair = ['apply', reapply, '--yes'];

await ensureLab({ controlPlanes: 3, workers });
const startedAt = Date.now();
const report = await refreshLoop({
  hosts: ['cp-1', 'cp-2', 'cp-3', ...Array.from({ length: workers }, (_, at) => `worker-${at + 1}`)],
  refreshes: Number(values.refreshes),
  atOnce: 2,
  commands: [look, repair],
  repairs: repair,
  log: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify({ ...report, took: Date.now() - startedAt }, null, 2)}\n`);
process.exitCode = report.falseFailures.length + report.unrepaired.length === 0 ? 0 : 1;
