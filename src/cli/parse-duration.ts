/** Milliseconds of `30` (seconds), `30s`, `500ms`, `10m`, `2h`; null when it is none. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h|)$/.exec(text);
  if (match === null) return null;
  const [, digits = '', unit = ''] = match;
  return Number(digits) * (unit === 'ms' ? 1 : unit === 'm' ? 60_000 : unit === 'h' ? 3_600_000 : 1000);
}
