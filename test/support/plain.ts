import { Float } from '../../src/domain/value.ts';
import type { Value } from '../../src/domain/value.ts';

/** A value as `JSON.parse` would give it, for comparison with recorded answers; big integers become text with an `n`. */
export function plain(value: Value): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Float) return value.value;
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  return Array.isArray(value) ? value.map(plain) : value;
}
