import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

import { PlanFileError, type PlanFiles } from '../domain/plan-ports.ts';
import { hasCode, messageOf } from '../domain/thrown.ts';
import { createFile, syncFolder } from './create-file.ts';

/** Plan files on disk, of the user `uid`. */
export const diskPlanFiles = (uid: number): PlanFiles => ({
  start,
  exists: (path) => existsSync(path),
  read: (path) => read(path, uid),
  create: (path, text) =>
    place(path, text, (temporary) => {
      try {
        linkSync(temporary, path);
      } finally {
        rmSync(temporary, { force: true });
      }
    }),
  replace: (path, text) => place(path, text, (temporary) => renameSync(temporary, path)),
});

function start(path: string): string | null {
  try {
    return withFile(path, constants.O_RDONLY | constants.O_NONBLOCK, (descriptor) => {
      if (!fstatSync(descriptor).isFile()) return null;
      const bytes = Buffer.alloc(64);
      return bytes.toString('latin1', 0, readSync(descriptor, bytes));
    });
  } catch {
    return null;
  }
}

/** What was looked at is what is read: one descriptor, and no symbolic link. */
function read(path: string, uid: number): Uint8Array {
  try {
    return withFile(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK, (descriptor) => {
      const { mode, uid: owner } = fstatSync(descriptor);
      if (owner !== uid && owner !== 0)
        throw new PlanFileError('plan-unsafe', `${path} belongs to another user`, 'make a plan of your own');
      if ((mode & 0o022) !== 0)
        throw new PlanFileError('plan-unsafe', `others may write ${path}`, `who may have edited it? plan again`);
      return readFileSync(descriptor);
    });
  } catch (error) {
    if (error instanceof PlanFileError) throw error;
    throw new PlanFileError(
      'plan-unreadable',
      `${path} cannot be read: ${messageOf(error)}`,
      'a plan file is a plain file',
    );
  }
}

function place(path: string, text: string, into: (temporary: string) => void): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    createFile(temporary, text);
    into(temporary);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    if (hasCode(error, 'EEXIST')) throw existing(path);
    throw new PlanFileError(
      'plan-unwritable',
      `${path} cannot be written: ${messageOf(error)}`,
      'choose another place',
    );
  }
}

const existing = (path: string): PlanFileError =>
  new PlanFileError('plan-exists', `${path} is there already`, 'choose another name, or remove it first');

function withFile<T>(path: string, flags: number, action: (descriptor: number) => T): T {
  const descriptor = openSync(path, flags);
  try {
    return action(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
