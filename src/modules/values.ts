import { Secret } from '../domain/secret.ts';
import { Float, isList, isMapping, type MapKey, type Value } from '../domain/value.ts';

/** Plain JavaScript (what a parameter parses to) as data for expressions: objects become mappings. */
export function toValue(plain: unknown): Value {
  if (plain === null || plain === undefined) return null;
  if (typeof plain === 'string' || typeof plain === 'boolean' || typeof plain === 'bigint') return plain;
  if (typeof plain === 'number') return Number.isSafeInteger(plain) ? plain : new Float(plain);
  if (plain instanceof Secret || plain instanceof Float) return plain;
  if (isMapping(plain)) return new Map([...plain].map(([key, value]) => [key, toValue(value)]));
  if (Array.isArray(plain)) return plain.map(toValue);
  if (typeof plain === 'object') return mappingOf(plain);
  throw new TypeError(`a ${typeof plain} is no data`);
}

/** A mapping of a plain object, in its order. */
const mappingOf = (plain: object): ReadonlyMap<MapKey, Value> =>
  new Map(Object.entries(plain).map(([key, value]) => [key, toValue(value)]));

/** Text of a message: lists become lines, anything else JSON. Secrets stay masked. */
export function messageText(value: Value): string {
  if (typeof value === 'string') return value;
  if (isList(value)) return value.map(messageText).join('\n');
  if (isMapping(value)) return [...value].map(([key, item]) => `${String(key)}: ${messageText(item)}`).join(', ');
  return value instanceof Float ? String(value.value) : String(value);
}
