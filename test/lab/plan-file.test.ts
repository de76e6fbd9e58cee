import { copyFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import test from 'ava';

import { told } from './support/events.ts';
import { ask, bulwark, ensureLab, inHost, resetHosts, temporaryFile } from './support/lab.ts';
import type { BulwarkRun } from './support/lab.ts';

const unit = '/etc/systemd/system/snap.k8s.kubelet.service';
const mark = '/etc/bulwark-plan-file';
const playbook = `- name: Keep a plan
  hosts: worker-1,cp-1
  become: true
  tasks:
    - name: Unit
      file: { path: ${unit}, mode: "0600" }
    - name: Kernel
      sysctl: { name: vm.panic_on_oom, value: 0 }
    - name: Mark
      copy: { dest: ${mark}, content: "kept\\n", mode: "0600" }
`;
const site = temporaryFile('site.yaml', playbook);
const file = join(dirname(site), 'lab.plan');

const apply = (path: string): Promise<BulwarkRun> =>
  bulwark(['apply', path, '--yes', '--format', 'jsonl'], { inventory: null });
const outcomes = (run: BulwarkRun): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    run.events.flatMap((event) => (event.type === 'host-finished' ? [[event['host'], event['outcome']]] : [])),
  );

test.before(async () => {
  await ensureLab();
  await resetHosts('worker-1', 'cp-1');
  for (const host of ['worker-1', 'cp-1'])
    await ask(host, `chmod 644 ${unit}; echo 1 >/proc/sys/vm/panic_on_oom; rm -f ${mark}`);
});

test.serial('a plan file is done on the hosts that have not moved, and names what moved on the other', async (t) => {
  const made = await bulwark(['plan', site, '-o', file]);
  t.is(made.exit, 0, made.stderr);
  t.is(statSync(file).mode & 0o777, 0o600);
  t.regex(made.stdout, /kept in .*lab\.plan, for 2 hosts/);
  await ask('worker-1', `chmod 640 ${unit}`);
  const first = await apply(file);
  t.is(first.exit, 7, told(first).slice(-3000));
  t.deepEqual(outcomes(first), { 'worker-1': 'moved', 'cp-1': 'changed' });
  const moved = first.events.find(({ type }) => type === 'host-moved');
  t.deepEqual(moved?.['differences'], [{ what: `${unit} mode`, expected: '0644', seen: '0640' }]);
  t.is(await ask('worker-1', `stat -c %a ${unit}; ls ${mark} 2>/dev/null || :`), '640');
  t.is(await ask('cp-1', `stat -c %a ${unit}; cat ${mark}`), '600\nkept');
});

test.serial('the host that was left is done later, and then the plan is spent, also as a copy', async (t) => {
  await ask('worker-1', `chmod 644 ${unit}`);
  const second = await apply(file);
  t.is(second.exit, 0, told(second).slice(-3000));
  t.deepEqual(outcomes(second), { 'worker-1': 'changed' });
  const third = await apply(file);
  t.is(third.exit, 7);
  t.false(
    third.events.some(({ type }) => type === 'run-started'),
    'no host was contacted',
  );
  const copy = join(dirname(file), 'copy.plan');
  copyFileSync(file, copy);
  await ask('cp-1', `rm ${mark}`);
  const elsewhere = await apply(copy);
  t.is(elsewhere.exit, 7, told(elsewhere).slice(-3000));
  t.deepEqual(outcomes(elsewhere), { 'worker-1': 'moved', 'cp-1': 'moved' });
  t.true(elsewhere.events.every(({ type, reason }) => type !== 'host-moved' || reason === 'applied'));
  t.is(await ask('cp-1', `ls ${mark} 2>/dev/null || echo none`), 'none');
});

test.serial('the script of a host does by hand what an apply would do', async (t) => {
  const script = await bulwark(['plan', site, '--script', 'cp-1']);
  t.is(script.exit, 0, script.stderr);
  const run = await inHost('cp-1', 'sh -s', script.stdout);
  t.is(run.exit, 0, run.stderr);
  t.is(await ask('cp-1', `cat ${mark}`), 'kept');
  const after = await bulwark(['plan', site, '-l', 'cp-1', '--detailed-exitcode']);
  t.is(after.exit, 0, after.stdout);
});
