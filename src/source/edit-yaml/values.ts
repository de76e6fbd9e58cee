import { Scalar } from 'yaml';

import { Float } from '../../domain/value.ts';

/** Data to write: what parameters parse to, secrets revealed. */
export type PlainYaml = null | boolean | number | bigint | string | Float | readonly PlainYaml[] | PlainMap;
export interface PlainMap {
  readonly [key: string]: PlainYaml;
}

/** One primitive change. A step is the key of a mapping or the index in a list (its length: a new item). */
export type YamlEdit =
  | { readonly kind: 'put'; readonly path: readonly (string | number)[]; readonly value: PlainYaml }
  | { readonly kind: 'delete'; readonly path: readonly (string | number)[] };

export const isPlainMap = (value: PlainYaml): value is PlainMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float);
export const isPlainList = (value: PlainYaml): value is readonly PlainYaml[] => Array.isArray(value);

/** As the library takes it: floats keep their point. */
export function writable(value: PlainYaml): unknown {
  if (value instanceof Float) return floatScalar(value.value);
  if (isPlainList(value)) return value.map(writable);
  return isPlainMap(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, writable(item)]))
    : value;
}

function floatScalar(value: number): Scalar {
  const scalar = new Scalar(value);
  if (Number.isInteger(value)) scalar.minFractionDigits = 1;
  return scalar;
}

/**
 * A form in which equal data is equal text: whole numbers by their digits, floats apart from them, mappings sorted.
 * 0, "", false and null stay four things.
 */
export function comparable(value: unknown): string {
  if (value instanceof Map) return comparable(Object.fromEntries(value));
  if (value instanceof Float) return `float ${value.value}`;
  if (typeof value === 'bigint') return `int ${value}`;
  if (typeof value === 'number') return Number.isInteger(value) ? `int ${BigInt(value)}` : `float ${value}`;
  if (Array.isArray(value)) return `[${value.map(comparable).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${comparable(item)}`);
  return `{${entries.toSorted().join()}}`;
}

/** As people read it. */
export function shownYaml(value: unknown): string {
  if (typeof value === 'string') return looksLikeOther(value) ? JSON.stringify(value) : value;
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'bigint' ? Number(item) : item instanceof Float ? item.value : item,
  );
}

/** Text that would be something else without quotes. */
const looksLikeOther = (text: string): boolean => /^(?:|~|null|true|false|[-+]?\.?[0-9][0-9a-fox.eE+-]*)$/i.test(text);
