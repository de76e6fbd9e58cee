import { join } from 'node:path';

import { told } from '../lab/support/events.ts';
import { hardeningWithoutRestarts } from '../lab/support/hardening-plays.ts';
import { bulwark, inventoryFile, lab } from '../lab/support/lab.ts';
import { costOf, reporter } from '../lab/support/process-cost.ts';

/**
 * `drift` on many unchanged hosts in one run: `node test/bench/drift-500.ts [HOSTS]`. Exits 1 when the process takes
 * more memory than was promised.
 */
const hosts = Number(process.argv[2] ?? 500);
const promisedMegabytes = 350;

const folder = join(inventoryFile, '../scale');
const options = {
  inventory: join(folder, 'inventory.yaml'),
  knownHosts: join(folder, 'known_hosts'),
  env: {
    BULWARK_LAB_NET: process.env['BULWARK_LAB_SCALE_NET'] ?? 'bulwark-scale',
    NODE_OPTIONS: `--import=${reporter}`,
  },
};

await lab('scale-up', String(hosts));
try {
  const playbook = hardeningWithoutRestarts();
  const applied = await bulwark(['apply', playbook, '--yes'], options);
  if (applied.exit !== 0) throw new Error(told(applied).slice(-2000));
  report('apply, all of them changed', applied.stderr, applied.took);
  for (let tries = 0; tries < 2; tries += 1) {
    const run = await bulwark(['drift', playbook], options);
    if (run.exit !== 0) throw new Error(told(run).slice(-2000));
    console.log(run.stdout.trim());
    if (report('drift, nothing moved', run.stderr, run.took) > promisedMegabytes) process.exitCode = 1;
  }
} finally {
  await lab('scale-down');
}

function report(what: string, stderr: string, took: number): number {
  const { peak, cpu } = costOf(stderr);
  const megabytes = peak / 1024;
  console.log(
    `${what}: ${hosts} hosts, peak ${megabytes.toFixed(0)} MB RSS, CPU ${(cpu / 1000).toFixed(1)} s, ${(took / 1000).toFixed(1)} s in all`,
  );
  return megabytes;
}
