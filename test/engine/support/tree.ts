import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Each path below a folder with its kind, mode, owner and content: equal texts are equal trees. */
export function treeOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => `${name} ${stateOf(join(folder, name))}`)
    .join('\n');
}

/** `file 644 0:0 "content"`; times left out. */
export function stateOf(path: string): string {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 'absent';
  const owner = `${String(stat.uid)}:${String(stat.gid)}`;
  if (stat.isSymbolicLink()) return `link ${readlinkSync(path)}`;
  const mode = (stat.mode & 0o7777).toString(8);
  if (stat.isDirectory()) return `directory ${mode} ${owner}`;
  return `file ${mode} ${owner} ${JSON.stringify(readFileSync(path, 'latin1'))}`;
}
