import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import test from 'ava';

import { bin } from '../support/bulwark.ts';
import { ask, ensureLab, inNetwork, inventoryFile, knownHostsFile, lab } from './support/lab.ts';
import type { Finished } from './support/lab.ts';

/** Two workers are enough: what is folded over more is tested on events. */
const hosts = ['worker-1', 'worker-2'] as const;
const folder = mkdtempSync(join(tmpdir(), 'bulwark-quiet-'));
const playbook = resolve(import.meta.dirname, '../../playbooks/reapply.yaml');

/** In a project of its own, as cron would run it: its output is no terminal. */
const bulwark = (...words: readonly string[]): Promise<Finished> =>
  inNetwork('env', '-C', folder, `XDG_STATE_HOME=${folder}/state`, process.execPath, bin, ...words);
const quiet = (...words: readonly string[]): Promise<Finished> => bulwark(...words, '-l', hosts.join(','), '--quiet');
const repair = (...words: readonly string[]): Promise<Finished> =>
  quiet('apply', '--yes', '--disrupt', 'none', ...words);
const config = (more = ''): void =>
  writeFileSync(
    join(folder, 'bulwark.yaml'),
    `inventory: ${inventoryFile}\nknown_hosts: ${knownHostsFile}\nplaybook: ${playbook}\nmetrics: { textfile: m.prom }\n${more}`,
    { mode: 0o600 },
  );
const bytes = ({ stdout, stderr }: Finished): string => stdout + stderr;

test.before(async () => {
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

const unit = '/etc/systemd/system/snap.k8s.kubelet.service';

test.serial('what a refresh reset is repaired without a word, and stands in the summary', async (t) => {
  await lab('refresh', 'worker-1');
  const run = await repair('--only-drifted');
  t.deepEqual([run.exit, bytes(run)], [0, '']);
  t.is(await ask('worker-1', `stat -c %a ${unit}`), '600');
  const summary = await bulwark('history', 'summary');
  t.regex(summary.stdout, /^SUMMARY of 7 days to .* 0 open$/m);
  t.regex(summary.stdout, /\bafter a snap refresh {3}1 on worker-1$/m);
  t.regex(summary.stdout, /^Refreshes .*\bk8s .*\S+ \(x\d+\) on worker-1$/m);
});

test.serial("somebody's edit is told once, told when it was repaired, and told when it is over", async (t) => {
  await ask('worker-1', `chmod 666 ${unit}`);
  const found = await quiet('drift');
  t.is(found.exit, 3);
  t.regex(found.stdout, /^DRIFT on worker-1/);
  t.regex(found.stdout, /\n {2}(?:\/\S+ {3})?mode 0666, wanted 0600\n/);
  t.regex(found.stdout, /\nTo do {3}(?:ask \w+; then {3})?bulwark apply -l worker-1 --only-drifted\n/);
  t.true(found.stdout.split('\n').every((line) => line.length <= 72));
  const again = await quiet('drift');
  t.deepEqual([again.exit, bytes(again)], [3, '']);
  const repaired = await repair('--only-drifted');
  t.is(repaired.exit, 0);
  t.regex(repaired.stdout, /^DRIFT repaired on worker-1/);
  const over = await quiet('drift');
  t.is(over.exit, 0);
  t.regex(over.stdout, /^RESOLVED lab: worker-1 is as wanted again \(drift \S+ UTC\)\n/);
});
