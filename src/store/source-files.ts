import { readdirSync, readFileSync, statSync } from 'node:fs';

import { sealKind } from '../domain/sealed-texts.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import { hasCode } from '../domain/thrown.ts';
import { sha256 } from '../domain/sha256.ts';

export interface DiskFiles extends SourceFiles {
  /** SHA-256, in hex, of each file that was read so far, by path. */
  digests(): Readonly<Record<string, string>>;
}

/** The file system, remembering each file that was read: a file is read once, so that the excerpts show what was parsed. */
export function diskFiles(): DiskFiles {
  const seen = new Map<string, Uint8Array>();
  return {
    read: (path) => {
      const bytes = seen.get(path) ?? readIfThere(path);
      if (bytes !== null) seen.set(path, bytes);
      return bytes;
    },
    list: (folder) => orNull(() => readdirSync(folder).toSorted()),
    isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
    isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
    isOther: (path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found !== undefined && !found.isFile() && !found.isDirectory();
    },
    textOf: (path) => {
      const bytes = seen.get(path);
      return bytes === undefined || sealKind(bytes) !== null ? undefined : new TextDecoder().decode(bytes);
    },
    digests: () => Object.fromEntries([...seen].map(([path, bytes]) => [path, sha256(bytes)])),
  };
}

/** SHA-256, in hex; null where there is no such file. */
export function digestOfFile(path: string): string | null {
  const bytes = readIfThere(path);
  return bytes === null ? null : sha256(bytes);
}

const readIfThere = (path: string): Uint8Array | null => orNull(() => readFileSync(path));

function orNull<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

const isMissing = (error: unknown): boolean => hasCode(error, 'ENOENT', 'ENOTDIR');
