import test from 'ava';
import fc from 'fast-check';

import { nextRun, overdueSince, timeGrid, timesOfDay } from '../../../src/app/schedule/timing.ts';
import { isInside } from '../../../src/domain/week.ts';
import { timingOf } from './support/job.ts';

const MINUTE = 60_000;
/** By the clock of this machine, as the schedules are. 21 November 2026 is a Saturday. */
const at = (day: number, hours: number, minutes = 0): number => new Date(2026, 10, day, hours, minutes).getTime();

const next = test.macro({
  title: (title) => title ?? '',
  exec: (t, timing: Parameters<typeof timingOf>[0], after: number, expected: number) =>
    t.is(nextRun(timingOf(timing), after), expected),
});

test('each half hour: the next one', next, { every: 30 }, at(21, 9, 31), at(21, 10));
test('a run is not its own next one', next, { every: 30 }, at(21, 10), at(21, 10, 30));
test('over midnight', next, { every: 30 }, at(21, 23, 45), at(22, 0));
test('each minute', next, { every: 1 }, at(21, 9, 59), at(21, 10));
test('each day at two', next, { every: 1440, at: 120 }, at(21, 2), at(22, 2));
test('each six hours from half past two', next, { every: 360, at: 150 }, at(21, 15), at(21, 20, 30));
test('each Monday at seven', next, { every: 1440, at: 420, day: 1 }, at(21, 9), at(23, 7));
test('the Monday after', next, { every: 1440, at: 420, day: 1 }, at(23, 7), at(30, 7));

test('a run is overdue when it is three times late, at least 15 and at most 90 minutes, and its jitter', (t) => {
  const late = (every: number, jitter: number): number => {
    const timing = timingOf({ every, jitter });
    const begun = at(21, 0);
    const due = nextRun(timing, begun);
    let minutes = 0;
    while (overdueSince(timing, begun, due + minutes * MINUTE) === null) minutes++;
    t.is(overdueSince(timing, begun, due + minutes * MINUTE), due);
    return minutes - 1;
  };
  t.deepEqual([late(1, 0), late(30, 0), late(30, 300), late(1440, 0)], [15, 90, 95, 90]);
});

test('a window has its beginning and not its end, also over midnight', (t) => {
  const night = { from: 22 * 60, until: 5 * 60 };
  const day = { from: 9 * 60, until: 17 * 60 };
  const inside = (window: typeof night): readonly number[] =>
    [0, 299, 300, 539, 540, 1019, 1020, 1319, 1320, 1439].filter((minute) => isInside(window, minute));
  t.deepEqual(inside(night), [0, 299, 1320, 1439]);
  t.deepEqual(inside(day), [540, 1019]);
});

test('the runs of a day are all pairs of the minutes and hours that systemd and cron get', (t) => {
  const periods = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440];
  fc.assert(
    fc.property(fc.constantFrom(...periods), fc.integer({ min: 0, max: 1439 }), (every, first) => {
      const all = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
      const { minutes, hours } = timeGrid({ every, at: first });
      const pairs = (hours ?? all(24)).flatMap((hour) => (minutes ?? all(60)).map((minute) => hour * 60 + minute));
      t.deepEqual(
        pairs.toSorted((one, other) => one - other),
        timesOfDay({ every, at: first }),
      );
      t.true(timesOfDay({ every, at: first }).includes(first));
    }),
  );
});
