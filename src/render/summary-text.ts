import type { DriftCause } from '../domain/drift.ts';
import type { RunEvent } from '../domain/event.ts';
import type { RecordedRun } from '../domain/history.ts';
import { count } from '../domain/count.ts';
import { summarise } from '../report/summary.ts';
import type { OpenCondition, Refresh, Repaired, Summary } from '../report/summary.ts';
import { padTo, wrap } from './columns.ts';
import { escapeControls } from './host-text.ts';
import { MAIL, causeVerdict, causeWords, nodesOf, targetsWords } from './mail/words.ts';
import { readEvent } from './read-event.ts';
import { dayAndTime, endWord } from './run-words.ts';

/** The days that a summary is about, in milliseconds since the epoch, and the runs in them, oldest first. */
export interface Summarised {
  readonly since: number;
  readonly now: number;
  readonly runs: Iterable<{ readonly run: RecordedRun; readonly lines: readonly string[] }>;
}

/** The weekly text: runs, what was repaired and why, what is open, refreshes, hosts that no run reached. For a mail. */
export function summaryText({ since, now, runs }: Summarised): readonly string[] {
  const summary = summarise(eventsOf(runs));
  const sections = [
    section('Runs', runLines(summary)),
    section('Repaired', repairLines(summary)),
    section('Open', summary.open.map(openLine)),
    section('Refreshes', summary.refreshes.map(refreshLine)),
    section(
      'Not seen',
      summary.unseen.size === 0
        ? []
        : [`${nodesOf(summary.unseen)}: no run reached ${summary.unseen.size === 1 ? 'it' : 'them'}`],
    ),
  ];
  return [...wrap(verdict(summary, { since, now }), MAIL, 2), ...sections.flat()];
}

function* eventsOf(runs: Summarised['runs']) {
  for (const { run, lines } of runs) yield { run, events: wantedEvents(lines) };
}

/** Reading a line costs more than looking at it. */
const wanted =
  /^\{"type":"(?:run-started|run-finished|run-refused|run-stopped|drift-explained|host-lost|host-in-maintenance)"|"status":"(?:changed|drifted|failed)"/;

const wantedEvents = (lines: readonly string[]): readonly RunEvent[] =>
  lines.filter((line) => wanted.test(line)).flatMap((line) => readEvent(line) ?? []);

function verdict(summary: Summary, { since, now }: Pick<Summarised, 'since' | 'now'>): string {
  const runs = [...summary.runs.values()].flat().length;
  const repairs = [...summary.repaired.values()].reduce((sum, { times }) => sum + times, 0);
  const days = Math.max(1, Math.round((now - since) / 86_400_000));
  return `SUMMARY of ${count(days, 'day')} to ${dayAndTime(now, 'UTC')} UTC: ${count(runs, 'run')}, ${count(repairs, 'repair')}, ${summary.open.length} open`;
}

const LABEL = 11;

/** `Runs       drift hardening.yaml   330   ok 326, drift 4` */
const section = (label: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0
    ? []
    : [
        '',
        ...lines.flatMap((line, index) => wrap(`${padTo(index === 0 ? label : '', LABEL)}${line}`, MAIL, LABEL + 2)),
      ];

function runLines({ runs }: Summary): readonly string[] {
  if (runs.size === 0) return ['none was recorded here'];
  return [...runs].map(([what, same]) => {
    const ends = Map.groupBy(same, endWord);
    const words = [...ends]
      .toSorted(([, a], [, b]) => b.length - a.length)
      .map(([word, all]) => `${word} ${all.length}`);
    return `${escapeControls(what)}   ${same.length}   ${words.join(', ')}`;
  });
}

const repairLines = ({ repaired }: Summary): readonly string[] =>
  [...repaired].toSorted(([, a], [, b]) => b.times - a.times).map(([kind, told]) => repairLine(kind, told));

function repairLine(kind: DriftCause['kind'] | null, { times, hosts, classes }: Repaired): string {
  const unusual = [...classes].filter((name) => name !== 'expected').join(', ');
  return `${causeNames[kind ?? 'none']}   ${times} on ${nodesOf(hosts)}${unusual === '' ? '' : `   ${unusual}`}`;
}

const causeNames: Readonly<Record<DriftCause['kind'] | 'none', string>> = {
  refresh: 'after a snap refresh',
  'failed-refresh': 'after a failed snap refresh',
  revert: 'after a snap revert',
  're-enabled': 'after the snap was disabled and enabled',
  edit: "somebody's edit",
  reboot: 'after a restart of the machine',
  bulwark: 'after another run of Bulwark',
  'never-applied': 'never applied before',
  'playbook-changed': 'playbook changed',
  unknown: 'cause unknown',
  none: 'changed by an apply',
};

function openLine({ condition: { kind, host, drift }, watched }: OpenCondition): string {
  const where = host === null ? '' : ` ${nodesOf([host])}`;
  const found = dayAndTime(watched.end?.at ?? 0, 'UTC');
  if (kind !== 'drift' || drift === null) {
    const why = host === null ? '' : (watched.lost.get(host)?.message ?? '');
    return `${found}  ${kind}${where}${why === '' ? '' : `: ${escapeControls(why)}`}`;
  }
  const what = targetsWords(drift.tasks, drift.explained?.moved.map((one) => one.what) ?? []);
  return `${found}  drift${where}: ${causeVerdict(drift.explained?.cause ?? null, what)}`;
}

const refreshLine = ({ kind, snap, from, to, hosts, at }: Refresh): string =>
  `${dayAndTime(at, 'UTC')}  ${causeWords({ kind, snap, from, to, change: '', startedAt: at, endedAt: null })} on ${nodesOf(hosts)}`;
