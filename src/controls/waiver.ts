import type { WaiverTerms } from '../domain/assessment.ts';
import type { SourceRange } from '../domain/diagnostic.ts';

/** As it stands in the file. */
export interface Waiver extends WaiverTerms {
  readonly range: SourceRange;
}

/** Most days that a waiver may have left: a year, a leap day included. */
export const longestWaiver = 366;

export const isExpired = ({ expires }: Pick<Waiver, 'expires'>, today: string): boolean => expires < today;

/** `waivers.yaml:12`. */
export const placeOf = ({ range }: Pick<Waiver, 'range'>): string => `${range.file}:${range.start.line}`;

const DAY = 86_400_000;

/** The UTC day of a time in milliseconds since the epoch. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The last day that a waiver made on this day may have. */
export const lastDayFrom = (today: string, days = longestWaiver): string => dayOf(Date.parse(today) + days * DAY);

/** Days from one UTC day to another; less than 0: it is over. */
export const daysUntil = (day: string, today: string): number =>
  Math.round((Date.parse(day) - Date.parse(today)) / DAY);

/** Whether the text is a day that there is: 2027-02-30 is none. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && dayOf(at) === text;
}
