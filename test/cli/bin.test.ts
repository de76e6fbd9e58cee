import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

import test from 'ava';

import { bin } from '../support/bulwark.ts';

const run = (...words: readonly string[]) => spawnSync(process.execPath, [bin, ...words], { encoding: 'utf8' });

test('the program can be executed', (t) => {
  t.is(statSync(bin).mode & 0o777, 0o755);
  t.regex(readFileSync(bin, 'utf8'), /^#!\/usr\/bin\/env node\n/);
});

test('--version is on standard output', (t) => {
  const { stdout, stderr, status } = run('--version');
  t.regex(stdout, /^bulwark \d+\.\d+\.\d+\n$/);
  t.deepEqual([stderr, status], ['', 0]);
});

test('a mistake on the command line is on standard error and exits with 5', (t) => {
  const { stdout, stderr, status } = run('plan', '--limt', 'x');
  t.deepEqual([stdout, status], ['', 5]);
  t.regex(stderr, /did you mean --limit\?[^]*exit 5: bad input, no host was contacted\n$/);
});

test('bad input in jsonl mode is events on standard output', (t) => {
  const { stdout, status } = run('plan', 'nope.yaml', '-i', 'nope.yaml', '--format', 'jsonl');
  const types = stdout
    .trimEnd()
    .split('\n')
    .map((line) => String(JSON.parse(line).type));
  t.is(status, 5);
  t.is(types.at(-1), 'run-finished');
  t.true(types.length > 1 && types.slice(0, -1).every((type) => type === 'diagnostic'));
});
