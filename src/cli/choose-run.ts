import { historyProblem } from '../app/history.ts';
import type { Invocation } from '../app/invocation.ts';
import type { HistoryPorts } from '../app/ports.ts';
import { resumedWords } from '../app/resume.ts';
import type { Leftover } from '../app/resume.ts';
import { parsed, refused } from '../domain/diagnostic.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { HostOutcome } from '../domain/event.ts';
import { HistoryError } from '../domain/history.ts';
import type { HistoryReader, RecordedRun } from '../domain/history.ts';
import { readEvent } from '../render/read-event.ts';
import { findRun } from '../report/find-run.ts';
import { applyCommand } from './apply.ts';
import type { RawOptions } from './raw-options.ts';

interface Asked {
  readonly invocation: Invocation;
  readonly given: RawOptions;
}

/**
 * What the operator meant where a run of the history is named: `rollback last`, `apply --resume 1121-k7`. A rollback
 * of a run that only the hosts know goes through as it is. Errors: those of `findRun` and `resumedWords`, `history`.
 */
export function chooseRun(asked: Asked, history: HistoryPorts, about: Omit<Leftover, 'run' | 'hosts'>): Parsed<Asked> {
  const { invocation } = asked;
  if (!isResumed(invocation) && invocation.command !== 'rollback') return parsed(asked);
  let reader: HistoryReader | null = null;
  try {
    reader = history.place === null ? null : history.read();
    const runs = reader?.runs() ?? [];
    if (invocation.command === 'rollback') return rollbackOf(invocation, asked, runs);
    return invocation.command === 'apply'
      ? resume(invocation.resume ?? '', asked, { reader, runs, about })
      : parsed(asked);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    return invocation.command === 'rollback' && isWhole(invocation.run)
      ? parsed(asked)
      : refused(historyProblem(error));
  } finally {
    reader?.close();
  }
}

/** Its hosts are those that the run left: nobody has typed them. */
export const isResumed = (invocation: Invocation): boolean =>
  invocation.command === 'apply' && invocation.resume !== null;

function rollbackOf(
  invocation: Extract<Invocation, { command: 'rollback' }>,
  asked: Asked,
  runs: readonly RecordedRun[],
): Parsed<Asked> {
  const changing = runs.filter(({ about }) => about.mode === 'apply');
  const found = findRun(invocation.run, changing);
  if (found.ok) return parsed({ ...asked, invocation: { ...invocation, run: found.value.about.run } });
  return isWhole(invocation.run)
    ? parsed({ ...asked, invocation: { ...invocation, run: withoutYear(invocation.run) } })
    : found;
}

const isWhole = (run: string): boolean => /^(?:\d{4}-)?\d{4}-[a-z0-9]{2}$/.test(run);
const withoutYear = (run: string): string => run.replace(/^\d{4}-(?=\d{4}-)/, '');

function resume(
  text: string,
  { given }: Asked,
  {
    reader,
    runs,
    about,
  }: {
    readonly reader: HistoryReader | null;
    readonly runs: readonly RecordedRun[];
    readonly about: Omit<Leftover, 'run' | 'hosts'>;
  },
): Parsed<Asked> {
  const found = findRun(text, text === 'last' ? runs.filter((run) => run.about.mode === 'apply') : runs);
  if (!found.ok) return found;
  const run = found.value;
  const words = resumedWords(given, { ...about, run, hosts: hostsOf(run, reader?.lines(run) ?? []) });
  if (!words.ok) return words;
  const raw = { ...words.value, rest: null };
  const read = applyCommand.read(raw);
  return read.ok ? parsed({ invocation: read.value, given: raw }) : read;
}

/** How each host stands. A run without an end has finished those hosts that it said so of. */
function hostsOf(run: RecordedRun, lines: readonly string[]): ReadonlyMap<string, HostOutcome | null> {
  if (run.summary !== null) return new Map(Object.entries(run.summary.hosts));
  const hosts = new Map<string, HostOutcome | null>();
  for (const line of lines) {
    const event = readEvent(line);
    if (event?.type === 'run-started') for (const { name } of event.hosts) hosts.set(name, null);
    if (event?.type === 'host-finished') hosts.set(event.host, event.outcome);
  }
  return hosts;
}
