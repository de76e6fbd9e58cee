import { chmodSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

import { messageOf } from '../domain/thrown.ts';
import { createFile } from './create-file.ts';

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
    createFile(beside, make(readBefore(path)));
    chmodSync(beside, 0o644);
    renameSync(beside, path);
    return null;
  } catch (error) {
    rmSync(beside, { force: true });
    return `${path} cannot be written: ${messageOf(error)}`;
  }
}

function readBefore(path: string): string {
  try {
    const bytes = readFileSync(path);
    return bytes.length > LARGEST ? '' : bytes.toString('utf8');
  } catch {
    return '';
  }
}
