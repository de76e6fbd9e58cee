import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

import test from 'ava';

import { masked } from '../support/masked.ts';
import { startScreen } from '../support/screen.ts';
import { told } from './support/events.ts';
import {
  bulwark,
  ensureLab,
  hardeningPlaybook,
  inventoryFile,
  knownHostsFile,
  lab,
  resetHosts,
} from './support/lab.ts';

const project = resolve(import.meta.dirname, '../..');

test.before(async () => {
  await ensureLab();
  await resetHosts('worker-1');
});
test.after.always('the worker is as new', async () => {
  await resetHosts('worker-1');
});

/** What stands on a terminal of 80 columns after `bulwark WORDS`, with these answers typed to its questions. */
async function onTerminal(words: readonly string[], answers = ''): Promise<string> {
  const line = [
    process.execPath,
    join(project, 'bin/bulwark.js'),
    ...words,
    '-i',
    inventoryFile,
    '--known-hosts',
    knownHostsFile,
  ];
  const command = `stty cols 80 rows 24; exec ${line.map((word) => `'${word}'`).join(' ')}`;
  const { CI: _, NO_COLOR: __, ...env } = process.env;
  const child = spawn(join(project, 'test/lab/lab'), ['exec', 'script', '-qec', command, '/dev/null'], {
    cwd: project,
    env: { ...env, TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const screen = startScreen(80, 'raw');
  const { promise, resolve: settle } = Promise.withResolvers<void>();
  let text = '';
  let answered = answers === '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (answered || !text.includes('? [y/N')) return;
    answered = true;
    child.stdin.write(answers);
  });
  child.once('close', () => settle());
  await promise;
  await screen.write(text);
  return screen.text();
}

test.serial('a plan of real hosts leaves the plain text on a terminal', async (t) => {
  const words = ['plan', hardeningPlaybook, '-l', 'worker-1'];
  const plain = await bulwark(words);
  t.is(masked(await onTerminal(words)), masked(plain.stdout.trimEnd()));
  t.regex(
    plain.stdout,
    /^Plan for 1 of 5 hosts of lab: 4 changes, 1 restart\. Nothing was changed\.[^]*undone by snap refresh; last refresh [^]*Next {3}bulwark apply/,
  );
  t.deepEqual(
    plain.stdout.split('\n').filter((line) => line.length > 80 && !line.includes('known_hosts')),
    [],
  );
});

test.serial('apply shows what it is about to do, asks, and tells what it did', async (t) => {
  const words = ['apply', hardeningPlaybook, '-l', 'worker-1', '-e', 'hardening_gate_workers=3s'];
  const text = await onTerminal(words, 'y\n');
  t.regex(
    masked(text),
    /^Plan for 1 of 5 hosts of lab: 4 changes, 1 restart \(kubelet\)\.\n {2}not selected by -l: cp-\[1-3\],worker-2\nApply\? \[y\/N\/d = diff\] y\nchanged {4}worker-1 {2}4 changes, kubelet restarted, gates pass TIME\n {11}kubelet running as process PID, ready after TIME, stable TIME\n\nRun RUN-ID changed 1 host in TIME\./,
  );
  t.regex(
    masked(await onTerminal(['plan', hardeningPlaybook, '-l', 'worker-1'])),
    /^ok {2}1 host of lab is as the playbook wants\./,
  );
});

test.serial('one command on all hosts: equal answers once, who differs as a diff, exit code in words', async (t) => {
  await lab('sh', 'worker-1', 'sh', '-c', 'echo odd >/tmp/odd');
  const run = await bulwark(
    [
      'exec',
      'all',
      '--diff',
      '-i',
      inventoryFile,
      '--known-hosts',
      knownHostsFile,
      '--',
      'cat /etc/debian_version; cat /tmp/odd',
    ],
    {
      inventory: null,
      knownHosts: null,
    },
  );
  t.is(run.exit, 2, told(run));
  t.regex(
    run.stdout,
    /^failed {2}4 of 5 hosts of lab: cp-\[1-3\],worker-2\. .* s, no lock taken\n\nfailed {2}cp-\[1-3\],worker-2 .* exit 1\n {2}12[^\n]*\n {2}stderr: cat: .*\n\nok {6}worker-1 against cp-\[1-3\],worker-2\n {2}@@ [^]*\n {2}\+odd\nexit 2: a host failed\n$/,
  );
});

test.serial('as root on many hosts nothing runs unless it is asked for', async (t) => {
  const run = await bulwark(['exec', 'all', '-b', '-i', inventoryFile, '--known-hosts', knownHostsFile, '--', 'id'], {
    inventory: null,
    knownHosts: null,
  });
  t.is(run.exit, 5, told(run));
  t.regex(run.stderr, /asks before it runs a command as root on 5 hosts/);
});
