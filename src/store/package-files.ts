import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getAsset, getAssetKeys, isSea } from 'node:sea';
import { fileURLToPath } from 'node:url';

import type { SourceFiles } from '../domain/source-files.ts';
import { diskFiles } from './source-files.ts';

/**
 * The files that Bulwark brings along, by their paths in the package: `playbooks/hardening.yaml`. They lie beside the
 * program, or inside it where the program is one file.
 */
export const packageFiles = (): SourceFiles => (isSea() ? insideFiles() : besideFiles(packageFolder()));

/** One of them. Throws when it is not there: the package is then not whole. */
export function packageFile(path: string): Uint8Array {
  const bytes = packageFiles().read(path);
  if (bytes === null) throw new Error(`Bulwark's package lacks ${path}`);
  return bytes;
}

/** The folder of the package that this module is in, whether as source or as part of a bundle. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function besideFiles(folder: string): SourceFiles {
  const disk = diskFiles();
  const at = (path: string): string => join(folder, path);
  return {
    read: (path) => disk.read(at(path)),
    list: (path) => disk.list(at(path)),
    isFile: (path) => disk.isFile(at(path)),
    isFolder: (path) => disk.isFolder(at(path)),
    textOf: (path) => disk.textOf(at(path)),
  };
}

function insideFiles(): SourceFiles {
  const names = getAssetKeys();
  const list = (folder: string): readonly string[] | null => {
    const inside = names.filter((name) => name.startsWith(`${folder}/`)).map((name) => name.slice(folder.length + 1));
    return inside.length === 0 ? null : [...new Set(inside.map((name) => name.replace(/\/.*/, '')))].toSorted();
  };
  const read = (path: string): Uint8Array | null => (names.includes(path) ? new Uint8Array(getAsset(path)) : null);
  return {
    read,
    list,
    isFile: (path) => names.includes(path),
    isFolder: (path) => list(path) !== null,
    textOf: (path) => new TextDecoder().decode(read(path) ?? undefined),
  };
}
