import test from 'ava';

import { dateAndTime, dayAndTime } from '../../src/render/run-words.ts';

const newYear = Date.UTC(2026, 11, 31, 23, 5);

test('the year stands behind the month, in the zone that is told', (t) => {
  t.is(dayAndTime(newYear, 'UTC'), '31 Dec 23:05');
  t.is(dateAndTime(newYear, 'UTC'), '31 Dec 2026 23:05');
  t.is(dateAndTime(newYear, 'Europe/Berlin'), '01 Jan 2027 00:05');
});
