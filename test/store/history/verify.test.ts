import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import test from 'ava';
import fc from 'fast-check';

import type { Verified } from '../../../src/domain/history.ts';
import { readHistory } from '../../../src/store/history/reader.ts';
import { startHistoryWriter } from '../../../src/store/history/writer.ts';
import { aboutRun, endOfRun } from '../../support/records.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** Three runs, one of which has not ended: 12 entries. */
async function threeRuns(file: string): Promise<void> {
  for (const run of ['1121-a1', '1121-a2', '1121-a3']) {
    const writer = startHistoryWriter(file, (why) => {
      throw new Error(why);
    });
    writer.begin(aboutRun(run));
    for (let seq = 0; seq < 4; seq += 1) writer.event(seq, JSON.stringify({ seq, run }));
    if (run !== '1121-a3') writer.end(endOfRun());
    await writer.close();
  }
}

function verify(file: string): Verified {
  const reader = readHistory(file);
  if (reader === null) throw new Error('no history');
  const verified = reader.verify();
  reader.close();
  return verified;
}

/** Changes the file as somebody who knows SQLite would: the triggers are taken away and put back. */
function tamper(file: string, change: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(file);
  const triggers = db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${String(name)}`);
  change(db);
  for (const { sql } of triggers) db.exec(String(sql));
  db.close();
}

const rows = (file: string): number => {
  const db = new DatabaseSync(file);
  const { n } = db.prepare('SELECT max(n) AS n FROM log').get() ?? {};
  db.close();
  return Number(n);
};

test('any changed byte of any entry is found', async (t) => {
  const folder = tempFolder(t);
  const file = join(folder, 'history.db');
  await threeRuns(file);
  const last = rows(file);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: last }), fc.nat(), fc.integer({ min: 1, max: 255 }), (n, place, by) => {
      const copy = copyOf(file, join(folder, 'copy.db'));
      tamper(copy, (db) => {
        const { text } = db.prepare('SELECT text FROM log WHERE n = ?').get(n) ?? {};
        const bytes = Buffer.from(text instanceof Uint8Array ? text : []);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ by;
        db.prepare('UPDATE log SET text = ? WHERE n = ?').run(bytes, n);
      });
      const verified = verify(copy);
      return !verified.ok && verified.what.startsWith(`entry ${n} `);
    }),
    { numRuns: 60 },
  );
  t.true(verify(file).ok);
});

test('an entry that is taken out anywhere but at the end is found, and so is one that was moved', async (t) => {
  const folder = tempFolder(t);
  const file = join(folder, 'history.db');
  await threeRuns(file);
  const last = rows(file);
  for (let n = 1; n < last; n += 1) {
    const copy = copyOf(file, join(folder, 'copy.db'));
    tamper(copy, (db) => db.exec(`DELETE FROM log WHERE n = ${n}`));
    t.false(verify(copy).ok, `without ${n}`);
    tamper(copy, (db) => db.exec(`UPDATE log SET n = n - 1 WHERE n > ${n}`));
    t.false(verify(copy).ok, `closed up after ${n}`);
  }
});

test('a changed column is found, and it is said where', async (t) => {
  const folder = tempFolder(t);
  const file = join(folder, 'history.db');
  await threeRuns(file);
  for (const change of ["kind = 'end'", 'run = 9', 'first = 1', "hash = '00'"]) {
    const copy = copyOf(file, join(folder, 'copy.db'));
    tamper(copy, (db) => db.exec(`UPDATE log SET ${change} WHERE n = 3`));
    const verified = verify(copy);
    t.false(verified.ok, change);
    if (change.startsWith('hash')) t.like(verified, { run: '2026-1121-a1', event: 0 });
  }
});

test('triggers that are gone, and indexes that hide a run, are found', async (t) => {
  const folder = tempFolder(t);
  const file = join(folder, 'history.db');
  await threeRuns(file);
  for (const change of ['DROP TRIGGER log_keeps', 'DROP INDEX log_of_runs', 'CREATE TABLE more (x)']) {
    const copy = copyOf(file, join(folder, 'copy.db'));
    const db = new DatabaseSync(copy);
    db.exec(change);
    db.close();
    t.like(verify(copy), { ok: false, what: 'tables, indexes or triggers were changed' }, change);
  }
});

function copyOf(file: string, copy: string): string {
  for (const end of ['-wal', '-shm']) if (existsSync(file + end)) throw new Error(`${file}${end} is in use`);
  copyFileSync(file, copy);
  return copy;
}
