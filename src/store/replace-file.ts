import { chmodSync, chownSync, readFileSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { createFile, syncFolder } from './create-file.ts';

/**
 * Puts `bytes` in the place of a file in one step (temporary file, fsync, rename), unless it is not `expected` any
 * more. Owner and mode stay; `ownerOnly` takes everybody else's rights away. What a link points to is replaced.
 */
export function replaceFile(
  path: string,
  expected: Uint8Array,
  bytes: Uint8Array,
  ownerOnly: boolean,
): 'replaced' | 'moved' {
  const target = realpathSync(path);
  const { mode, uid, gid } = statSync(target);
  const beside = `${target}.new-${process.pid}`;
  createFile(beside, bytes);
  try {
    chownSync(beside, uid, gid);
    chmodSync(beside, ownerOnly ? mode & 0o700 : mode & 0o777);
    if (!readFileSync(target).equals(expected)) return 'moved';
    renameSync(beside, target);
  } finally {
    rmSync(beside, { force: true });
  }
  syncFolder(dirname(target));
  return 'replaced';
}
