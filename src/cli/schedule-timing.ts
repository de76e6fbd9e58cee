import { parsed, refused } from '../domain/diagnostic.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { Timing } from '../domain/schedule.ts';
import { shortWeekdays } from '../domain/week.ts';
import type { TimeWindow } from '../domain/week.ts';
import { combine, failuresOf, valueOf } from './options.ts';
import { parseDuration } from './parse-duration.ts';
import { lastText } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';
import { usageError } from './usage-error.ts';

const DAY = 1440;
const EVERY = 30;
/** Seconds; where a run comes at least every 20 minutes there is none. */
const JITTER = 120;
/** Seven in the morning. */
const WEEKLY_AT = 420;

/** `--every`, `--at`, `--weekly` and `--jitter`. Both systemd and cron count by the calendar: what does not divide a day has no place there. */
export function readTiming(raw: RawOptions): Parsed<Timing> {
  const weekly = readWeekly(lastText(raw, 'weekly'));
  const at = readAt(lastText(raw, 'at'));
  const every = readEvery(lastText(raw, 'every'), lastText(raw, 'at') === null ? EVERY : DAY);
  const minutes = valueOf(every, EVERY);
  const jitter = readJitter(lastText(raw, 'jitter'), minutes);
  const week = valueOf(weekly, null);
  return combine(failuresOf(weekly, at, every, jitter), () => ({
    every: week === null ? minutes : DAY,
    at: week?.at ?? valueOf(at, null) ?? 0,
    day: week?.day ?? null,
    jitter: valueOf(jitter, 0),
  }));
}

function readEvery(text: string | null, otherwise: number): Parsed<number> {
  if (text === null) return parsed(otherwise);
  const [, digits = '', unit = ''] = /^(\d{1,4})(m|h|d)$/.exec(text) ?? [];
  const minutes = Number(digits) * (unit === 'd' ? DAY : unit === 'h' ? 60 : 1);
  return digits !== '' &&
    minutes > 0 &&
    (minutes < 60 ? 60 : DAY) % minutes === 0 &&
    minutes % Math.min(60, minutes) === 0
    ? parsed(minutes)
    : refused(
        usageError(
          'option-value',
          `--every ${text} divides neither an hour nor a day`,
          '5m, 10m, 15m, 20m, 30m, 1h, 2h, 3h, 4h, 6h, 8h, 12h or 1d',
        ),
      );
}

function readAt(text: string | null): Parsed<number | null> {
  const minute = text === null ? null : minuteOfDay(text);
  return text !== null && minute === null
    ? refused(usageError('option-value', `--at ${text} is not a time of day`, 'for example 02:00'))
    : parsed(minute);
}

function readWeekly(text: string | null): Parsed<{ readonly day: number; readonly at: number } | null> {
  if (text === null) return parsed(null);
  const [word = '', time = null, ...more] = text.trim().toLowerCase().split(/\s+/);
  const day = shortWeekdays.findIndex((name) => name.toLowerCase() === word.slice(0, 3));
  const at = time === null ? WEEKLY_AT : minuteOfDay(time);
  return /^[a-z]{3,9}$/.test(word) && day >= 0 && at !== null && more.length === 0
    ? parsed({ day, at })
    : refused(usageError('option-value', `--weekly ${text} is not a day and a time`, "for example 'mon 07:00'"));
}

function readJitter(text: string | null, every: number): Parsed<number> {
  if (text === null) return parsed(every >= 20 ? JITTER : 0);
  const time = parseDuration(text);
  if (time === null) return refused(usageError('option-value', `--jitter ${text} is not a time`, 'for example 5m'));
  return time < every * 60_000
    ? parsed(Math.floor(time / 1000))
    : refused(usageError('option-value', `--jitter ${text} is not shorter than the time between two runs`));
}

/** `22:00-05:00`: over midnight where it ends before it begins. */
export function readWindow(text: string | null): Parsed<TimeWindow | null> {
  if (text === null) return parsed(null);
  const [from = null, until = null, ...more] = text.split('-').map(minuteOfDay);
  return from !== null && until !== null && from !== until && more.length === 0
    ? parsed({ from, until })
    : refused(usageError('option-value', `--window ${text} is not from one time of day until another`, '22:00-05:00'));
}

function minuteOfDay(text: string): number | null {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) return null;
  return Number(hours) * 60 + Number(minutes);
}
