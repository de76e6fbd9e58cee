import { Float } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import type { Milliseconds } from '../domain/module.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A number of seconds, `30`, `30s`, `2m`, `1h` or `1m30s`, in milliseconds; null when it is none or negative. */
export function parseDuration(value: Value): Milliseconds | null {
  if (typeof value === 'number') return inMilliseconds(value);
  if (value instanceof Float) return inMilliseconds(value.value);
  if (typeof value !== 'string') return null;
  if (/^[0-9]+(?:\.[0-9]+)?$/.test(value)) return inMilliseconds(Number(value));
  if (!/^(?:[0-9]+(?:ms|s|m|h))+$/.test(value)) return null;
  return [...value.matchAll(/([0-9]+)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0),
    0,
  );
}

const inMilliseconds = (seconds: number): Milliseconds | null =>
  Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1000) : null;
