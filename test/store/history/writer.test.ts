import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { hostOutcomes, refusals, runModes } from '../../../src/domain/event.ts';
import type { RunAbout, RunSummary } from '../../../src/domain/history.ts';
import { readHistory } from '../../../src/store/history/reader.ts';
import { startHistoryWriter } from '../../../src/store/history/writer.ts';
import { aboutRun, endOfRun } from '../../support/records.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const program = fileURLToPath(new URL('write-run.ts', import.meta.url));

/** Writes a run of three events; gives what was told instead, and how many milliseconds it took. */
async function write(
  file: string,
  about: Partial<RunAbout> = {},
  end: Partial<RunSummary> = {},
): Promise<{ readonly told: readonly string[]; readonly took: number }> {
  const told: string[] = [];
  const startedAt = performance.now();
  const writer = startHistoryWriter(file, (why) => told.push(why));
  writer.begin(aboutRun('1121-k7', about));
  for (let seq = 0; seq < 3; seq += 1) writer.event(seq, JSON.stringify({ seq, what: 'ü ‹secret›\u2028' }));
  writer.end({ ...endOfRun(), ...end });
  await writer.close();
  return { told, took: performance.now() - startedAt };
}

function read(file: string) {
  const reader = readHistory(file);
  if (reader === null) throw new Error('no history');
  const runs = reader.runs().map((run) => ({ ...run, lines: reader.lines(run) }));
  const verified = reader.verify();
  const newest = reader.newestIds(1);
  reader.close();
  return { runs, verified, newest };
}

const other = (): string => (process.getuid?.() === 0 ? 'root' : 'user');

test.serial('a run is read as it was written, from a file that is only ours', async (t) => {
  const file = join(tempFolder(t), 'state/bulwark/history.db');
  t.deepEqual((await write(file)).told, []);
  const { runs, verified, newest } = read(file);
  t.deepEqual(runs[0]?.about, aboutRun('1121-k7'));
  t.deepEqual(newest, ['1121-k7']);
  t.deepEqual(runs[0]?.summary, endOfRun());
  t.deepEqual(
    runs[0]?.lines,
    [0, 1, 2].map((seq) => JSON.stringify({ seq, what: 'ü ‹secret›\u2028' })),
  );
  t.true(verified.ok);
  t.is(statSync(file).mode & 0o777, 0o600);
  t.is(statSync(join(file, '..')).mode & 0o777, 0o700);
});

test.serial('a file and a folder that are there already keep their modes', async (t) => {
  const file = join(tempFolder(t), 'history.db');
  t.deepEqual((await write(file)).told, []);
  chmodSync(file, 0o640);
  chmodSync(join(file, '..'), 0o750);
  t.deepEqual((await write(file)).told, []);
  t.is(read(file).runs.length, 2);
  t.is(statSync(file).mode & 0o777, 0o640);
  t.is(statSync(join(file, '..')).mode & 0o777, 0o750);
});

test.serial('whatever a run can be and end as is read again', async (t) => {
  const file = join(tempFolder(t), 'history.db');
  for (const mode of runModes) await write(file, { mode });
  for (const outcome of hostOutcomes) await write(file, {}, { hosts: { a: outcome } });
  for (const refused of refusals) await write(file, {}, { refused });
  const { runs } = read(file);
  t.deepEqual(
    runs.slice(0, runModes.length).map(({ about }) => about.mode),
    [...runModes],
  );
  t.is(runs.length, runModes.length + hostOutcomes.length + refusals.length);
});

test.serial('nothing is printed about SQLite being experimental', async (t) => {
  const file = join(tempFolder(t), 'history.db');
  t.is(await ended(spawn(process.execPath, [program, file, '1121-k7', '3'])), '');
});

test.serial('several processes write at once, and nothing is lost', async (t) => {
  const file = join(tempFolder(t), 'history.db');
  const names = ['1121-a1', '1121-a2', '1121-a3', '1121-a4'];
  const said = await Promise.all(names.map((name) => ended(spawn(process.execPath, [program, file, name, '500']))));
  t.deepEqual(
    said,
    names.map(() => ''),
  );
  const { runs, verified } = read(file);
  t.deepEqual(runs.map(({ about }) => about.run).toSorted(), names);
  t.true(runs.every(({ lines, summary }) => lines.length === 500 && summary !== null));
  t.true(
    runs.every(({ about, lines }) => lines.every((line, seq) => line === JSON.stringify({ seq, run: about.run }))),
  );
  t.true(verified.ok);
});

test.serial('a controller that is killed leaves what happened until then, as a run that has not ended', async (t) => {
  const file = join(tempFolder(t), 'history.db');
  const child = spawn(process.execPath, [program, file, '1121-k7', '200', 'wait']);
  const { promise, resolve } = Promise.withResolvers<void>();
  child.stdout.once('data', () => resolve());
  await promise;
  child.kill('SIGKILL');
  await ended(child);
  const { runs, verified } = read(file);
  t.is(runs[0]?.summary, null);
  t.is(runs[0]?.lines.length, 200);
  t.true(verified.ok);
  t.deepEqual((await write(file)).told, []);
  t.is(read(file).runs.length, 2);
});

