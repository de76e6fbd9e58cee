import { Secret } from '../domain/secret.ts';
import { Float, isList, isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';

/** What the variable `omit` holds: a parameter, list item or entry with this very value is left out. */
export const omitted: Value = new Float(Number.NaN);

/**
 * A value as schemas of host modules take it: mappings as objects without prototype, floats as numbers, but in data.
 * Integers beyond 2^53 become their digits, so that none is rounded.
 */
export function toPlain(value: Value, floats: 'numbers' | 'kept' = 'numbers'): unknown {
  if (isList(value)) return value.filter((item) => item !== omitted).map((item) => toPlain(item, floats));
  if (isMapping(value))
    return plainObject(
      [...value].filter(([, item]) => item !== omitted).map(([key, item]) => [String(key), toPlain(item, floats)]),
    );
  if (value instanceof Float) return floats === 'kept' ? value : value.value;
  return typeof value === 'bigint' ? value.toString() : value;
}

export function plainObject<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  const object: Record<string, T> = Object.create(null);
  for (const [key, value] of entries) object[key] = value;
  return object;
}

/** Text for people: strings as they are, anything else as JSON; secrets stay masked. */
export function shownValue(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Secret) return String(value);
  return JSON.stringify(forJson(value));
}

function forJson(value: Value): unknown {
  if (isList(value)) return value.map(forJson);
  if (isMapping(value)) return plainObject([...value].map(([key, item]) => [String(key), forJson(item)]));
  if (value instanceof Float) return value.value;
  return value instanceof Secret || typeof value === 'bigint' ? String(value) : value;
}

export const isPlainRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
