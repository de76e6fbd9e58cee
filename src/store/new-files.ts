import { lstatSync, mkdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { createFile } from './create-file.ts';

/**
 * Writes files into a folder, with the folders that they need: all or none. What is there already, of whatever kind,
 * stays as it is and is given back. Throws what the file system says, after it took away what was written.
 */
export function writeNewFiles(
  folder: string,
  files: readonly { readonly path: string; readonly text: string }[],
): readonly string[] {
  const kept = files.filter(({ path }) => isThere(join(folder, path)));
  const made: (() => void)[] = [];
  try {
    for (const { path, text } of files) {
      if (kept.some((file) => file.path === path)) continue;
      made.push(...makeFolders(dirname(join(folder, path))));
      createFile(join(folder, path), text, 0o644);
      made.push(() => unlinkSync(join(folder, path)));
    }
  } catch (error) {
    for (const undo of made.toReversed()) undo();
    throw error;
  }
  return kept.map(({ path }) => path);
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Makes what is missing of a path; gives what takes it away again, outermost first. */
function makeFolders(path: string): readonly (() => void)[] {
  if (isThere(path)) return [];
  const above = makeFolders(dirname(path));
  mkdirSync(path, 0o755);
  return [...above, () => rmdirSync(path)];
}