const broken = test.macro({
  async exec(t, prepare: (file: string, t: ExecutionContext) => void, why: RegExp) {
    const file = join(tempFolder(t), 'history.db');
    prepare(file, t);
    const before = statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file) : null;
    const { told, took } = await write(file);
    t.is(told.length, 1);
    t.regex(told[0] ?? '', why);
    t.true(took < 3000, `${took} ms`);
    if (before !== null) t.deepEqual(readFileSync(file), before);
  },
  title: (what) => `a history that cannot be written is told once, costs no time and stays as it is: ${what ?? ''}`,
});
test.serial(
  'no database',
  broken,
  (file) => writeFileSync(file, 'hello '.repeat(1000)),
  /history\.db: it is damaged, or no database/,
);
test.serial(
  'cut in the middle',
  broken,
  (file) => {
    const db = new DatabaseSync(file);
    db.exec('CREATE TABLE t (x); PRAGMA application_id = 1113017419; PRAGMA user_version = 1');
    db.close();
    writeFileSync(file, readFileSync(file).subarray(0, 4500));
  },
  /damaged|no such table|database/,
);
test.serial(
  'a file that others may write',
  broken,
  (file) => {
    writeFileSync(file, '');
    chmodSync(file, 0o660);
  },
  /history\.db: others may write it/,
);
if (process.getuid?.() === 0)
  test.serial(
    "another user's file",
    broken,
    (file) => {
      writeFileSync(file, '');
      chownSync(file, 1234, 1234);
    },
    /history\.db: it belongs to another user/,
  );
test.serial('a link that leads nowhere is not followed', async (t) => {
  const folder = tempFolder(t);
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'history.db'));
  t.is((await write(join(folder, 'history.db'))).told.length, 1);
  t.false(existsSync(join(folder, 'elsewhere')));
});
test.serial('a history that others may write is not read, and an entry that expands without end ends', async (t) => {
  const file = join(tempFolder(t), 'history.db');
  await write(file);
  chmodSync(file, 0o606);
  t.throws(() => readHistory(file), { message: /others may write it/ });
  chmodSync(file, 0o600);
  const db = new DatabaseSync(file);
  db.prepare("INSERT INTO log (n, run, kind, first, text, hash) VALUES (5, 2, 'events', 9, ?, '')").run(
    deflateRawSync(Buffer.alloc(200 * 1024 * 1024)),
  );
  db.close();
  t.throws(() => read(file), { message: /history\.db/ });
});
test.serial('a folder in its place', broken, (file) => mkdirSync(file), /it cannot be opened|folder/);
test.serial('a file where its folder should be', async (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'state'), '');
  const { told } = await write(join(folder, 'state/bulwark/history.db'));
  t.regex(told.join(), /a file is in the way of its folder/);
});
test.serial(
  'the database of another program',
  broken,
  (file) => {
    const db = new DatabaseSync(file);
    db.exec('CREATE TABLE bookmarks (url TEXT)');
    db.close();
  },
  /the database of another program/,
);
test.serial(
  'a newer schema',
  broken,
  (file) => {
    const db = new DatabaseSync(file);
    db.exec('CREATE TABLE log (x); PRAGMA application_id = 1113017419; PRAGMA user_version = 99');
    db.close();
  },
  /a newer Bulwark wrote it \(version 99, this one knows 1\)/,
);
test.serial('locked by another program', async (t) => {
  const file = join(tempFolder(t), 'history.db');
  await write(file);
  const db = new DatabaseSync(file);
  db.exec('BEGIN EXCLUSIVE');
  const { told, took } = await write(file);
  t.regex(told.join(), /another program holds it locked/);
  t.true(took < 3000, `${took} ms`);
  db.exec('ROLLBACK');
  db.close();
  t.true(read(file).verified.ok);
});
test.serial('a lock that is let go in time only delays what is written', async (t) => {
  const file = join(tempFolder(t), 'history.db');
  await write(file);
  const db = new DatabaseSync(file);
  db.exec('BEGIN EXCLUSIVE');
  setTimeout(() => {
    db.exec('ROLLBACK');
    db.close();
  }, 300);
  t.deepEqual((await write(file)).told, []);
  t.is(read(file).runs.length, 2);
});

(other() === 'root' ? test.serial : test.serial.skip)('a folder that this user may not write', async (t) => {
  const folder = tempFolder(t);
  chmodSync(folder, 0o755);
  const closed = join(folder, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  chownSync(closed, 0, 0);
  const child = spawn(process.execPath, [program, join(closed, 'history.db'), '1121-k7', '3'], {
    uid: 65_534,
    gid: 65_534,
  });
  t.regex(await ended(child), /history\.db: (?:no permission|it cannot be opened)\n$/);
  t.is(child.exitCode, 0);
});

(other() === 'root' ? test.serial : test.serial.skip)('a disk that is full', async (t) => {
  const folder = tempFolder(t);
  const script = `mount -t tmpfs -o size=96k tmpfs "$1" && shift && exec "$@"`;
  const words = [
    '-m',
    'sh',
    '-c',
    script,
    'sh',
    folder,
    process.execPath,
    program,
    join(folder, 'history.db'),
    '1121-k7',
  ];
  const child = spawn('unshare', [...words, '2000', 'noise']);
  t.regex(await ended(child), /^[^\n]*history\.db: (?:the disk is full|it cannot be read or written)\n$/);
  t.is(child.exitCode, 0);
});

test.serial('entries can be added, never changed or taken out', async (t) => {
  const file = join(tempFolder(t), 'history.db');
  await write(file);
  const db = new DatabaseSync(file);
  for (const change of [
    "UPDATE log SET text = x'00' WHERE n = 2",
    'DELETE FROM log WHERE n = 3',
    "INSERT OR REPLACE INTO log VALUES (2, 2, 'begin', NULL, x'00', '')",
    "INSERT INTO log VALUES (99, 2, 'begin', NULL, x'00', '')",
  ])
    t.throws(() => db.exec(change), { message: /append-only/ }, change);
  db.close();
  t.true(read(file).verified.ok);
});

function ended(child: ReturnType<typeof spawn>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.on('close', () => resolve(said));
  return promise;
}
