import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
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

/** A repository with one commit; the file in it looks touched, so that git has to look into it. */
function repository(folder: string): (...words: readonly string[]) => string {
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], {
      encoding: 'utf8',
    });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'site.yaml'), '[]\n');
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  utimesSync(join(folder, 'site.yaml'), 1, 1);
  return git;
}

test('a program that the repository names is not run', async (t) => {
  const [folder, ran] = [tempFolder(t), join(tempFolder(t), 'ran')];
  repository(folder)('config', 'core.fsmonitor', `touch ${ran}; false`);
  t.true((await gitState(folder))?.clean);
  t.false(existsSync(ran));
});

for (const [name, key] of [
  ['of its clean', 'filter.own.clean'],
  ['of its process', 'filter.own.process'],
  ['of an included file', 'include.path'],
] as const) {
  test(`a filter that the repository names is not run: ${name}`, async (t) => {
    const [folder, ran] = [tempFolder(t), join(tempFolder(t), 'ran')];
    const more = join(folder, 'more');
    writeFileSync(more, `[filter "own"]\n  clean = "touch ${ran}; cat"\n`);
    repository(folder)('config', key, key === 'include.path' ? more : `touch ${ran}; cat`);
    writeFileSync(join(folder, '.git/info/attributes'), '* filter=own\n');
    t.is(await gitState(folder), null);
    t.false(existsSync(ran));
  });
}

test('nor is one of a submodule', async (t) => {
  const [folder, ran] = [tempFolder(t), join(tempFolder(t), 'ran')];
  const git = repository(folder);
  const inner = repository(join(folder, 'sub'));
  git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', './sub');
  git('commit', '-q', '-m', 'sub');
  inner('config', 'filter.own.clean', `touch ${ran}; cat`);
  writeFileSync(join(folder, 'sub/.git/info/attributes'), '* filter=own\n');
  utimesSync(join(folder, 'sub/site.yaml'), 2, 2);
  t.true((await gitState(folder))?.clean);
  t.false(existsSync(ran));
});
