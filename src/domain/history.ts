import type { HostOutcome, Recap, RunMode } from './event.ts';

/** What is known of a run when it begins. Nothing in it is secret. Times are milliseconds since the epoch. */
export interface RunAbout {
  /** `1121-k7`. */
  readonly run: string;
  /** Of the same day as the id, in local time. */
  readonly year: number;
  readonly mode: RunMode;
  readonly at: number;
  /** `alice@laptop`. */
  readonly who: string;
  readonly version: string;
  /** The words of the command line, sorted by option. */
  readonly given: GivenWords;
  /** Where relative paths start. */
  readonly folder: string;
  readonly playbook: string | null;
  /** The commit of the folder that holds the playbook; null where it is in none. */
  readonly git: { readonly commit: string; readonly clean: boolean } | null;
  /** SHA-256 of each file that was read, by path as it was given. */
  readonly files: Readonly<Record<string, string>>;
  /** What a rollback puts back. */
  readonly undo: string | null;
}

export interface GivenWords {
  readonly operands: readonly string[];
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly flags: Readonly<Record<string, number>>;
  /** Names of `-e` variables whose values are not kept. */
  readonly secrets: readonly string[];
}

/** How it ended. `took` in milliseconds. */
export interface RunSummary {
  readonly at: number;
  readonly took: number;
  readonly exit: number;
  readonly interrupted: Recap['interrupted'];
  readonly refused: Recap['refused'];
  readonly hosts: Readonly<Record<string, HostOutcome>>;
}

export interface RecordedRun {
  /** Its place in the history. */
  readonly entry: number;
  readonly about: RunAbout;
  /** null: its controller was killed, or is still at work. */
  readonly summary: RunSummary | null;
}

/** `2026-1121-k7` */
export const fullId = ({ about }: RecordedRun): string => `${about.year}-${about.run}`;

/** What the whole history says about itself: the last entry and its hash stand for all before it. */
export interface HistoryHead {
  readonly database: string;
  readonly entry: number;
  readonly hash: string;
}

export type Verified =
  | { readonly ok: true; readonly head: HistoryHead; readonly runs: number }
  /** `run`: where it is broken, where that can be said; `events`: from this event of it on. */
  | { readonly ok: false; readonly what: string; readonly run: string | null; readonly event: number | null };

/** The history, to be read. Everything throws HistoryError. */
export interface HistoryReader {
  /** Oldest first. */
  runs(): readonly RecordedRun[];
  /** The ids of the newest runs, without their year; so many at most. */
  newestIds(most: number): readonly string[];
  /** The events of a run as they were written, one a line. */
  lines(run: RecordedRun): readonly string[];
  verify(): Verified;
  /** The hash of an entry; null where there is none. */
  hashAt(entry: number): HistoryHead | null;
  close(): void;
}

/** The history cannot be used. `message` says which file and why. */
export class HistoryError extends Error {
  readonly hint: string | null;
  constructor(message: string, hint: string | null = null, cause?: unknown) {
    super(message, { cause });
    this.name = 'HistoryError';
    this.hint = hint;
  }
}
