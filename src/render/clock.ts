/** `09:31:02` in the given zone (an IANA name). `at`: milliseconds since the epoch. */
export const clockTime = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);

/** `06:12` */
export const hourAndMinute = (at: number, timeZone: string): string => clockTime(at, timeZone).slice(0, 5);

/** `2026-11-21` */
export const dayOf = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
