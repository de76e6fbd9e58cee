import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';

import { outcomesOf, told } from './support/events.ts';
import { ask, bulwark, ensureLab, eventually, startBulwark, temporaryFile } from './support/lab.ts';
import type { BulwarkRun } from './support/lab.ts';

const hosts = ['worker-1', 'worker-2'] as const;
const folder = '/etc/bulwark-history-test';
const state = mkdtempSync(join(tmpdir(), 'bulwark-history-'));
const env = { XDG_STATE_HOME: state };
/** One host after the other: a file, then what fails or waits where the host says so. */
const playbook = temporaryFile(
  'history.yaml',
  `- hosts: worker-1:worker-2
  become: true
  serial: 1
  tasks:
    - file: { path: ${folder}, state: directory, mode: "0755" }
    - copy: { dest: ${folder}/marked, content: "{{ inventory_hostname }}\\n" }
    - command: { cmd: "sh -c 'if [ -e /run/lab-slow ]; then touch /run/lab-began; sleep 5; fi; ! [ -e /run/lab-fail ]'" }
`,
);
const only = ['-l', 'worker-1,worker-2'];
const apply = (...words: readonly string[]): Promise<BulwarkRun> =>
  bulwark(['apply', playbook, ...only, '--yes', '--format', 'jsonl', ...words], { env });
/** What it says is taken from the history: no inventory is typed. */
const resume = (run: string): Promise<BulwarkRun> =>
  bulwark(['apply', '--resume', run, '--yes', '--format', 'jsonl'], { env, inventory: null });
const runOf = ({ events }: BulwarkRun): string => String(events.find(({ type }) => type === 'run-started')?.['run']);
const clean = (): Promise<unknown> =>
  Promise.all(hosts.map((host) => ask(host, `rm -rf ${folder} /run/lab-slow /run/lab-fail /run/lab-began`)));
const journal = (host: string, run: string): Promise<string> =>
  ask(host, `journalctl -q -t bulwark -o cat --no-pager | grep -F '${run}' || :`);

test.before(async () => {
  await ensureLab({ controlPlanes: 1, workers: 2 });
  await clean();
});
test.after.always(async () => {
  await clean();
  rmSync(state, { recursive: true, force: true });
});

test.serial('each changed host gets one line in its own journal, and so it does when it is put back', async (t) => {
  const first = await apply();
  t.is(first.exit, 0, told(first));
  const run = runOf(first);
  for (const host of hosts) {
    await eventually('the line in the journal', 20, async () => (await journal(host, run)) !== '');
    const line = await journal(host, run);
    t.regex(line, new RegExp(`^run ${run} by \\S+: apply \\S+history\\.yaml, 3 changes, changed$`));
  }
  const back = await bulwark(['rollback', 'last', '-b', '--yes', ...only, '--format', 'jsonl'], { env });
  t.is(back.exit, 0, told(back));
  for (const host of hosts)
    await eventually('the line about the rollback', 20, async () =>
      /rollback of .*, 2 changes, put back/.test(await journal(host, runOf(back))),
    );
});

test.serial('a run that failed on a host goes on with that host and those after it', async (t) => {
  await clean();
  await ask('worker-1', 'touch /run/lab-fail');
  const failed = await apply();
  t.is(failed.exit, 2, told(failed));
  await ask('worker-1', 'rm /run/lab-fail');
  const again = await resume(runOf(failed));
  t.is(again.exit, 0, told(again));
  t.is(outcomesOf(again)['worker-1'], 'changed');
  t.is(outcomesOf(again)['worker-2'], outcomesOf(failed)['worker-2'] === 'untouched' ? 'changed' : undefined);
});

test.serial('a run that was interrupted goes on with the hosts that were not begun', async (t) => {
  await clean();
  await ask('worker-1', 'touch /run/lab-slow');
  const running = startBulwark(['apply', playbook, ...only, '--yes', '--format', 'jsonl'], { env });
  await eventually('the slow task', 60, async () => (await ask('worker-1', 'ls /run')).includes('lab-began'));
  running.process.kill('SIGINT');
  const stopped = await running.done;
  t.is(stopped.exit, 130, told(stopped));
  t.is(outcomesOf(stopped)['worker-2'], 'untouched');
  await ask('worker-1', 'rm /run/lab-slow');
  const again = await resume(runOf(stopped));
  t.is(again.exit, 0, told(again));
  t.is(outcomesOf(again)['worker-2'], 'changed');
  t.is(await ask('worker-2', `cat ${folder}/marked`), 'worker-2');
});
