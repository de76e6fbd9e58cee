import { Float, isList, isMapping } from '../domain/value.ts';
import type { MapKey, Value } from '../domain/value.ts';
import { Secret } from '../domain/secret.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A value for other programs: mappings become objects in their order, secrets their mask, floats numbers. What JSON
 * has no word for is text: integers beyond 2^53, not-a-number and the infinities.
 */
export function jsonValue(value: Value): Json {
  if (value instanceof Secret) return String(value);
  if (value instanceof Float) return Number.isFinite(value.value) ? value.value : String(value.value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string') return value.toWellFormed();
  if (isList(value)) return value.map(jsonValue);
  if (isMapping(value)) return jsonObject(value);
  return value;
}

/** `Object.fromEntries` would take `__proto__` for a key like any other, which is what is wanted here. */
export const jsonObject = (mapping: ReadonlyMap<MapKey, Value>): Json =>
  Object.fromEntries([...mapping].map(([key, value]) => [String(key), jsonValue(value)]));
