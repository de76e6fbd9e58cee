import type { DatabaseSync } from 'node:sqlite';

import type { Verified } from '../../domain/history.ts';
import { NO_HASH, entryHash } from './chain.ts';
import { shapeOf, wantedShape } from './schema.ts';
import { runAbout } from './shapes.ts';
import { whyNot } from './sqlite.ts';

/** Computes every hash again, from the first entry to the last. Never throws for what is in the file. */
export function verifyChain(db: DatabaseSync): Verified {
  try {
    const structure = db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
    if (structure !== 'ok') return broken(`the file is damaged: ${String(structure).replaceAll('\n', ' ')}`);
    if (shapeOf(db) !== wantedShape()) return broken('tables, indexes or triggers were changed');
    return walk(db);
  } catch (error) {
    return broken(`the file cannot be read to its end: ${whyNot(error)}`);
  }
}

/** The name that the database got when it was made. */
export function databaseOf(db: DatabaseSync): string {
  const text = db.prepare("SELECT text FROM log WHERE n = 1 AND kind = 'created'").get()?.['text'];
  const { database }: { database?: unknown } =
    text instanceof Uint8Array ? JSON.parse(Buffer.from(text).toString()) : {};
  return typeof database === 'string' ? database : '';
}

function walk(db: DatabaseSync): Verified {
  const runs = new Map<number, string>();
  let [n, hash] = [0, NO_HASH];
  for (const row of db.prepare('SELECT n, run, kind, first, text, hash FROM log ORDER BY n').iterate()) {
    const [entry, text] = [Number(row['n']), row['text'] instanceof Uint8Array ? row['text'] : new Uint8Array()];
    const [run, kind] = [Number(row['run']), kindOf(row['kind'])];
    const first = typeof row['first'] === 'number' ? row['first'] : null;
    const at = { run: runs.get(run) ?? null, event: first };
    if (entry !== n + 1) return broken(`entries ${n + 1} to ${entry - 1} are missing`, at);
    hash = entryHash(hash, { n: entry, run, kind, first, text });
    if (hash !== row['hash']) return broken(`entry ${entry} (${kind}) was changed, or one before it was taken out`, at);
    if (kind === 'begin') runs.set(entry, idOf(text));
    n = entry;
  }
  return n === 0
    ? broken('everything was taken out')
    : { ok: true, head: { database: databaseOf(db), entry: n, hash }, runs: runs.size };
}

const kindOf = (kind: unknown): 'created' | 'begin' | 'events' | 'end' =>
  kind === 'begin' || kind === 'events' || kind === 'end' ? kind : 'created';

function idOf(text: Uint8Array): string {
  const about = runAbout.parse(JSON.parse(Buffer.from(text).toString('utf8')));
  return `${about.year}-${about.run}`;
}

const broken = (
  what: string,
  at: { readonly run: string | null; readonly event: number | null } = { run: null, event: null },
): Verified => ({ ok: false, what, ...at });
