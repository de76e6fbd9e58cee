import { chmodSync, closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { isExecutable, runInventoryProgram } from '../../src/store/inventory-programs.ts';
import { tempFolder } from '../support/temp-folder.ts';

const env = { PATH: process.env['PATH'], TOKEN: 'mine' };

function program(t: ExecutionContext, text: string, mode = 0o700): string {
  const path = join(tempFolder(t), 'gen');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const ends: readonly (readonly [what: string, body: string, ended: object])[] = [
  ['prints', 'echo "$1 $2 $TOKEN"', { code: 0, stdout: '--host h mine\n', stderr: '', problem: null }],
  ['fails', 'echo no token >&2; exit 3', { code: 3, stdout: '', stderr: 'no token\n', problem: null }],
  ['reads its input, which is empty', 'cat; echo end', { code: 0, stdout: 'end\n', stderr: '', problem: null }],
  ['is killed', 'kill -9 $$', { code: null, stdout: '', stderr: '', problem: 'it was ended by SIGKILL' }],
];

for (const [what, body, ended] of ends) {
  test(`a program that ${what} ends so`, async (t) => {
    t.deepEqual(await runInventoryProgram([program(t, `#!/bin/sh\n${body}\n`), '--host', 'h'], env), ended);
  });
}

test('a program that takes too long is killed, and its children are not waited for', async (t) => {
  const start = performance.now();
  const ended = await runInventoryProgram([program(t, '#!/bin/sh\nsleep 20 & sleep 20\n')], env, { timeout: 300 });
  t.is(ended.problem, 'it took longer than 1 s');
  t.true(performance.now() - start < 15_000);
});

test('a program that prints without end is killed', async (t) => {
  const ended = await runInventoryProgram([program(t, '#!/bin/sh\nyes\n')], env, { bytes: 1024 * 1024 });
  t.is(ended.problem, 'it printed more than 1 MiB');
});

test('what writes much to standard error is kept short', async (t) => {
  const ended = await runInventoryProgram([program(t, '#!/bin/sh\nyes | head -c 1000000 >&2\n')], env);
  t.deepEqual([ended.code, ended.stderr.length], [0, 65_536]);
});

test('what cannot be started is told', async (t) => {
  t.regex((await runInventoryProgram([program(t, '#!/nowhere/at/all\n')], env)).problem ?? '', /ENOENT/);
  t.regex((await runInventoryProgram([join(tempFolder(t), 'nope')], env)).problem ?? '', /ENOENT/);
});

test('a bare name is a file here, and not a program of PATH', async (t) => {
  t.regex((await runInventoryProgram(['true'], env)).problem ?? '', /ENOENT/);
});

test('a program that is still being written is waited for', async (t) => {
  const path = program(t, '#!/bin/sh\necho end\n');
  const writer = openSync(path, 'a');
  const ended = runInventoryProgram([path], env);
  await setTimeout(100);
  closeSync(writer);
  t.is((await ended).stdout, 'end\n');
});

test('a program that somebody goes on writing is told', async (t) => {
  const path = program(t, '#!/bin/sh\necho end\n');
  const writer = openSync(path, 'a');
  t.teardown(() => closeSync(writer));
  t.regex((await runInventoryProgram([path], env)).problem ?? '', /ETXTBSY/);
});

test('what may not be executed is no program', (t) => {
  t.true(isExecutable(program(t, '')));
  t.false(isExecutable(program(t, '', 0o600)));
  t.false(isExecutable(join(tempFolder(t), 'nope')));
});
