import type { DatabaseSync } from 'node:sqlite';
import { inflateRawSync } from 'node:zlib';

import type { HistoryHead, HistoryReader, RecordedRun } from '../../domain/history.ts';
import { explained, openHistory } from './open.ts';
import { runAbout, runSummary } from './shapes.ts';
import { databaseOf, verifyChain } from './verify.ts';

/** Milliseconds to wait for another program's lock. */
const PATIENCE = 5000;

/** null: nothing was recorded yet. Throws HistoryError. */
export function readHistory(path: string): HistoryReader | null {
  const db = explained(path, () => openHistory(path, { create: false, timeout: PATIENCE }));
  if (db === null) return null;
  return {
    runs: () => explained(path, () => runsOf(db)),
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
    const json: unknown = JSON.parse(textOf(row['text']).toString('utf8'));
    const entry = Number(row['run']);
    const known = runs.get(entry);
    if (row['kind'] === 'begin') runs.set(entry, { entry, about: runAbout.parse(json), summary: null });
    else if (known !== undefined) runs.set(entry, { ...known, summary: runSummary.parse(json) });
  }
  return [...runs.values()];
}

function linesOf(db: DatabaseSync, { entry }: RecordedRun): readonly string[] {
  const rows = db.prepare("SELECT text FROM log WHERE run = ? AND kind = 'events' ORDER BY n").all(entry);
  return rows.flatMap((row) => inflateRawSync(textOf(row['text'])).toString('utf8').split('\n'));
}

function hashAt(db: DatabaseSync, entry: number): HistoryHead | null {
  const row = db.prepare('SELECT hash FROM log WHERE n = ?').get(entry);
  return row === undefined ? null : { database: databaseOf(db), entry, hash: String(row['hash']) };
}

const textOf = (value: unknown): Buffer => Buffer.from(value instanceof Uint8Array ? value : []);
