import type { DatabaseSync } from 'node:sqlite';
import { inflateRawSync } from 'node:zlib';

import type { z } from 'zod';

import { HistoryError, type HistoryHead, type HistoryReader, type RecordedRun } from '../../domain/history.ts';
import { explained, openHistory } from './open.ts';
import { runAbout, runSummary } from './shapes.ts';
import { databaseOf, verifyChain } from './verify.ts';

/** Bytes that one entry may expand to: more than a writer puts into one. */
const LARGEST = 128 * 1024 * 1024;

/** Milliseconds to wait for another program's lock. */
const PATIENCE = 5000;

/** null: nothing was recorded yet. Throws HistoryError. */
export function readHistory(path: string): HistoryReader | null {
  const db = explained(path, () => openHistory(path, { create: false, timeout: PATIENCE }));
  if (db === null) return null;
  return {
    runs: () => explained(path, () => runsOf(db)),
    newestIds: (most) => explained(path, () => newestIds(db, most)),
    lines: (run) => explained(path, () => linesOf(db, run)),
    verify: () => verifyChain(db),
    hashAt: (entry) => explained(path, () => hashAt(db, entry)),
    close: () => db.close(),
  };
}

function runsOf(db: DatabaseSync): readonly RecordedRun[] {
  const runs = new Map<number, RecordedRun>();
  const rows = db.prepare("SELECT n, run, kind, text FROM log WHERE kind IN ('begin', 'end') ORDER BY n");
  for (const row of rows.iterate()) {
    const entry = Number(row['run']);
    const known = runs.get(entry);
    const read = <Shape>(shape: z.ZodType<Shape>): Shape => readEntry(row, shape);
    if (row['kind'] === 'begin') runs.set(entry, { entry, about: read(runAbout), summary: null });
    else if (known !== undefined) runs.set(entry, { ...known, summary: read(runSummary) });
  }
  return [...runs.values()];
}

/** Only the ids: a run that begins must not wait for thousands of others to be read. */
const newestIds = (db: DatabaseSync, most: number): readonly string[] =>
  db
    .prepare("SELECT CAST(text AS TEXT) ->> '$.run' AS id FROM log WHERE kind = 'begin' ORDER BY n DESC LIMIT ?")
    .all(most)
    .map(({ id }) => String(id));

function readEntry<Shape>(row: Readonly<Record<string, unknown>>, shape: z.ZodType<Shape>): Shape {
  const read = shape.safeParse(jsonOf(textOf(row['text']).toString('utf8')));
  if (read.success) return read.data;
  throw new HistoryError(
    `entry ${Number(row['n'])} cannot be read`,
    'a newer version of Bulwark may have written it; `bulwark history verify` tells whether it was changed since',
    read.error,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function linesOf(db: DatabaseSync, { entry }: RecordedRun): readonly string[] {
  const rows = db.prepare("SELECT text FROM log WHERE run = ? AND kind = 'events' ORDER BY n").all(entry);
  return rows.flatMap((row) =>
    inflateRawSync(textOf(row['text']), { maxOutputLength: LARGEST }).toString('utf8').split('\n'),
  );
}

function hashAt(db: DatabaseSync, entry: number): HistoryHead | null {
  const row = db.prepare('SELECT hash FROM log WHERE n = ?').get(entry);
  return row === undefined ? null : { database: databaseOf(db), entry, hash: String(row['hash']) };
}

const textOf = (value: unknown): Buffer => Buffer.from(value instanceof Uint8Array ? value : []);
