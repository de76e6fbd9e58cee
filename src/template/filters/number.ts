import { Float } from '../../domain/value.ts';
import { integer, parseFloatText, parseInteger, wholeNumber } from '../integers.ts';
import { type Integer, isInteger, type Operand } from '../operand.ts';
import { type Filters, opaque } from '../registry.ts';
import type { Arguments } from '../signature.ts';

export const numberFilters: Filters = {
  int: opaque('default? base?', toInteger),
  float: opaque('default?', toFloat),
  bool: opaque('', toBoolean),
};

/** `'42.23' | int` is 42; what is no number gives the default. */
function toInteger(input: Operand, given: Arguments): Operand {
  const fallback = given.or('default', 0);
  if (isInteger(input)) return typeof input === 'boolean' ? Number(input) : input;
  if (input instanceof Float) return truncated(input.value) ?? fallback;
  if (typeof input !== 'string') return fallback;
  const base = given.integer('base', 10);
  const isBase = base === 0 || (base >= 2 && base <= 36);
  return (isBase ? parseInteger(input, base) : null) ?? truncated(parseFloatText(input)) ?? fallback;
}

const truncated = (value: number | null): Integer | null =>
  value === null || !Number.isFinite(value) ? null : wholeNumber(Math.trunc(value));

function toFloat(input: Operand, given: Arguments): Operand {
  if (input instanceof Float) return input;
  const value = isInteger(input) ? Number(input) : typeof input === 'string' ? parseFloatText(input) : null;
  if (value !== null) return new Float(value);
  return given.or('default', new Float(0));
}

const yes = ['yes', 'on', 'true', '1'];

/** As Ansible: yes, on, true, 1 in any case; everything else is false. */
function toBoolean(input: Operand): boolean {
  if (typeof input === 'string') return yes.includes(input.toLowerCase());
  if (input instanceof Float) return input.value === 1;
  return isInteger(input) && integer(BigInt(input)) === 1;
}
