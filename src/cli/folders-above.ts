import { dirname, relative } from 'node:path';

/** A folder and all above it, as paths relative to it: `.`, `..`, `../..`. */
export function foldersAbove(start: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    folders.push(relative(start, folder) || '.');
    if (dirname(folder) === folder) return folders;
  }
}
