import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { writeFileSync } from 'node:fs';

import test, { type ExecutionContext } from 'ava';

import type { Change, Planned } from '../../src/domain/module.ts';
import { wireText } from '../../src/domain/shell-command.ts';
import { fakePrograms } from '../support/fake-programs.ts';
import { boundModule, complaints } from '../support/host-module.ts';
import { askHere, performHere, planHere, shells, type Simulation } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const openPort = (t: ExecutionContext): Promise<number> =>
  new Promise((resolve) => {
    const server: Server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
    t.teardown(() => void server.close());
  });

const later = (script: string): void => void spawn('sh', ['-c', `sleep 0.4; ${script}`], { stdio: 'ignore' });

const changeOf = (planned: Planned): Change | undefined =>
  planned.kind === 'changes' ? planned.changes[0] : undefined;

/** What a wait ends with: its exit code, and what it says of it. `meanwhile` happens once it is planned. */
function waited(input: object, simulation: Simulation, meanwhile = ''): readonly [number | null, string] {
  const change = changeOf(planHere(boundModule('wait_for', input), simulation));
  later(meanwhile);
  const output = change === undefined ? undefined : performHere(change, simulation)[0]?.output;
  return output === undefined ? [null, 'is so already'] : [output.code, output.stderr.toString().trim()];
}

for (const [name, shell] of Object.entries(shells)) {
  test(`a port and a path that are there need no waiting (${name})`, async (t) => {
    const port = await openPort(t);
    const folder = tempFolder(t);
    writeFileSync(`${folder}/a b'c`, 'one\ncompleted ok-7\n');
    for (const input of [
      { port },
      { port: String(port), state: 'present' },
      { path: `${folder}/a b'c` },
      { path: `${folder}/none`, state: 'absent' },
      { path: `${folder}/a b'c`, search_regex: String.raw`completed (?P<how>\w+)-(\d)` },
      { port: 1, state: 'stopped' },
    ])
      t.deepEqual(waited(input, { shell }), [null, 'is so already'], JSON.stringify(input));
  });

  test(`what is not so yet is waited for, on the host (${name})`, (t) => {
    const folder = tempFolder(t);
    writeFileSync(`${folder}/log`, 'one\n');
    const log = `touch ${folder}/new; echo done >>${folder}/log`;
    t.deepEqual(waited({ path: `${folder}/log`, search_regex: 'd[o]ne', sleep: 0.1 }, { shell }, log), [0, '']);
    const remove = `rm ${folder}/new`;
    t.deepEqual(waited({ path: `${folder}/new`, state: 'absent', sleep: 0.1 }, { shell }, remove), [0, '']);
  });

  test(`what does not come true fails in words (${name})`, (t) => {
    const folder = tempFolder(t);
    const said = (input: object): readonly [number | null, string] =>
      waited({ timeout: 1, sleep: 0.2, ...input }, { shell });
    t.deepEqual(said({ path: `${folder}/x` }), [99, `bulwark:failed: waited 1 s until ${folder}/x is there`]);
    t.deepEqual(said({ port: 1 }), [99, 'bulwark:failed: waited 1 s until 127.0.0.1:1 is open']);
    t.deepEqual(said({ path: folder, state: 'absent', msg: "it's `still` there" }), [
      99,
      "bulwark:failed: it's `still` there",
    ]);
  });

  test(`a port has no connections when ss knows of none that count (${name})`, (t) => {
    const ss = (...lines: readonly string[]): Simulation => ({
      shell,
      programs: fakePrograms(t, { ss: `cat <<'END'\n${lines.join('\n')}\nEND` }),
    });
    const drained = (input: object, simulation: Simulation): boolean =>
      changeOf(planHere(boundModule('wait_for', { port: 8000, state: 'drained', ...input }), simulation)) === undefined;
    const established = 'ESTAB 0 0 [::ffff:10.0.0.5]:8000 10.9.9.9:50000';
    t.true(drained({ host: '0.0.0.0' }, ss()));
    t.false(drained({ host: '0.0.0.0' }, ss(established)));
    t.false(drained({ host: '10.0.0.5' }, ss(established)));
    t.true(drained({ host: '10.0.0.6' }, ss(established)));
    t.true(drained({ host: '0.0.0.0', exclude_hosts: '10.9.9.9' }, ss(established)));
    t.true(drained({ host: '0.0.0.0', active_connection_states: ['TIME_WAIT'] }, ss(established)));
    t.true(drained({ host: '0.0.0.0' }, ss('LISTEN 0 128 0.0.0.0:8000 0.0.0.0:*')));
  });
}

test('the groups of the expression are in the result', (t) => {
  const folder = tempFolder(t);
  writeFileSync(`${folder}/log`, 'x\ncompleted job-7\n');
  const bound = boundModule('wait_for', {
    path: `${folder}/log`,
    search_regex: String.raw`completed (?P<task>\w+)-(\d)`,
  });
  const fields = bound.answer(askHere(bound)).result([]);
  t.deepEqual(fields.get('match_groups'), ['job', '7']);
  t.deepEqual(fields.get('match_groupdict'), new Map([['task', 'job']]));
});

test('a wait is no change, takes as long as it says, and a delay is always waited', async (t) => {
  const port = await openPort(t);
  const change = changeOf(planHere(boundModule('wait_for', { port, delay: 2, timeout: 60 })));
  t.like(change, { action: 'wait', converges: 'once', target: `until 127.0.0.1:${port} is open` });
  t.true(change?.steps[0]?.kind === 'exec' && (change.steps[0].takes ?? 0) >= 62_000);
  const sleep = changeOf(planHere(boundModule('wait_for', { timeout: 30 })));
  t.true(sleep?.steps[0]?.kind === 'exec' && wireText(sleep.steps[0].command).startsWith("sleep '30'"));
});

test('parameters that contradict each other are told', (t) => {
  for (const input of [
    { port: 80, path: '/x' },
    { path: '/x', state: 'stopped' },
    { state: 'drained' },
    { port: 80, exclude_hosts: 'a' },
    { port: 0 },
    { port: 65_536 },
    { port: 80, host: 'a b' },
    { path: 'x' },
  ])
    t.is(complaints('wait_for', input).length, 1, JSON.stringify(input));
});
