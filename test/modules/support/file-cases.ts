import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** A question of the suite. An entry of the tree: kind, name, then mode (and owner and group), or what it points to. */
export interface FileCase {
  readonly tree: readonly (readonly [string, string, ...(readonly (string | number)[])])[];
  readonly args: Readonly<Record<string, unknown>>;
}

export interface FileAnswer {
  readonly changed: boolean;
  readonly failed: boolean;
  /** `file LINKS SIZE MODE UID:GID`, `directory MODE UID:GID`, `link UID:GID TARGET`, by path. */
  readonly tree: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Makes a case's tree in a new folder. */
export function makeTree(root: string, { tree }: FileCase): void {
  mkdirSync(root);
  chmodSync(root, 0o755);
  for (const [kind, name, ...about] of tree) makeEntry(root, kind, join(root, name), about);
}

function makeEntry(
  root: string,
  kind: string,
  path: string,
  [first, owner, group]: readonly (string | number)[],
): void {
  if (kind === 'link') return symlinkSync(String(first).replace('ROOT', root), path);
  if (kind === 'hard') return linkSync(join(root, String(first)), path);
  if (kind === 'directory') mkdirSync(path);
  else writeFileSync(path, 'content\n');
  if (owner !== undefined) chownSync(path, Number(owner), Number(group));
  chmodSync(path, Number.parseInt(String(first), 8));
}

export function treeIn(root: string): Readonly<Record<string, string>> {
  return Object.fromEntries(namesIn(root, '').map((name) => [name, stateOf(join(root, name)).replace(root, 'ROOT')]));
}

/** Links are not followed. */
const namesIn = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? [name, ...namesIn(root, name)] : [name];
  });

function stateOf(path: string): string {
  const stats = lstatSync(path);
  const owner = `${stats.uid}:${stats.gid}`;
  if (stats.isSymbolicLink()) return `link ${owner} ${readlinkSync(path)}`;
  const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0');
  return stats.isDirectory() ? `directory ${mode} ${owner}` : `file ${stats.nlink} ${stats.size} ${mode} ${owner}`;
}
