import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

import { NO_HASH, entryHash } from './chain.ts';
import { openDatabase } from './sqlite.ts';

/** `BWLK`: https://sqlite.org/pragma.html#pragma_application_id */
export const APPLICATION = 0x42_57_4c_4b;
/** One table, to which one can only add. What leads from each version of it to the next. */
export const migrations: readonly string[] = [
  `CREATE TABLE log (
     n INTEGER PRIMARY KEY,
     run INTEGER NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('created', 'begin', 'events', 'end')),
     first INTEGER,
     text BLOB NOT NULL,
     hash TEXT NOT NULL
   ) STRICT;
   CREATE INDEX log_of_run ON log (run, n);
   CREATE INDEX log_of_runs ON log (n) WHERE kind IN ('begin', 'end');
   CREATE TRIGGER log_in_order BEFORE INSERT ON log
     WHEN NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM log)
     BEGIN SELECT raise(ABORT, 'the history is append-only'); END;
   CREATE TRIGGER log_keeps BEFORE UPDATE ON log BEGIN SELECT raise(ABORT, 'the history is append-only'); END;
   CREATE TRIGGER log_forgets_nothing BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'the history is append-only'); END;`,
];

/** Brings a database of ours up to date; several processes may try at once. */
export function migrate(db: DatabaseSync): void {
  if (versionOf(db) === 0) db.exec('PRAGMA journal_mode = WAL');
  db.exec('BEGIN IMMEDIATE');
  try {
    const from = versionOf(db);
    for (const change of migrations.slice(from)) db.exec(change);
    if (from === 0) begin(db);
    db.exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${migrations.length}; COMMIT`);
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

export const versionOf = (db: DatabaseSync): number => pragma(db, 'user_version');

export function pragma(db: DatabaseSync, name: 'user_version' | 'application_id'): number {
  const value = db.prepare(`PRAGMA ${name}`).get()?.[name];
  return typeof value === 'number' ? value : 0;
}

/** Tables, indexes and triggers as they were made, to be compared. */
export const shapeOf = (db: DatabaseSync): string =>
  JSON.stringify(db.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY type, name').all());

export function wantedShape(): string {
  const db = openDatabase(':memory:', { timeout: 0 });
  for (const change of migrations) db.exec(change);
  const shape = shapeOf(db);
  db.close();
  return shape;
}

/** The first entry gives the database a name of its own, which signatures carry. */
function begin(db: DatabaseSync): void {
  const text = Buffer.from(JSON.stringify({ database: randomUUID() }));
  const hash = entryHash(NO_HASH, { n: 1, run: 0, kind: 'created', first: null, text });
  db.prepare("INSERT INTO log (n, run, kind, first, text, hash) VALUES (1, 0, 'created', NULL, ?, ?)").run(text, hash);
}
