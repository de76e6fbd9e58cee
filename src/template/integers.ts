import { Failure } from './failure.ts';
import { maxIntegerBits } from './limits.ts';
import { stripText } from './text-tools.ts';
import type { Integer } from './operand.ts';

const limit = 1n << BigInt(maxIntegerBits);

/** A `number` while it is safe, a `bigint` beyond; fails where Python would refuse to print it. */
export function integer(value: bigint): Integer {
  if (value >= -9007199254740991n && value <= 9007199254740991n) return Number(value);
  if (value >= limit || value <= -limit) throw new Failure('template-limit', 'the integer has more than 4300 digits');
  return value;
}

/** `value` must be whole. */
export const wholeNumber = (value: number): Integer =>
  Number.isSafeInteger(value) ? value + 0 : integer(BigInt(value));

/** Text as Python's `int(text, base)` reads it, or null. */
export function parseInteger(text: string, base: number): Integer | null {
  const match = /^([+-]?)(0[xX](?=[\da-fA-F])|0[oO](?=[0-7])|0[bB](?=[01]))?_?([\da-zA-Z]+(?:_[\da-zA-Z]+)*)$/.exec(
    asciiDigits(stripText(text, null)),
  );
  if (match === null) return null;
  const [, sign = '', prefix = '', body = ''] = match;
  const named = prefixBase(prefix);
  const radix = base === 0 ? (named ?? 10) : base;
  const digits = (named !== null && named !== radix ? prefix : '') + body.replaceAll('_', '');
  const magnitude = fromDigits(digits.toLowerCase(), radix);
  if (magnitude === null || (base === 0 && named === null && /^0+[1-9]/.test(body))) return null;
  return integer(sign === '-' ? -magnitude : magnitude);
}

function prefixBase(prefix: string): number | null {
  const bases: Readonly<Record<string, number>> = { '0x': 16, '0o': 8, '0b': 2 };
  return bases[prefix.toLowerCase()] ?? null;
}

function fromDigits(digits: string, radix: number): bigint | null {
  if (digits.length > maxIntegerBits) throw new Failure('template-limit', 'the integer has more than 4300 digits');
  if (radix === 10) return /^\d+$/.test(digits) ? BigInt(digits) : null;
  let value = 0n;
  for (const digit of digits) {
    const worth = Number.parseInt(digit, 36);
    if (Number.isNaN(worth) || worth >= radix) return null;
    value = value * BigInt(radix) + BigInt(worth);
  }
  return value;
}

/** The decimal digits of every script as 0 to 9: their blocks start at a multiple of 16, or 6 after one. */
function asciiDigits(text: string): string {
  return text.replaceAll(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
    const startsAtZero = /\p{Nd}/u.test(String.fromCodePoint(code - (code % 16)));
    return String(startsAtZero ? code % 16 : (code % 16) - 6);
  });
}

/** Text as Python's `float(text)` reads it, or null. */
export function parseFloatText(text: string): number | null {
  const trimmed = asciiDigits(stripText(text, null)).replaceAll(/(?<=\d)_(?=\d)/g, '');
  const named = /^([+-]?)(inf|infinity|nan)$/i.exec(trimmed);
  if (named !== null) return named[2]?.toLowerCase() === 'nan' ? Number.NaN : named[1] === '-' ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : null;
}
