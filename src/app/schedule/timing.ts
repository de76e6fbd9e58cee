import type { Timing } from '../../domain/schedule.ts';

const DAY = 1440;
const MINUTE = 60_000;
/** A run that is later than this is missed, however rarely it runs. */
const MOST_LATE = 90 * MINUTE;
/** As long as a run waits for another one's lock. */
const LEAST_LATE = 15 * MINUTE;

/** The minutes of a day at which it runs, in order. */
export function timesOfDay({ every, at }: Pick<Timing, 'every' | 'at'>): readonly number[] {
  if (every >= DAY) return [at];
  return Array.from({ length: DAY / every }, (_, index) => (at % every) + index * every);
}

/** Minutes and hours of its runs: they are all pairs of the two. null: every one. */
export function timeGrid(timing: Pick<Timing, 'every' | 'at'>): {
  readonly minutes: readonly number[] | null;
  readonly hours: readonly number[] | null;
} {
  const times = timesOfDay(timing);
  const minutes = [...new Set(times.map((time) => time % 60))];
  const hours = [...new Set(times.map((time) => Math.floor(time / 60)))];
  return { minutes: minutes.length === 60 ? null : minutes, hours: hours.length === 24 ? null : hours };
}

/** When it runs next after `after`, by the clock of this machine, without jitter. Both in milliseconds since the epoch. */
export function nextRun(timing: Timing, after: number): number {
  const start = new Date(after);
  for (let days = 0; ; days++) {
    const day = new Date(start.getFullYear(), start.getMonth(), start.getDate() + days);
    if (timing.day !== null && day.getDay() !== timing.day) continue;
    for (const minute of timesOfDay(timing)) {
      const at = new Date(day.getFullYear(), day.getMonth(), day.getDate(), 0, minute).getTime();
      if (at > after) return at;
    }
  }
}

/** Since when a run is missed; null where none is. `begun`: the last one began, or the schedule was installed. */
export function overdueSince(timing: Timing, begun: number, now: number): number | null {
  const due = nextRun(timing, begun);
  return now > due + timing.jitter * 1000 + toleranceOf(timing) ? due : null;
}

/** How late a run may be, in milliseconds: three times the time between two, from 15 to 90 minutes. */
export const toleranceOf = ({ every }: Pick<Timing, 'every'>): number =>
  Math.min(MOST_LATE, Math.max(LEAST_LATE, 3 * every * MINUTE));

/** The minute of the day, by the clock of this machine. */
export function minuteOf(at: number): number {
  const date = new Date(at);
  return date.getHours() * 60 + date.getMinutes();
}
