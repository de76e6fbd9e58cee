import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

import { HistoryError } from '../../domain/history.ts';
import { hasCode } from '../../domain/thrown.ts';
import { APPLICATION, migrate, migrations, pragma, versionOf } from './schema.ts';
import { openDatabase, whyNot } from './sqlite.ts';

/**
 * The history's database. One that is not there is made where `create` says so (0600, in a folder of 0700), else null.
 * Nothing is ever deleted or repaired. Refused where others may write it: `apply --resume` does what stands in it. `timeout`: milliseconds to wait for another program's lock.
 * Throws HistoryError.
 */
export function openHistory(
  path: string,
  options: { readonly create: boolean; readonly timeout: number },
): DatabaseSync | null {
  if (!options.create && !existsSync(path)) return null;
  return explained(path, () => {
    if (options.create) makeFile(path);
    checkRights(path);
    const db = openDatabase(path, { timeout: options.timeout });
    try {
      db.exec('PRAGMA trusted_schema = OFF; PRAGMA synchronous = NORMAL');
      checkOwner(db, path);
      if (versionOf(db) < migrations.length) migrate(db);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** Runs what uses the database; every error comes out as HistoryError. */
export function explained<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof HistoryError) throw error;
    throw new HistoryError(`${path}: ${whyNot(error)}`, null, error);
  }
}

function makeFile(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    // Another process was first; a link that leads nowhere is refused, or SQLite would follow it.
    if (!hasCode(error, 'EEXIST') || !existsSync(path)) throw error;
  }
}

function checkRights(path: string): void {
  const { mode, uid } = statSync(path);
  if (uid !== process.getuid?.() && uid !== 0)
    throw new HistoryError(
      `${path}: it belongs to another user`,
      'name a file of your own in bulwark.yaml: `history: FILE`',
    );
  if ((mode & 0o022) !== 0) throw new HistoryError(`${path}: others may write it`, `chmod go-w ${path}`);
}

/** An empty file may become ours; another program's database never. */
function checkOwner(db: DatabaseSync, path: string): void {
  const application = pragma(db, 'application_id');
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_master').get() === undefined;
  if (application !== APPLICATION && (application !== 0 || !isEmpty))
    throw new HistoryError(
      `${path}: it is the database of another program`,
      'name another file in bulwark.yaml: `history: FILE`, or `history: none`',
    );
  if (versionOf(db) > migrations.length)
    throw new HistoryError(
      `${path}: a newer Bulwark wrote it (version ${versionOf(db)}, this one knows ${migrations.length})`,
      'update this one; nothing was changed',
    );
}
