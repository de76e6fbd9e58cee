import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import test from 'ava';
import { z } from 'zod';

import { told } from './support/events.ts';
import {
  addressOf,
  bulwark,
  ensureLab,
  knownHostsFile,
  lab,
  privateKeyFile,
  resetHosts,
  temporaryFile,
} from './support/lab.ts';
import type { BulwarkRun } from './support/lab.ts';
import { quickController } from './support/quick-controller.ts';

const planes = ['cp-1', 'cp-2', 'cp-3'] as const;

test.before(async () => {
  await ensureLab();
  await resetHosts(...planes);
  await Promise.all(planes.map((host) => quickController(host)));
});

const vars = { ansible_user: 'ubuntu', ansible_ssh_private_key_file: privateKeyFile, cluster_name: 'lab' };

/** An inventory that has no group `workers`. */
const alone = (...hosts: readonly string[]): string =>
  temporaryFile(
    'lab.yaml',
    JSON.stringify({
      all: {
        vars,
        children: {
          control_plane: { hosts: Object.fromEntries(hosts.map((host) => [host, { ansible_host: addressOf(host) }])) },
        },
      },
    }),
  );

const shape = z.object({
  assessment: z.object({
    scope: z.object({ missing: z.array(z.string()), hosts: z.array(z.object({ name: z.string() })) }),
    controls: z.array(z.object({ id: z.string(), status: z.string() })),
  }),
});

function assessedBy(run: BulwarkRun): z.output<typeof shape>['assessment'] {
  const event = run.events.find(({ type }) => type === 'assessed');
  if (event === undefined) throw new Error(told(run).slice(-2000));
  return shape.parse(event).assessment;
}

test.serial('a cluster of control planes alone is assessed, and workers that it has are said', async (t) => {
  const inventory = alone(...planes);
  const { scope, controls } = assessedBy(await bulwark(['assess', '--format', 'jsonl'], { inventory }));
  t.deepEqual(
    scope.hosts.map(({ name }) => name),
    [...planes],
  );
  t.regex(scope.missing.join(), /worker-1/);
  t.deepEqual(
    controls.filter(({ status }) => status === 'unknown').map(({ id }) => id),
    [],
  );
  // What asks about workers alone has nobody to be asked of.
  t.is(controls.find(({ id }) => id === 'CIS-4.1.1')?.status, 'fail');
});

test.serial('hardening is planned and applied to one control plane of an inventory without workers', async (t) => {
  const inventory = alone('cp-1');
  const words = ['playbooks/hardening.yaml', '-e', 'hardening_gate_control_plane=3s'];
  const plan = await bulwark(['plan', ...words], { inventory });
  t.is(plan.exit, 0, told(plan).slice(-2000));
  const apply = await bulwark(['apply', ...words, '--yes'], { inventory });
  t.is(apply.exit, 0, told(apply).slice(-2000));
  const again = await bulwark(['plan', ...words, '--detailed-exitcode'], { inventory });
  t.is(again.exit, 0, told(again).slice(-2000));
});

test.serial('a misspelled group of workers is an error, and nothing is contacted', async (t) => {
  const text = {
    all: {
      vars,
      children: { control_plane: { hosts: { 'cp-1': {} } }, worker: { hosts: { 'worker-1': {} } } },
    },
  };
  const run = await bulwark(['assess'], { inventory: temporaryFile('lab.yaml', JSON.stringify(text)) });
  t.is(run.exit, 5);
  t.regex(told(run), /hosts: workers matches no host\.\s+Near: worker/);
});

const project = fileURLToPath(new URL('../../', import.meta.url));

test.serial('in a project: an attestation that is over fails, and explain tells how a control stands', async (t) => {
  const inventory = alone('cp-1');
  const folder = dirname(inventory);
  const words = async (...given: readonly string[]): Promise<string> => {
    const command = [process.execPath, join(project, 'bin/bulwark.js'), ...given].join(' ');
    const env = `cd ${folder}; export NO_COLOR=1 XDG_STATE_HOME=${folder}/state`;
    return (await lab('exec', 'sh', '-c', `${env}; ${command} 2>&1; echo "exit $?"`)).stdout;
  };
  writeFileSync(join(folder, 'bulwark.yaml'), 'inventory: lab.yaml\n');
  const assess = ['assess', '--fail-on', 'fail', '--known-hosts', knownHostsFile, '--profile', 'stig'];
  const attest = (expires: string): void =>
    writeFileSync(
      join(folder, 'waivers.yaml'),
      `attestations:\n  - {control: V-242383, owner: ops, approved_by: SEC-1, reason: seen, expires: ${expires}}\n`,
      { mode: 0o600 },
    );
  const dayFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  t.notRegex(await words('explain', 'V-242383'), /^ {2}here /m);
  attest(dayFromNow(30));
  t.regex(await words(...assess, '-o', 'base.json'), /exit 3$/m);
  const held = await words(...assess, '--baseline', 'base.json');
  t.regex(held, /exit 0$/m, held);
  t.regex(await words('explain', 'V-242383'), /^ {2}here +attested lab \(seen\)/m);
  attest(dayFromNow(-2));
  const over = await words(...assess, '--baseline', 'base.json');
  t.regex(over, /waiver-expired|an attestation of V-242383 is over/);
  t.regex(over, /exit 3$/m, over);
  const told = await words('explain', 'V-242383');
  t.regex(told, /^ {2}here +fail lab \(the attestation at waivers\.yaml:2 is over since/m, told);
  t.regex(told, /^ +as of \d{4}-\w+, \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m, told);
});
