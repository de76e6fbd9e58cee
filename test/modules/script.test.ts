import test from 'ava';

import { interpreterOf } from '../../src/modules/command/shebang.ts';
import { splitCommand } from '../../src/playbook/split-command.ts';
import { boundModule, complaints, targetsOf } from '../support/host-module.ts';
import { convergeHere, planHere } from '../support/simulated-host.ts';

const script = (content: string | Buffer, rest: string | readonly string[] = ''): object => ({
  path: 'files/a b.sh',
  content,
  rest,
});

const runs = (text: string, words: readonly string[] | null): void =>
  test(`${JSON.stringify(text.slice(0, 30))} is run by ${words?.join(' ') ?? 'nothing'}`, (t) => {
    t.deepEqual(interpreterOf(Buffer.from(text, 'latin1')), words);
  });

runs('', ['/bin/sh']);
runs('echo', ['/bin/sh']);
runs('#!/bin/bash', ['/bin/bash']);
runs('#! /usr/bin/env  python3 -u \r\nx', ['/usr/bin/env', 'python3 -u']);
runs('#!\n', ['/bin/sh']);
runs('\x7fELF\x02', null);

test('the first word names the script, by quotes of a shell; the rest stays as it is written', (t) => {
  t.deepEqual(splitCommand(` 'a b'\\ c".sh"  x "$y" `), { name: 'a b c.sh', rest: 'x "$y"' });
  t.deepEqual(splitCommand(''), { name: '', rest: '' });
});

test('a script gets words that no shell has read', (t) => {
  const { outputs } = convergeHere(
    boundModule('script', { argv: script('printf "[%s]" "$@"', ['$(id)', '-n', "'", '']) }),
  );
  t.is(outputs[0]?.output.stdout.toString(), `[$(id)][-n]['][]`);
});

test('a variable of the environment cannot get in the way', (t) => {
  const { outputs } = convergeHere(
    boundModule('script', { cmd: script('echo "$d$f"'), environment: { d: '1', f: '2' } }),
  );
  t.is(outputs[0]?.output.stdout.toString(), '12\n');
});

test('a program and a large question are refused', (t) => {
  t.regex(
    targetsOf(planHere(boundModule('script', { cmd: script(Buffer.from('\x7fELF')) }))).join(),
    /a program, not a script/,
  );
  const large = boundModule('script', { cmd: script(Buffer.from('true'.padEnd(100_000))), creates: '/' });
  t.deepEqual(targetsOf(planHere(large)), []);
  t.is(complaints('script', {}).length, 1);
});
