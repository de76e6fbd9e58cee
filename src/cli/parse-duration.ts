/** Milliseconds of `30` (seconds), `30s`, `500ms`, `10m`, `2h`, `7d`; null when it is none. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h|d|)$/.exec(text);
  if (match === null) return null;
  const [, digits = '', unit = ''] = match;
  return Number(digits) * (unitTimes[unit] ?? 1000);
}

const unitTimes: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
