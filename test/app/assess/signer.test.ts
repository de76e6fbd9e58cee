import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { signerProblems } from '../../../src/app/evidence.ts';
import { runCommand } from '../../../src/app/run-command.ts';
import { parseArgv } from '../../../src/cli/parse-argv.ts';
import { SigningError } from '../../../src/domain/errors.ts';
import type { RunEvent } from '../../../src/domain/event.ts';
import { trySigner } from '../../../src/store/ssh-keygen.ts';
import { packageFiles } from '../../../src/store/package-files.ts';
import { idlePorts } from '../../support/app-ports.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function madeKey(t: ExecutionContext, passphrase: string): string {
  const key = join(tempFolder(t), 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'test', '-f', key]);
  return key;
}

const problemsOf = (key: string | null) => signerProblems({ sign: key }, { trySigner });

test('a private key without a passphrase signs, and nothing is tried where nothing is to be signed', async (t) => {
  t.deepEqual(await problemsOf(madeKey(t, '')), []);
  t.deepEqual(await problemsOf(null), []);
});

const wrongKey = test.macro({
  async exec(t, make: (t: ExecutionContext) => string, said: RegExp) {
    const key = make(t);
    const [problem, ...others] = await problemsOf(key);
    t.deepEqual(others, []);
    t.is(problem?.code, 'report-key');
    t.true(problem?.summary.startsWith(`--sign ${key}: ssh-keygen does not sign with ${key}: `));
    t.regex(problem?.summary ?? '', said);
    t.regex(problem?.hint ?? '', /ssh-add/);
  },
  title: (what) => `${what} is told`,
});

test('a key that is not there', wrongKey, (t) => join(tempFolder(t), 'none'), /No such file/);
test('a folder', wrongKey, (t) => tempFolder(t), /./);
test('a file that is no key', wrongKey, (t) => written(t, 'no key\n'), /./);
test('an empty file', wrongKey, (t) => written(t, ''), /./);
test('a key with a passphrase that no agent has', wrongKey, (t) => madeKey(t, 'secret'), /passphrase/);
test('a public key without its private one', wrongKey, (t) => publicOnly(t), /./);

function written(t: ExecutionContext, text: string): string {
  const file = join(tempFolder(t), 'key');
  writeFileSync(file, text);
  chmodSync(file, 0o600);
  return file;
}

const publicOnly = (t: ExecutionContext): string =>
  written(t, execFileSync('ssh-keygen', ['-y', '-f', madeKey(t, '')], { encoding: 'utf8' }));

test.serial('a key with a passphrase signs by the agent that has it', async (t) => {
  const key = madeKey(t, 'secret');
  const socket = join(tempFolder(t), 'agent');
  const said = execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' });
  const agent = Number(/SSH_AGENT_PID=(\d+)/.exec(said)?.[1]);
  t.teardown(() => process.kill(agent));
  const before = process.env['SSH_AUTH_SOCK'];
  process.env['SSH_AUTH_SOCK'] = socket;
  t.teardown(() => {
    if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
    else process.env['SSH_AUTH_SOCK'] = before;
  });
  t.is((await problemsOf(key)).length, 1);
  const answer = written(t, '#!/bin/sh\necho secret\n');
  chmodSync(answer, 0o700);
  execFileSync('ssh-add', ['-q', key], {
    env: { ...process.env, SSH_ASKPASS: answer, SSH_ASKPASS_REQUIRE: 'force' },
    stdio: 'ignore',
  });
  t.deepEqual(await problemsOf(key), []);
  t.deepEqual(await problemsOf(`${key}.pub`), []);
});

test('assess with such a key reaches no host and ends as with other bad input', async (t) => {
  const events: RunEvent[] = [];
  const asked = await parseArgv('assess -i inv.yaml -o evidence.tar --sign key'.split(' '), 80);
  if (asked.kind !== 'run') throw new Error(asked.kind);
  const exit = await runCommand(asked.invocation, {
    ...idlePorts,
    own: { ...idlePorts.own, shipped: packageFiles() },
    files: memoryFiles({ 'inv.yaml': 'all:\n  hosts:\n    a: {}\n' }),
    show: (event) => events.push(event),
    evidence: {
      ...idlePorts.evidence,
      trySigner: (key) => Promise.reject(new SigningError(`ssh-keygen does not sign with ${key}: no`)),
    },
  });
  t.is(exit, 5);
  t.deepEqual(
    events.flatMap((event) => (event.type === 'diagnostic' ? [event.code] : [])),
    ['report-key'],
  );
});
