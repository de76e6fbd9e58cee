/** `took` in milliseconds as a person says it: `0.9 s`, `14 s`, `2 min 15 s`, `1 h 4 min`. */
export function duration(took: number): string {
  const seconds = Math.max(0, took) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** The same for a column, where one unit is easier to compare: whole seconds up to 99. */
export const columnDuration = (took: number): string =>
  took >= 9_950 && took < 99_500 ? `${Math.round(took / 1000)} s` : duration(took);

/** A running clock: `0:38`, `12:05`. */
export function stopwatch(took: number): string {
  const seconds = Math.floor(Math.max(0, took) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** How long something is past, in its largest unit: `40 s`, `4 h`, `12 days`. */
export function age(took: number): string {
  const seconds = Math.max(0, Math.floor(took / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

/** `just now`, `5 min ago`, `2 h ago`, `3 days ago`. */
export const ago = (took: number): string => (took < 60_000 ? 'just now' : `${age(took)} ago`);
