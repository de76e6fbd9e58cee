import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

import { messageOf } from '../domain/thrown.ts';
/** Bytes of an older file that are looked at. */
const LARGEST = 16 * 1024 * 1024;

/**
 * Puts what `make` makes of the file as it was in its place, in one step: a collector never reads half of it, and may
 * read it (0644). Gives why that was not possible, or null.
 */
export function replaceMetrics(path: string, make: (before: string) => string): string | null {
  // Collectors take every *.prom of their folder: the temporary file has another ending.
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    createReadable(beside, make(readBefore(path)));
    renameSync(beside, path);
    return null;
  } catch (error) {
    rmSync(beside, { force: true });
    return `${path} cannot be written: ${messageOf(error)}`;
  }
}

/** By its descriptor: others may write in a folder of metrics, and put something else in the place of the name. */
function createReadable(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    fchmodSync(file, 0o644);
  } finally {
    closeSync(file);
  }
}

/** '' for what is no file, for one that is too long, and for a pipe, which would never end. */
function readBefore(path: string): string {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(file);
      return stat.isFile() && stat.size <= LARGEST ? readFileSync(file, 'utf8') : '';
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
