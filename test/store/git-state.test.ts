import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import { gitState } from '../../src/store/git-state.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a folder outside a work tree has no commit, nor has one before the first', async (t) => {
  const folder = tempFolder(t);
  t.is(await gitState(folder), null);
  t.is(await gitState(join(folder, 'nope')), null);
  execFileSync('git', ['-C', folder, 'init', '-q']);
  t.is(await gitState(folder), null);
});

test('a folder is clean when its own files are as committed', async (t) => {
  const folder = tempFolder(t);
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], {
      encoding: 'utf8',
    });
  const book = join(folder, 'book');
  mkdirSync(book);
  writeFileSync(join(book, 'site.yaml'), '[]\n');
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  const commit = git('rev-parse', 'HEAD').trim();
  t.deepEqual(await gitState(book), { commit, clean: true });
  writeFileSync(join(folder, 'other'), '');
  t.deepEqual(await gitState(book), { commit, clean: true });
  writeFileSync(join(book, 'new.yaml'), '');
  t.deepEqual(await gitState(book), { commit, clean: false });
});

test('a program that the repository names is not run', async (t) => {
  const folder = tempFolder(t);
  const ran = join(folder, 'ran');
  execFileSync('git', ['-C', folder, 'init', '-q']);
  execFileSync('git', ['-C', folder, 'config', 'core.fsmonitor', `touch ${ran}; false`]);
  await gitState(folder);
  t.throws(() => execFileSync('ls', [ran], { stdio: 'ignore' }));
});
