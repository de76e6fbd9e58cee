import type { Secret } from './secret.ts';

/**
 * Data of a playbook, an inventory or a host's answer, as expressions see it.
 * Mappings keep their order and their key types (YAML `{80: http}` has an integer key).
 * Integers are `number` while safe and `bigint` beyond 2^53; every floating point number is a
 * `Float`, so that `1.0` does not turn into `1`. A JavaScript `undefined` is never a value.
 */
export type Value = null | boolean | number | bigint | Float | string | Secret | readonly Value[] | Mapping;
export type MapKey = null | boolean | number | bigint | string;
export type Mapping = ReadonlyMap<MapKey, Value>;

/** A floating point number that stays one: `Float(1)` prints as `1.0`. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export const isMapping = (value: unknown): value is Mapping => value instanceof Map;
export const isList = (value: unknown): value is readonly Value[] => Array.isArray(value);
