import { reveal, Secret } from '../domain/secret.ts';
import type { Budget } from './budget.ts';
import { codePointLength, indexable } from './code-points.ts';
import { Failure } from './failure.ts';
import { isMethodName } from './method-names.ts';
import {
  defined,
  Group,
  isInteger,
  isOperandList,
  isOperandMapping,
  isText,
  listLike,
  lookUp,
  mapKey,
  type Operand,
  type OperandMapping,
  typeName,
  Undefined,
} from './operand.ts';

/** `of.name`: the entry of a mapping; undefined where there is none. An undefined stays the one that it is. */
export function attribute(of: Operand, name: string): Operand {
  if (of instanceof Undefined) return of;
  if (of instanceof Group && name in groupParts) return of[groupParts[name] ?? 0] ?? null;
  if (isMethodName(of, name)) throw uncalled(of, name);
  if (isOperandMapping(of)) return entry(of, name);
  return new Undefined(`a ${typeName(of)} has no "${name}"`);
}

const groupParts: Readonly<Record<string, number>> = { grouper: 0, list: 1 };

/** In Python a method hides the entry of the same name. */
function uncalled(of: Operand, name: string): Failure {
  return new Failure(
    'template-type',
    `"${name}" is a method of every ${typeName(of)}`,
    isOperandMapping(of) ? `write ["${name}"] for the entry, or ${name}() to call it` : `write ${name}() to call it`,
  );
}

/** `of[key]`. */
export function item(of: Operand, key: Operand): Operand {
  if (of instanceof Undefined) return of;
  const known = defined(key);
  if (of instanceof Group && typeof known === 'string' && known in groupParts)
    return of[groupParts[known] ?? 0] ?? null;
  if (isOperandMapping(of))
    return found(isKey(known) ? lookUp(of, isText(known) ? reveal(known) : mapKey(known)) : undefined, known);
  if (isOperandList(of) && isInteger(known)) return found(of.at(Number(known)), known);
  if (isText(of) && isInteger(known)) return character(of, Number(known));
  return missing(known);
}

function entry(of: OperandMapping, name: string): Operand {
  const value = of.get(name);
  return value === undefined ? new Undefined(`there is no "${name}" in this mapping${keysOf(of)}`) : value;
}

const isKey = (key: Operand): boolean => !isOperandList(key) && !isOperandMapping(key);
const found = (value: Operand | undefined, key: Operand): Operand => (value === undefined ? missing(key) : value);

const missing = (key: Operand): Undefined =>
  new Undefined(
    typeof key === 'string'
      ? `there is no "${key}" in it`
      : isInteger(key)
        ? `there is no item ${key}`
        : `there is no such item (a ${typeName(key)})`,
  );

/** Key names are structure, not secrets; at most five. */
function keysOf(mapping: ReadonlyMap<unknown, unknown>): string {
  if (mapping.size === 0 || mapping.size > 5) return '';
  return ` (it has ${[...mapping.keys()].map(String).join(', ')})`;
}

function character(of: string | Secret, index: number): Operand {
  const text = indexable(reveal(of));
  const each = text[index < 0 ? index + text.length : index];
  if (each === undefined) return missing(index);
  return of instanceof Secret ? new Secret(each) : each;
}

export interface Bounds {
  readonly start: Operand;
  readonly stop: Operand;
  readonly step: Operand;
}

/** Python's slices; null bounds are open. */
export function slice(of: Operand, bounds: Bounds, budget: Budget): Operand {
  if (of instanceof Undefined) return of;
  if (isOperandList(of)) return listLike(of, picked(of, bounds, budget));
  if (!isText(of)) throw new Failure('template-type', `a ${typeName(of)} cannot be sliced`);
  const text = picked(indexable(reveal(of)), bounds, budget).join('');
  return of instanceof Secret ? new Secret(text) : text;
}

function picked<T>(items: ArrayLike<T>, bounds: Bounds, budget: Budget): readonly T[] {
  const step = bound(bounds.step) ?? 1;
  if (step === 0) throw new Failure('template-value', 'the step of a slice cannot be zero');
  const { length } = items;
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (value: number): number => Math.min(high, Math.max(low, value < 0 ? value + length : value));
  const start = bound(bounds.start);
  const stop = bound(bounds.stop);
  const from = start === null ? (step > 0 ? low : high) : clamp(start);
  const to = stop === null ? (step > 0 ? high : low) : clamp(stop);
  const result: T[] = [];
  for (let at = from; step > 0 ? at < to : at > to; at += step) {
    const each = items[at];
    if (each !== undefined) result.push(each);
  }
  budget.spend(result.length);
  return result;
}

function bound(value: Operand): number | null {
  const known = defined(value);
  if (known === null) return null;
  if (!isInteger(known)) throw new Failure('template-type', `a slice needs integers, not a ${typeName(known)}`);
  return Number(known);
}

/** What a `for` loop or a list filter goes through: items, keys, or the characters of a text. */
export function itemsOf(value: Operand, budget: Budget): readonly Operand[] {
  const known = defined(value);
  if (isOperandList(known)) {
    budget.spend(known.length);
    return known;
  }
  if (isOperandMapping(known)) return [...known.keys()];
  if (!isText(known)) throw new Failure('template-type', `a ${typeName(known)} has no items to go through`);
  const characters = [...reveal(known)];
  budget.spend(characters.length);
  return known instanceof Secret ? characters.map((each) => new Secret(each)) : characters;
}

/** Python's `len`. */
export function lengthOf(value: Operand): number {
  const known = defined(value);
  if (isText(known)) return codePointLength(reveal(known));
  if (isOperandList(known)) return known.length;
  if (isOperandMapping(known)) return known.size;
  throw new Failure('template-type', `a ${typeName(known)} has no length`);
}
