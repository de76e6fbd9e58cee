import type { Login } from '../../domain/drift.ts';
import { type TaggedLines, millisecondsOf } from './tagged-lines.ts';

/** Times are milliseconds since the epoch, on the host's clock. */
export interface LoginSession extends Login {
  /** Null: still open, or its end is not on record. */
  readonly until: number | null;
}

/** Who was logged in, as far back as there is a record. */
export interface LoginRecord {
  readonly from: number;
  readonly sessions: readonly LoginSession[];
}

/**
 * From `login` lines of the journal (sshd, login) and from `wtmp` lines of `last`, which has terminals only and not
 * what ran without one. Null when there is neither. `journal` is the journal's first line.
 */
export function readLogins(lines: TaggedLines): LoginRecord | null {
  const journalFrom = readJournalLine(lines.get('journal')?.[0] ?? '')?.at ?? null;
  const said = (lines.get('login') ?? []).flatMap((line) => readJournalLine(line) ?? []);
  // More than were asked for: the record begins with the first of them.
  const from = said.length < loginLines ? journalFrom : (said[0]?.at ?? journalFrom);
  const ofTerminals = readWtmp(lines.get('wtmp') ?? []);
  const begins = [from, ofTerminals?.from ?? null].filter((time) => time !== null);
  if (begins.length === 0) return null;
  const ofJournal = sessionsOf(said);
  const others = (ofTerminals?.sessions ?? []).filter(
    (session) => !ofJournal.some((one) => one.user === session.user && Math.abs(one.at - session.at) < 5000),
  );
  return { from: Math.min(...begins), sessions: [...ofJournal, ...others].toSorted((a, b) => a.at - b.at) };
}

/** At most so many lines of the journal are asked for, the last ones. */
export const loginLines = 600;

interface JournalLine {
  readonly at: number;
  readonly process: string;
  readonly message: string;
}

function readJournalLine(line: string): JournalLine | null {
  const [, seconds, process, message] = /^(\S+) \S+ ([^\s:]+): (.*)$/.exec(line) ?? [];
  const at = millisecondsOf(seconds);
  return at === null || process === undefined || message === undefined ? null : { at, process, message };
}

/** A session begins and ends in the log of one process of sshd or login. */
function sessionsOf(lines: readonly JournalLine[]): readonly LoginSession[] {
  const open = new Map<string, LoginSession>();
  const ended: LoginSession[] = [];
  for (const { at, process, message } of lines) {
    const [, accepted, from] = /^Accepted \S+ for (\S+) from (\S+) port /.exec(message) ?? [];
    const [, service, verb, user] =
      /^pam_unix\(([\w-]+):session\): session (opened|closed) for user ([^\s(]+)/.exec(message) ?? [];
    if (accepted !== undefined) open.set(process, { user: accepted, from: from ?? null, at, until: null });
    else if (verb === 'opened' && user !== undefined && !open.has(process))
      open.set(process, { user, from: service === 'sshd' ? null : 'console', at, until: null });
    else if (verb === 'closed') {
      const session = open.get(process);
      open.delete(process);
      if (session !== undefined) ended.push({ ...session, until: at });
    }
  }
  return [...ended, ...open.values()];
}

function readWtmp(lines: readonly string[]): LoginRecord | null {
  const from = lines.flatMap((line) => /^wtmp begins (\S+)/.exec(line)?.[1] ?? []).map(Date.parse)[0];
  if (from === undefined || Number.isNaN(from)) return null;
  return { from, sessions: lines.flatMap(readTerminal) };
}

/** `bob pts/0 10.20.0.7 2026-11-21T02:40:00+00:00 - 2026-11-21T03:01:00+00:00 (00:21)`. */
function readTerminal(line: string): readonly LoginSession[] {
  const [, user, terminal, host, began, ended] =
    /^(\S+) +((?:pts|tty|hvc|console)\S*) +(\S*) *(\d{4}-\S+T\S+)(?: - (\d{4}-\S+))?/.exec(line) ?? [];
  const at = Date.parse(began ?? '');
  if (user === undefined || terminal === undefined || Number.isNaN(at)) return [];
  const until = Date.parse(ended ?? '');
  return [
    { user, from: host === '' || host === undefined ? terminal : host, at, until: Number.isNaN(until) ? null : until },
  ];
}
