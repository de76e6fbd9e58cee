import type { SourceRange } from '../domain/diagnostic.ts';
import type { ControlId } from '../domain/module.ts';

/** A risk that somebody accepted, or a manual control that somebody vouches for. Days are UTC's: `2027-06-30`. */
export interface Waiver {
  readonly kind: 'waiver' | 'attestation';
  /** Own id of the catalogue, whatever form was written. */
  readonly control: ControlId;
  /** Patterns as written; `all` where nothing was. */
  readonly hosts: readonly string[];
  readonly owner: string;
  readonly approvedBy: string;
  readonly reason: string;
  /** The last day on which it holds. */
  readonly expires: string;
  readonly compensatingControl: string | null;
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

/** Whether the text is a day that there is: 2027-02-30 is none. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && dayOf(at) === text;
}
