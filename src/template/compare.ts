import { reveal, type Secret } from '../domain/secret.ts';
import { Float } from '../domain/value.ts';
import { type Budget, descend } from './budget.ts';
import { orderText } from './code-points.ts';
import { Failure } from './failure.ts';
import {
  defined,
  type Integer,
  isInteger,
  isNumber,
  isOperandList,
  isOperandMapping,
  isText,
  lookUp,
  mapKey,
  type Operand,
  type OperandList,
  type OperandMapping,
  Tuple,
  typeName,
} from './operand.ts';

/** Python's `==`: `1 == 1.0 == true`, and never an error between values of different types. Secrets compare by their text. */
export function isEqual(left: Operand, right: Operand, budget: Budget, depth = 0): boolean {
  budget.spend(1);
  const [a, b] = [defined(left), defined(right)];
  if (isText(a)) return isText(b) && reveal(a) === reveal(b);
  if (isNumber(a)) return isNumber(b) && orderNumbers(a, b) === 0;
  if (isOperandList(a)) return isOperandList(b) && isSameKind(a, b) && isSameList(a, b, budget, descend(depth));
  if (isOperandMapping(a)) return isOperandMapping(b) && isSameMapping(a, b, budget, descend(depth));
  return a === b;
}

const isSameKind = (a: OperandList, b: OperandList): boolean => a instanceof Tuple === b instanceof Tuple;

function isSameList(a: OperandList, b: OperandList, budget: Budget, depth: number): boolean {
  return a.length === b.length && a.every((item, index) => isEqual(item, b[index] ?? null, budget, depth));
}

function isSameMapping(a: OperandMapping, b: OperandMapping, budget: Budget, depth: number): boolean {
  if (a.size !== b.size) return false;
  for (const [key, item] of a) {
    const other = lookUp(b, key);
    if (other === undefined || !isEqual(item, other, budget, depth)) return false;
  }
  return true;
}

/** Negative, zero or positive; NaN where a NaN takes part. Fails where Python's `<` does. */
export function order(left: Operand, right: Operand, budget: Budget, depth = 0): number {
  budget.spend(1);
  const [a, b] = [defined(left), defined(right)];
  if (isText(a) && isText(b)) return orderSecretText(a, b);
  if (isNumber(a) && isNumber(b)) return orderNumbers(a, b);
  if (isOperandList(a) && isOperandList(b) && isSameKind(a, b)) return orderLists(a, b, budget, descend(depth));
  throw new Failure('template-type', `a ${typeName(a)} and a ${typeName(b)} have no order`, hintFor(a, b));
}

const orderSecretText = (a: string | Secret, b: string | Secret): number => orderText(reveal(a), reveal(b));

function hintFor(a: Operand, b: Operand): string | undefined {
  if ((isText(a) && isNumber(b)) || (isText(b) && isNumber(a))) return 'turn the text into a number with "| int"';
  return undefined;
}

function orderNumbers(a: Integer | boolean | Float, b: Integer | boolean | Float): number {
  const [x, y] = [numeric(a), numeric(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  return x < y ? -1 : x > y ? 1 : 0;
}

const numeric = (value: Integer | boolean | Float): Integer =>
  value instanceof Float ? value.value : isInteger(value) && typeof value === 'boolean' ? Number(value) : value;

function orderLists(a: OperandList, b: OperandList, budget: Budget, depth: number): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (!isEqual(item, other, budget, depth)) return order(item, other, budget, depth);
  }
  return a.length - b.length;
}

/** Python's `item in container`: part of a text, item of a list, key of a mapping. */
export function contains(container: Operand, item: Operand, budget: Budget): boolean {
  const [where, what] = [defined(container), defined(item)];
  if (isOperandList(where)) return where.some((each) => isEqual(each, what, budget));
  if (isOperandMapping(where) && what instanceof Tuple) return false;
  if (isOperandMapping(where)) return lookUp(where, isText(what) ? reveal(what) : mapKey(what)) !== undefined;
  if (!isText(where))
    throw new Failure('template-type', `"in" needs a list, a mapping or text on its right, not a ${typeName(where)}`);
  if (!isText(what)) throw new Failure('template-type', `"in" a text needs text on its left, not a ${typeName(what)}`);
  return reveal(where).includes(reveal(what));
}
