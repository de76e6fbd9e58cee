/** As `Date` counts them: 0 is Sunday. */
export const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** `Sun`, `Mon`, …: as systemd, cron and English calendars write them. */
export const shortWeekdays: readonly string[] = weekdays.map((day) => day.slice(0, 3));

/** Minutes of the day; `until` is before `from` where the window lasts over midnight. */
export interface TimeWindow {
  readonly from: number;
  readonly until: number;
}

/** Whether a minute of the day is inside. */
export const isInside = ({ from, until }: TimeWindow, minute: number): boolean =>
  from <= until ? minute >= from && minute < until : minute >= from || minute < until;
