import test from 'ava';

import { deskText } from '../../src/render/desk-text.ts';
import type { ScheduleRow } from '../../src/domain/schedule.ts';

const now = Date.UTC(2026, 10, 21, 9, 41);
const at = (day: number, hours: number, minutes = 0): number => Date.UTC(2026, 10, day, hours, minutes);
const rows: readonly ScheduleRow[] = [
  {
    name: 'repair',
    what: 'apply --only-drifted',
    timing: { every: 30, at: 0, day: null, jitter: 120 },
    last: { at: at(21, 9, 30), exit: 0, said: '' },
    next: at(21, 10),
    state: { kind: 'ok' },
  },
  {
    name: 'nightly',
    what: 'drift --full',
    timing: { every: 1440, at: 120, day: null, jitter: 0 },
    last: { at: at(21, 2), exit: 3, said: 'DRIFT on cp-1' },
    next: at(22, 2),
    state: { kind: 'exit', exit: 3 },
  },
  {
    name: 'weekly',
    what: 'history summary',
    timing: { every: 1440, at: 420, day: 1, jitter: 0 },
    last: null,
    next: at(23, 7),
    state: { kind: 'new' },
  },
];
const told = (more: readonly ScheduleRow[], isAmiss: boolean, width = 80): readonly string[] =>
  deskText(
    {
      kind: 'schedules',
      rows: [...rows, ...more],
      now,
      timeZone: 'UTC',
      silentSince: at(21, 7, 41),
      tolerance: 5_400_000,
      isAmiss,
    },
    width,
  );

test('each schedule has a line: what, how often, last, next, state', (t) => {
  t.deepEqual(told([], false), [
    'NAME     WHAT                  EVERY   LAST         NEXT       STATE',
    'repair   apply --only-drifted  30 min  09:30 ok     10:00      ok',
    'nightly  drift --full          day     02:00 drift  Sun 02:00  drift',
    'weekly   history summary       week    -            Mon 07:00  new',
    'silent for 2 h; a run that is 90 min late makes this exit 3',
  ]);
});

test('what is amiss is named, the exit code in words, and every line fits', (t) => {
  const row = (state: ScheduleRow['state']): ScheduleRow => ({
    ...(rows[0] ?? fail()),
    name: `a-${state.kind}`,
    state,
  });
  const lines = told(
    [
      row({ kind: 'overdue', since: at(20, 9, 30) }),
      row({ kind: 'no-timer' }),
      row({ kind: 'running', since: at(21, 9, 30) }),
      row({ kind: 'undelivered', why: 'webhook: it answered 503' }),
    ],
    true,
  );
  for (const line of lines) t.true(line.length <= 80, line);
  const text = lines.join('\n').replaceAll(/\s+/g, ' ');
  for (const words of [
    'overdue since Fri 09:30',
    'its timer is gone',
    'running since 09:30',
    'not told: webhook: it answered 503',
  ])
    t.true(text.includes(words), text);
  t.is(lines.at(-1), 'exit 3: a schedule does not run or report as it should');
});

function fail(): never {
  throw new Error('there is a row');
}
