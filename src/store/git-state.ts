import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Milliseconds that git may take: it is asked while a run begins. */
const LIMIT = 1000;

/** The commit of a folder, and whether its files are as committed; null outside a work tree, or without git. */
export async function gitState(folder: string): Promise<{ readonly commit: string; readonly clean: boolean } | null> {
  if (!isInWorkTree(resolve(folder))) return null;
  const [commit, changed] = await Promise.all([
    git(folder, 'rev-parse', 'HEAD'),
    git(folder, 'status', '--porcelain', '--untracked-files=normal', '--', '.'),
  ]);
  return commit === null || changed === null ? null : { commit: commit.trim(), clean: changed === '' };
}

const isInWorkTree = (folder: string): boolean =>
  existsSync(join(folder, '.git')) || (dirname(folder) !== folder && isInWorkTree(dirname(folder)));

/** Runs no program that the repository names; takes no lock. */
function git(folder: string, ...words: readonly string[]): Promise<string | null> {
  const { promise, resolve: done } = Promise.withResolvers<string | null>();
  execFile(
    'git',
    ['-c', 'core.fsmonitor=false', '-C', folder, ...words],
    { timeout: LIMIT, env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' } },
    (error, stdout) => done(error === null ? stdout : null),
  );
  return promise;
}
