import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Milliseconds that git may take: it is asked while a run begins. */
const LIMIT = 5000;

/**
 * The commit of a folder, and whether its files are as committed; null outside a work tree, without git, and where the
 * repository names filters of its own: `git status` would run them.
 */
export async function gitState(folder: string): Promise<{ readonly commit: string; readonly clean: boolean } | null> {
  if (!isInWorkTree(resolve(folder)) || (await hasFilters(folder))) return null;
  const [commit, changed] = await Promise.all([
    git(folder, 'rev-parse', 'HEAD'),
    git(folder, 'status', '--porcelain', '--untracked-files=normal', '--ignore-submodules=dirty', '--', '.'),
  ]);
  return commit.code !== 0 || changed.code !== 0
    ? null
    : { commit: commit.stdout.trim(), clean: changed.stdout === '' };
}

const isInWorkTree = (folder: string): boolean =>
  existsSync(join(folder, '.git')) || (dirname(folder) !== folder && isInWorkTree(dirname(folder)));

/** Those of the user's and the system's configuration are trusted. A git that does not say counts as having some. */
async function hasFilters(folder: string): Promise<boolean> {
  const { code, stdout } = await git(folder, 'config', '--show-scope', '-z', '--name-only', '--list');
  const said = stdout.split('\0');
  const own = said.filter((_, at) => said[at - 1] === 'local' || said[at - 1] === 'worktree');
  return code !== 0 || own.length === 0 || own.some((key) => key.startsWith('filter.'));
}

/** Runs no program that the repository names, fetches nothing, takes no lock. `code` null: it did not end by itself. */
function git(
  folder: string,
  ...words: readonly string[]
): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const { promise, resolve: done } = Promise.withResolvers<{ code: number | null; stdout: string }>();
  const child = execFile(
    'git',
    ['-c', 'core.fsmonitor=false', '-C', folder, ...words],
    {
      timeout: LIMIT,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: '' },
    },
    (error, stdout) => done({ code: error === null ? 0 : child.exitCode, stdout }),
  );
  return promise;
}
