import type { ScheduleRow, ScheduleStanding, Timing } from '../domain/schedule.ts';
import type { Told } from '../domain/told.ts';
import { unreachable } from '../domain/unreachable.ts';
import { dayOf, hourAndMinute } from './clock.ts';
import { cells, clip, padTo, wrap } from './columns.ts';
import { age } from './duration.ts';
import { escapeControls } from './host-text.ts';

/** `refused   schedule repair ...`: what goes on is indented to the second column. */
export function labelledText(rows: readonly (readonly [string, string])[], width: number): readonly string[] {
  const wide = Math.max(...rows.map(([label]) => cells(label))) + 2;
  return rows.flatMap(([label, text]) => wrap(escapeControls(padTo(label, wide) + text), width, wide));
}

type Installed = Extract<Told, { kind: 'installed' }>;

export const installedText = (told: Installed, width: number): readonly string[] => [
  ...labelledText(
    [
      [
        'installed',
        `schedule ${told.name}: ${told.what}, every ${everyWords(told.timing)}, next ${when(told.next, told.now, told.timeZone)}`,
      ],
      ...told.rows,
    ],
    width,
  ),
  '',
];

type Schedules = Extract<Told, { kind: 'schedules' }>;

/** One line a schedule: what it does, how often, how the last run ended, when the next one is due, how it stands. */
export function schedulesText(told: Schedules, width: number): readonly string[] {
  const { rows, now, timeZone, silentSince, tolerance, isAmiss } = told;
  const lines = [
    ['NAME', 'WHAT', 'EVERY', 'LAST', 'NEXT', 'STATE'],
    ...rows.map((row) => [
      row.name,
      row.what,
      everyWords(row.timing),
      lastWords(row, now, timeZone),
      when(row.next, now, timeZone),
      stateWords(row.state, now, timeZone),
    ]),
  ];
  const late = Math.round(tolerance / 60_000);
  return [
    ...table(lines, width),
    ...wrap(`silent for ${age(now - silentSince)}; a run that is ${late} min late makes this exit 3`, width, 2),
    ...(isAmiss ? ['exit 3: a schedule does not run or report as it should'] : []),
  ];
}

/** Columns as wide as their widest cell; what is too much is taken from WHAT, and the rest goes below. */
function table(lines: readonly (readonly string[])[], width: number): readonly string[] {
  const columns = lines[0] ?? [];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => cells(line[index] ?? ''))));
  const tooMuch = widths.reduce((sum, wide) => sum + wide + 2, -2) - width;
  const [what = 0] = widths.slice(1, 2);
  const fitted = widths.with(1, Math.max(8, what - Math.max(0, tooMuch)));
  return lines.flatMap((line) => {
    const text = line.map((cell, index) =>
      padTo(clip(cell, index === 1 ? (fitted[1] ?? 8) : cells(cell)), fitted[index] ?? 0),
    );
    return wrap(escapeControls(text.join('  ').trimEnd()), width, 4);
  });
}

/** `30 min`, `6 h`, `day`, `week`. */
function everyWords({ every, day }: Timing): string {
  if (day !== null) return 'week';
  if (every === 1440) return 'day';
  return every % 60 === 0 ? `${every / 60} h` : `${every} min`;
}

const lastWords = ({ last }: ScheduleRow, now: number, timeZone: string): string =>
  last === null ? '-' : `${when(last.at, now, timeZone)} ${exitWord(last.exit)}`;

/** A word for an exit code. */
function exitWord(exit: number): string {
  const words: Readonly<Record<number, string>> = {
    0: 'ok',
    1: 'crashed',
    2: 'failed',
    3: 'drift',
    4: 'unreachable',
    5: 'bad input',
    6: 'failed',
    8: 'busy',
  };
  return words[exit] ?? 'interrupted';
}

function stateWords(state: ScheduleStanding, now: number, timeZone: string): string {
  switch (state.kind) {
    case 'ok':
    case 'new':
      return state.kind;
    case 'exit':
      return exitWord(state.exit);
    case 'running':
    case 'overdue':
      return `${state.kind} since ${when(state.since, now, timeZone)}`;
    case 'no-timer':
      return 'its timer is gone';
    case 'undelivered':
      return `not told: ${state.why}`;
    default:
      return unreachable(state);
  }
}

/** `09:30`, with the weekday where it is another day, and the date where it is another week. */
function when(at: number, now: number, timeZone: string): string {
  const time = hourAndMinute(at, timeZone);
  if (dayOf(at, timeZone) === dayOf(now, timeZone)) return time;
  if (Math.abs(at - now) > 6 * 86_400_000) return dayOf(at, timeZone);
  return `${new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short' }).format(at)} ${time}`;
}
