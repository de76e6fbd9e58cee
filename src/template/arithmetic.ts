import type { BinaryOperator } from '../domain/template.ts';
import { reveal, Secret } from '../domain/secret.ts';
import { Float } from '../domain/value.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { Budget } from './budget.ts';
import { Failure } from './failure.ts';
import { integer } from './integers.ts';
import { maxIntegerBits } from './limits.ts';
import {
  defined,
  type Integer,
  isInteger,
  isNumber,
  isOperandList,
  isText,
  listLike,
  type Operand,
  type OperandList,
  Tuple,
  typeName,
} from './operand.ts';

/** Python's arithmetic, on texts and lists too. Formatting with `%` is the caller's. */
export function calculate(operator: BinaryOperator, left: Operand, right: Operand, budget: Budget): Operand {
  const [a, b] = [defined(left), defined(right)];
  if (isNumber(a) && isNumber(b)) return numbers(operator, a, b);
  if (operator === '+' && isText(a) && isText(b)) return joined(a, b, budget);
  if (operator === '+' && isOperandList(a) && isOperandList(b) && a instanceof Tuple === b instanceof Tuple)
    return concatenated(a, b, budget);
  if (operator === '*' && isInteger(b)) return repeated(a, Number(b), budget);
  if (operator === '*' && isInteger(a)) return repeated(b, Number(a), budget);
  throw mismatch(operator, a, b);
}

/** Python's unary `-` and `+`. */
export function signed(operator: '-' | '+', value: Operand): Operand {
  const known = defined(value);
  if (known instanceof Float) return operator === '-' ? new Float(-known.value) : known;
  if (!isInteger(known)) throw new Failure('template-type', `a ${typeName(known)} has no sign`);
  const whole = typeof known === 'boolean' ? Number(known) : known;
  return operator === '-' ? integer(-BigInt(whole)) : whole;
}

function joined(a: string | Secret, b: string | Secret, budget: Budget): Operand {
  const text = reveal(a) + reveal(b);
  budget.text(text.length);
  return a instanceof Secret || b instanceof Secret ? new Secret(text) : text;
}

function concatenated(a: OperandList, b: OperandList, budget: Budget): Operand {
  budget.spend(a.length + b.length);
  return listLike(a, [...a, ...b]);
}

function repeated(value: Operand, times: number, budget: Budget): Operand {
  const count = Math.max(0, times);
  if (isOperandList(value)) {
    budget.spend(value.length * count);
    return listLike(value, Array.from({ length: count }, () => [...value]).flat(1));
  }
  if (!isText(value)) throw mismatch('*', value, times);
  const text = reveal(value);
  budget.text(text.length * count);
  return value instanceof Secret ? new Secret(text.repeat(count)) : text.repeat(count);
}

function mismatch(operator: string, a: Operand, b: Operand): Failure {
  const hint = isText(a) !== isText(b) ? 'write "~" to join texts, or "| int" to count' : undefined;
  return new Failure(
    'template-type',
    `"${operator}" does not work between a ${typeName(a)} and a ${typeName(b)}`,
    hint,
  );
}

function numbers(operator: BinaryOperator, a: Integer | boolean | Float, b: Integer | boolean | Float): Operand {
  if (operator !== '/' && !(a instanceof Float) && !(b instanceof Float)) return integers(operator, a, b);
  if (operator === '/' && isInteger(a) && isInteger(b)) return quotient(BigInt(a), BigInt(b));
  return new Float(floats(operator, asFloat(a), asFloat(b)));
}

function asFloat(value: Integer | boolean | Float): number {
  const number = value instanceof Float ? value.value : Number(value);
  if (!(value instanceof Float) && !Number.isFinite(number))
    throw new Failure('template-value', 'the integer is too large for a float');
  return number;
}

