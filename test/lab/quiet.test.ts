import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import test from 'ava';

import { bin } from '../support/bulwark.ts';
import { ask, ensureLab, inNetwork, inventoryFile, knownHostsFile } from './support/lab.ts';
import type { Finished } from './support/lab.ts';

/** Two workers are enough: what is folded over more is tested on events. */
const hosts = ['worker-1', 'worker-2'] as const;
const folder = mkdtempSync(join(tmpdir(), 'bulwark-quiet-'));
const playbook = resolve(import.meta.dirname, '../../playbooks/reapply.yaml');

/** A project of its own, as cron would run it: its output is no terminal. */
const quiet = (...words: readonly string[]): Promise<Finished> =>
  inNetwork(
    'env',
    '-C',
    folder,
    `XDG_STATE_HOME=${folder}/state`,
    process.execPath,
    bin,
    ...words,
    '-l',
    hosts.join(','),
    '--quiet',
  );
const repair = (): Promise<Finished> => quiet('apply', '--yes', '--disrupt', 'none');
const config = (more = ''): void =>
  writeFileSync(
    join(folder, 'bulwark.yaml'),
    `inventory: ${inventoryFile}\nknown_hosts: ${knownHostsFile}\nplaybook: ${playbook}\nmetrics: { textfile: m.prom }\n${more}`,
    { mode: 0o600 },
  );
const bytes = ({ stdout, stderr }: Finished): string => stdout + stderr;

test.before(async () => {
  mkdirSync(folder, { recursive: true });
  config();
  await ensureLab({ controlPlanes: 1, workers: 2 });
  await repair();
});
test.after.always(async () => {
  await Promise.all(hosts.map((host) => ask(host, 'systemctl start ssh')));
  rmSync(folder, { recursive: true, force: true });
});

test.serial('a converged fleet: zero bytes on both streams', async (t) => {
  const run = await repair();
  t.is(bytes(run), '');
  t.is(run.exit, 0);
  t.regex(readFileSync(join(folder, 'm.prom'), 'utf8'), /^bulwark_hosts\{.*status="ok"\} 2$/m);
});

test.serial(
  'a host that does not answer is told once, is silent in maintenance, and told when it is back',
  async (t) => {
    t.teardown(() => config());
    await ask('worker-2', 'systemctl stop ssh');
    const first = await repair();
    t.is(first.exit, 4);
    t.regex(first.stdout, /^UNREACHABLE worker-2 of lab: .*\n\nunreachable {2}worker-2 {2}/);
    t.true(first.stdout.split('\n').every((line) => line.length <= 72));
    const second = await repair();
    t.deepEqual([second.exit, bytes(second)], [4, '']);
    config('maintenance:\n  - { hosts: worker-2, weekly: daily 00:00-24:00, reason: new memory }\n');
    const announced = await repair();
    t.deepEqual([announced.exit, bytes(announced)], [0, '']);
    t.regex(readFileSync(join(folder, 'm.prom'), 'utf8'), /^bulwark_hosts\{.*status="maintenance"\} 1$/m);
    config();
    await ask('worker-2', 'systemctl start ssh');
    const back = await repair();
    t.is(back.exit, 0);
    t.regex(back.stdout, /^RESOLVED lab: worker-2 answers again \(away \S+ UTC\)\nok 2 {3}checked 2 {3}run \S+ on /);
    t.deepEqual(bytes(await repair()), '');
  },
);
