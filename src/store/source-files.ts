import { readdirSync, readFileSync, statSync } from 'node:fs';

import { sealKind } from '../domain/sealed-texts.ts';
import type { SourceFiles } from '../domain/source-files.ts';

/** The file system, remembering each file that was read: a file is read once, so that the excerpts show what was parsed. */
export function diskFiles(): SourceFiles {
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
    textOf: (path) => {
      const bytes = seen.get(path);
      return bytes === undefined || sealKind(bytes) !== null ? undefined : new TextDecoder().decode(bytes);
    },
  };
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

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