function integers(operator: BinaryOperator, a: Integer | boolean, b: Integer | boolean): Operand {
  if (operator !== '**' && Number.isSafeInteger(Number(a)) && Number.isSafeInteger(Number(b))) {
    const quick = floats(operator, Number(a), Number(b));
    if (Number.isSafeInteger(quick) && (operator !== '//' || Math.abs(Number(a)) < 2 ** 51)) return quick + 0;
  }
  return exact(operator, BigInt(a), BigInt(b));
}

function exact(operator: BinaryOperator, a: bigint, b: bigint): Operand {
  switch (operator) {
    case '+':
      return integer(a + b);
    case '-':
      return integer(a - b);
    case '*':
      return integer(a * b);
    case '//':
      return integer((a - floorRemainder(a, b)) / b);
    case '%':
      return integer(floorRemainder(a, b));
    case '**':
      return power(a, b);
    case '/':
      return quotient(a, b);
    default:
      return unreachable(operator);
  }
}

const divisionByZero = (): Failure => new Failure('template-value', 'division by zero');

/** Has the sign of the divisor, as in Python. */
function floorRemainder(a: bigint, b: bigint): bigint {
  if (b === 0n) throw divisionByZero();
  const remainder = a % b;
  return remainder !== 0n && remainder < 0n !== b < 0n ? remainder + b : remainder;
}

function power(base: bigint, exponent: bigint): Operand {
  if (exponent < 0n) return new Float(floats('**', Number(base), Number(exponent)));
  const bits = base.toString(2).length;
  if (base !== 0n && base !== 1n && base !== -1n && BigInt(bits - 1) * exponent > maxIntegerBits) {
    throw new Failure('template-limit', 'the integer has more than 4300 digits');
  }
  if (base === 0n || base === 1n) return exponent === 0n ? 1 : Number(base);
  return base === -1n ? (exponent % 2n === 0n ? 1 : -1) : integer(base ** exponent);
}

/** `a / b` rounded once, also beyond 2^53. */
function quotient(a: bigint, b: bigint): Float {
  if (b === 0n) throw divisionByZero();
  const [x, y] = [Number(a), Number(b)];
  if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) return new Float(x / y);
  return new Float(rounded(a < 0n ? -a : a, b < 0n ? -b : b) * (a < 0n !== b < 0n ? -1 : 1));
}

/** `a / b` of positive integers: 66 significant bits and a sticky one, so that `Number` rounds correctly. */
function rounded(a: bigint, b: bigint): number {
  const shift = Math.max(0, 66 - a.toString(2).length + b.toString(2).length);
  const scaled = a << BigInt(shift);
  const sticky = scaled % b === 0n ? 0n : 1n;
  const result = asFloat((scaled / b) | sticky) / 2 ** Math.min(shift, 1000);
  return result / 2 ** Math.max(0, shift - 1000);
}

function floats(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
    case '//':
    case '%':
      return divided(operator, a, b);
    case '**':
      return powerOfFloats(a, b);
    default:
      return unreachable(operator);
  }
}

function divided(operator: '/' | '//' | '%', a: number, b: number): number {
  if (b === 0) throw divisionByZero();
  if (operator === '/') return a / b;
  const remainder = a % b;
  const floored = remainder === 0 ? signedZero(b) : remainder < 0 !== b < 0 ? remainder + b : remainder;
  if (operator === '%') return floored;
  const quotient = Math.round((a - floored) / b);
  return quotient === 0 ? signedZero(a / b) : quotient;
}

const signedZero = (like: number): number => (like < 0 || Object.is(like, -0) ? -0 : 0);

function powerOfFloats(a: number, b: number): number {
  if (a === 0 && b < 0) throw new Failure('template-value', 'zero cannot be raised to a negative power');
  const result = a ** b;
  if (Number.isNaN(result) && !Number.isNaN(a) && !Number.isNaN(b))
    throw new Failure('template-value', 'the result is not a real number');
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b))
    throw new Failure('template-value', 'the result is too large');
  return result;
}
