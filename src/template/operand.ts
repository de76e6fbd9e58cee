import { Secret } from '../domain/secret.ts';
import { Float, type MapKey } from '../domain/value.ts';
import { Failure } from './failure.ts';

/** A name, key or item that does not exist. It travels through attributes and filters, and fails where it is used. */
export class Undefined {
  readonly summary: string;
  constructor(summary: string) {
    this.summary = summary;
  }
}

/** A Value under evaluation: lists and mappings may still hold undefined items. */
export type Operand = Scalar | Undefined | OperandList | OperandMapping;
export type Scalar = null | boolean | number | bigint | Float | string | Secret;
export type OperandList = readonly Operand[];
export type OperandMapping = ReadonlyMap<MapKey, Operand>;
export type Integer = number | bigint;

/** Python's tuple: `(1, 2)`, what `x.items()` and `zip` are made of. Unlike any list; as a result it becomes one. */
export class Tuple extends Array<Operand> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** One group of `groupby`: a pair, whose parts are `grouper` and `list` too. */
export class Group extends Tuple {}

export const tuple = (items: readonly Operand[]): Tuple => Tuple.from(items);

/** `items` as the same kind of list that `like` is. */
export function listLike(like: OperandList, items: readonly Operand[]): OperandList {
  if (like instanceof Group) return Group.from(items);
  return like instanceof Tuple ? tuple(items) : items;
}

export const isOperandList = (value: Operand): value is OperandList => Array.isArray(value);
export const isOperandMapping = (value: Operand): value is OperandMapping => value instanceof Map;
/** Python's `int`, where a boolean is one too. */
export const isInteger = (value: Operand): value is Integer | boolean =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
export const isNumber = (value: Operand): value is Integer | boolean | Float =>
  isInteger(value) || value instanceof Float;
export const isText = (value: Operand): value is string | Secret =>
  typeof value === 'string' || value instanceof Secret;

/** Python's name of the type, for messages. */
export function typeName(value: Operand): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (isInteger(value)) return 'integer';
  if (value instanceof Float) return 'float';
  if (value instanceof Secret) return 'secret text';
  if (typeof value === 'string') return 'text';
  if (value instanceof Undefined) return 'undefined';
  if (value instanceof Tuple) return 'tuple';
  return isOperandList(value) ? 'list' : 'mapping';
}

/** A value that was looked for; null is one. */
export const orUndefined = (value: Operand | undefined, summary: string): Operand =>
  value === undefined ? new Undefined(summary) : value;

/** Throws where a value is needed and none exists. */
export function defined<T extends Operand>(value: T): Exclude<T, Undefined>;
export function defined(value: Operand): Operand {
  if (value instanceof Undefined) throw new Failure('undefined-variable', value.summary);
  return value;
}

/** Python's truth; an undefined has none. */
export function isTruthy(value: Operand): boolean {
  const known = defined(value);
  if (known === null) return false;
  if (known instanceof Float) return known.value !== 0;
  if (known instanceof Secret) return known.reveal() !== '';
  if (isOperandList(known)) return known.length > 0;
  if (isOperandMapping(known)) return known.size > 0;
  return Boolean(known);
}

/** A float as a key equals its integer in Python; other keys as they are. */
export function mapKey(value: Operand): MapKey {
  const known = defined(value);
  if (known instanceof Secret) throw new Failure('template-secret', 'a secret cannot be the key of a mapping');
  if (known instanceof Float && Number.isSafeInteger(known.value)) return known.value;
  if (known === null || typeof known === 'string' || isInteger(known)) return known;
  throw new Failure('template-type', `a ${typeName(known)} cannot be the key of a mapping`);
}

/** Python holds `1`, `1.0` and `true` for one key. The value under the key, or undefined. */
export function lookUp(mapping: OperandMapping, key: MapKey): Operand | undefined {
  const direct = mapping.get(key);
  if (direct !== undefined) return direct;
  if (typeof key === 'boolean') return mapping.get(Number(key));
  return key === 0 || key === 1 ? mapping.get(key === 1) : undefined;
}

/** Puts `value` under an equal key that is there already, as Python does. */
export function put(mapping: Map<MapKey, Operand>, key: MapKey, value: Operand): void {
  const other = typeof key === 'boolean' ? Number(key) : key === 0 || key === 1 ? key === 1 : key;
  mapping.set(!mapping.has(key) && mapping.has(other) ? other : key, value);
}
