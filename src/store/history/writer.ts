import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync } from 'node:zlib';

import type { RunAbout, RunSummary } from '../../domain/history.ts';
import { messageOf } from '../../domain/thrown.ts';
import { NO_HASH, entryHash } from './chain.ts';
import type { Entry } from './chain.ts';
import { explained, openHistory } from './open.ts';
import { isBusy } from './sqlite.ts';

/** Writes one run into the history while it happens. None of its calls throws or waits for a lock. */
export interface HistoryWriter {
  begin(about: RunAbout): void;
  /** One event as a line of JSON; `seq` is its number. */
  event(seq: number, line: string): void;
  end(summary: RunSummary): void;
  /** Writes the rest, waiting for another program's lock for a short while. */
  close(): Promise<void>;
  /** The same at once, for a process that is leaving. */
  leave(): void;
}

/** Milliseconds that what happened may wait before it is written: a controller that is killed loses no more. */
const DELAY = 200;
/** Characters that are written at once, as one entry. */
const BATCH = 256 * 1024;
/** Characters that may wait for a lock, and milliseconds that the end of a run does. */
const MOST = 32 * 1024 * 1024;
const PATIENCE = 1000;
const RETRY = 20;

type Draft = Pick<Entry, 'kind' | 'first'> & { readonly text: string };

/** `tell` gets one line, once, when the history cannot be written; the run goes on without. */
export function startHistoryWriter(path: string, tell: (why: string) => void): HistoryWriter {
  return new Writer(path, tell);
}

class Writer implements HistoryWriter {
  readonly #path: string;
  readonly #tell: (why: string) => void;
  #db: DatabaseSync | null = null;
  #run: number | null = null;
  #drafts: Draft[] = [];
  #lines: string[] = [];
  #first = 0;
  #size = 0;
  #begun = false;
  #gaveUp = false;
  #isLocked = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(path: string, tell: (why: string) => void) {
    this.#path = path;
    this.#tell = tell;
  }

  begin(about: RunAbout): void {
    this.#drafts.unshift({ kind: 'begin', first: null, text: JSON.stringify(about) });
    this.#begun = true;
    this.#write();
  }

  event(seq: number, line: string): void {
    if (this.#gaveUp) return;
    if (this.#lines.length === 0) this.#first = seq;
    this.#lines.push(line);
    this.#size += line.length;
    if (this.#size > MOST) this.#giveUp(`${this.#path}: another program holds it locked`);
    else if (this.#size > BATCH && this.#db !== null && !this.#isLocked) this.#write();
    else this.#timer ??= setTimeout(() => this.#write(), DELAY).unref();
  }

  end(summary: RunSummary): void {
    this.#bundle();
    this.#drafts.push({ kind: 'end', first: null, text: JSON.stringify(summary) });
  }

  async close(): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    while (!this.#write() && performance.now() < deadline) await new Promise((resume) => setTimeout(resume, RETRY));
    this.leave();
  }

  leave(): void {
    if (!this.#write()) this.#giveUp(`${this.#path}: another program holds it locked`);
    this.#db?.close();
    this.#db = null;
  }

  /** False: it is locked, and everything is still to be written. */
  #write(): boolean {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#begun || this.#gaveUp) return true;
    this.#bundle();
    if (this.#drafts.length === 0) return true;
    try {
      explained(this.#path, () => this.#append());
      return true;
    } catch (error) {
      this.#isLocked = isBusy(error);
      if (this.#isLocked) this.#timer = setTimeout(() => this.#write(), DELAY).unref();
      else this.#giveUp(messageOf(error));
      return this.#gaveUp;
    }
  }

  #bundle(): void {
    if (this.#lines.length === 0) return;
    this.#drafts.push({ kind: 'events', first: this.#first, text: this.#lines.join('\n') });
    this.#lines = [];
  }

  #append(): void {
    this.#db ??= openHistory(this.#path, { create: true, timeout: 0 });
    const db = this.#db;
    if (db === null) return;
    db.exec('BEGIN IMMEDIATE');
    try {
      const run = this.#insert(db);
      db.exec('COMMIT');
      this.#run = run;
      this.#isLocked = false;
      this.#drafts = [];
      this.#size = 0;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Gives the entry that the run begins with. */
  #insert(db: DatabaseSync): number {
    const last = db.prepare('SELECT n, hash FROM log ORDER BY n DESC LIMIT 1').get();
    let n = Number(last?.['n'] ?? 0);
    let hash = String(last?.['hash'] ?? NO_HASH);
    const run = this.#run ?? n + 1;
    const add = db.prepare('INSERT INTO log (n, run, kind, first, text, hash) VALUES (?, ?, ?, ?, ?, ?)');
    for (const { kind, first, text } of this.#drafts) {
      n += 1;
      const bytes = kind === 'events' ? deflateRawSync(text) : Buffer.from(text);
      hash = entryHash(hash, { n, run, kind, first, text: bytes });
      add.run(n, run, kind, first, bytes, hash);
    }
    return run;
  }

  #giveUp(why: string): void {
    if (this.#gaveUp) return;
    this.#gaveUp = true;
    this.#drafts = [];
    this.#lines = [];
    this.#tell(why);
  }
}
