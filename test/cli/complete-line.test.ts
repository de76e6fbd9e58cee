import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import { tempFolder } from '../support/temp-folder.ts';
import { bin } from '../support/bulwark.ts';

/** Prints to standard error which packages were loaded. */
const listLoaded = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module';
const seen = new Set();
registerHooks({ load(url, context, next) { seen.add(/node_modules\\/([^/]+)/.exec(url)?.[1]); return next(url, context); } });
process.on('exit', () => console.error([...seen].filter(Boolean).toSorted().join(' ')));`)}`;

const completeIn = (
  cwd: string,
  words: readonly string[],
  flags: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  timeout?: number,
) =>
  spawnSync(process.execPath, [...flags, bin, '--complete', ...words], {
    cwd,
    encoding: 'utf8',
    ...(timeout !== undefined && { timeout }),
    env: { ...process.env, HOME: cwd, XDG_CACHE_HOME: '', ...env },
  });

test('to complete a host no library is loaded but the one that reads YAML: it is to be quick', (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'inv.yaml'), 'all:\n  hosts:\n    cp-1:\n');
  const { stdout, stderr } = completeIn(folder, ['plan', '-i', 'inv.yaml', '-l', 'c'], ['--import', listLoaded]);
  t.is(stdout, 'cp-1\thost\n');
  t.is(stderr, 'yaml\n');
});

test('runs of the history are offered', async (t) => {
  const folder = tempFolder(t);
  const state = join(folder, 'state');
  const run = (...words: readonly string[]) => completeIn(folder, words, [], { XDG_STATE_HOME: state });
  t.is(run('history', 'show', '').stdout, '');
  writeFileSync(
    join(folder, 'inv.yaml'),
    'all:\n  hosts:\n    nowhere: { ansible_host: 127.0.0.1, ansible_port: 1 }\n',
  );
  spawnSync(process.execPath, [bin, 'facts', '-i', 'inv.yaml'], {
    cwd: folder,
    env: { ...process.env, HOME: folder, XDG_STATE_HOME: state },
  });
  t.regex(run('rollback', '').stdout, /^last\t\n\d{4}-..\tfacts by \S+\n$/);
  t.regex(run('apply', '--resume', 'la').stdout, /^last\t\n$/);
});

for (const [name, files] of Object.entries({
  'no project at all': {},
  'a bulwark.yaml that is no YAML': { 'bulwark.yaml': 'inventory: [' },
  'an inventory that is not there': { 'bulwark.yaml': 'inventory: nope.yaml\nplaybook: nope.yaml\n' },
  'an inventory that is wrong': { 'bulwark.yaml': 'inventory: inv.yaml\n', 'inv.yaml': 'all: [1]\n' },
  'a playbook that is no YAML': { 'bulwark.yaml': 'playbook: site.yaml\n', 'site.yaml': '- {' },
}))
  test(`completion stays silent with ${name}`, (t) => {
    const folder = tempFolder(t);
    for (const [path, text] of Object.entries(files)) {
      writeFileSync(join(folder, path), text);
      chmodSync(join(folder, path), 0o600);
    }
    for (const words of [['plan', '-l', ''], ['plan', '-t', ''], ['inventory', 'why', 'x', ''], ['lint', 'x/'], []]) {
      const { stdout, stderr, status } = completeIn(folder, words);
      t.is(stderr, '');
      t.is(status, 0);
      t.notRegex(stdout, /^error|exit 5/m);
    }
  });

test('a named pipe as inventory is not waited for', (t) => {
  const folder = tempFolder(t);
  spawnSync('mkfifo', [join(folder, 'hosts')]);
  writeFileSync(join(folder, 'bulwark.yaml'), 'inventory: hosts\n');
  chmodSync(join(folder, 'bulwark.yaml'), 0o600);
  const { stdout, stderr, signal } = completeIn(folder, ['plan', '-l', ''], [], {}, 20_000);
  t.deepEqual({ stdout, stderr, signal }, { stdout: '', stderr: '', signal: null });
});

test('what Node compiled is kept in a folder of the user, which nobody else can read', (t) => {
  const folder = tempFolder(t);
  completeIn(folder, ['pl']);
  t.is(statSync(join(folder, '.cache/bulwark')).mode & 0o777, 0o700);
});

test('a cache that others can write is not used', (t) => {
  const folder = tempFolder(t);
  const cache = join(folder, '.cache/bulwark');
  mkdirSync(cache, { recursive: true });
  chmodSync(cache, 0o777);
  t.is(completeIn(folder, ['pl']).stdout.split('\t')[0], 'plan');
  t.is(statSync(cache).nlink, 2);
});
