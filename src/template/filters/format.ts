import { Float } from '../../domain/value.ts';
import type { Budget } from '../budget.ts';
import { Failure } from '../failure.ts';
import { integer } from '../integers.ts';
import { type Integer, isInteger, isNumber, type Operand, typeName } from '../operand.ts';
import { floatText, representation, textOf } from '../python-text.ts';

const directive = /%(?:\(([^)]*)\))?([-+ #0]*)(\d+|\*)?(?:\.(\d*|\*))?[hlL]?([a-zA-Z%])|%/g;
const widest = 10_000;

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly type: string;
}

/** Python's `text % values`. Throws Failure where Python raises. */
export function formatText(
  text: string,
  positional: readonly Operand[],
  named: ReadonlyMap<string, Operand>,
  budget: Budget,
): string {
  const values: Values = { positional, named, used: 0 };
  const result = text.replaceAll(
    directive,
    (whole: string, name?: string, flags = '', width = '0', precision?: string, type?: string) => {
      if (type === undefined) throw new Failure('template-value', `"${whole}" is not a format`);
      const padding = bounded(width, values);
      const about = {
        flags: padding < 0 ? `${flags}-` : flags,
        width: Math.abs(padding),
        precision: precision === undefined ? null : Math.max(0, bounded(precision, values)),
        type,
      };
      if (type === '%') return '%';
      const piece = padded(one(about, name === undefined ? nextOf(values) : valueNamed(name, values), budget), about);
      budget.text(piece.length);
      return piece;
    },
  );
  if (values.used < positional.length && named.size === 0)
    throw new Failure('template-value', 'there are more values than formats');
  budget.text(result.length);
  return result;
}

interface Values {
  readonly positional: readonly Operand[];
  readonly named: ReadonlyMap<string, Operand>;
  used: number;
}

function nextOf(values: Values): Operand {
  const value = values.positional[values.used++];
  if (value === undefined) throw new Failure('template-value', 'there are more formats than values');
  return value;
}

function valueNamed(name: string, { named }: Values): Operand {
  const value = named.get(name);
  if (value === undefined) throw new Failure('template-value', `there is no value "${name}" to format`);
  return value;
}

function bounded(digits: string, values: Values): number {
  const number = digits === '*' ? nextOf(values) : Number(digits);
  if (typeof number !== 'number') throw new Failure('template-type', '"*" needs an integer');
  if (Math.abs(number) > widest) throw new Failure('template-limit', `a width or precision is at most ${widest}`);
  return number;
}

function one(about: Directive, value: Operand, budget: Budget): string {
  if (about.type === 's') return textOf(value, budget).slice(0, about.precision ?? undefined);
  if (about.type === 'r') return representation(value, budget).slice(0, about.precision ?? undefined);
  if (about.type === 'c') return character(value);
  if ('diuoxX'.includes(about.type)) return whole(about, wholeValue(value, about.type));
  if ('eEfFgG'.includes(about.type)) return real(about, realValue(value, about.type));
  throw new Failure('template-value', `"%${about.type}" is not a format`);
}

function character(value: Operand): string {
  if (typeof value === 'number' && value >= 0 && value <= 0x10ffff) return String.fromCodePoint(value);
  if (typeof value === 'string' && [...value].length === 1) return value;
  throw new Failure('template-type', '"%c" needs one character');
}

function wholeValue(value: Operand, type: string): Integer {
  if (value instanceof Float && 'diu'.includes(type) && Number.isFinite(value.value))
    return integer(BigInt(Math.trunc(value.value)));
  if (isInteger(value)) return typeof value === 'boolean' ? Number(value) : value;
  throw new Failure('template-type', `"%${type}" needs a number, not a ${typeName(value)}`);
}

function realValue(value: Operand, type: string): number {
  if (isNumber(value)) return value instanceof Float ? value.value : Number(value);
  throw new Failure('template-type', `"%${type}" needs a number, not a ${typeName(value)}`);
}

const radixes: Readonly<Record<string, readonly [number, string]>> = { o: [8, '0o'], x: [16, '0x'], X: [16, '0X'] };

function whole(about: Directive, value: Integer): string {
  const [radix, prefix] = radixes[about.type] ?? [10, ''];
  const digits = (value < 0 ? -value : value).toString(radix).padStart(about.precision ?? 0, '0');
  const body = (about.flags.includes('#') ? prefix : '') + (about.type === 'X' ? digits.toUpperCase() : digits);
  return sign(about, value < 0) + body;
}

function sign(about: Directive, isNegative: boolean): string {
  if (isNegative) return '-';
  return about.flags.includes('+') ? '+' : about.flags.includes(' ') ? ' ' : '';
}

function real(about: Directive, value: number): string {
  const magnitude = Math.abs(value);
  const text = Number.isFinite(value) ? realDigits(about, magnitude) : floatText(magnitude);
  return sign(about, value < 0 || Object.is(value, -0)) + (/[EFG]/.test(about.type) ? text.toUpperCase() : text);
}

function realDigits(about: Directive, value: number): string {
  const precision = Math.min(about.precision ?? 6, 100);
  const type = about.type.toLowerCase();
  if (type === 'f')
    return value < 1e21
      ? fixed(value, precision)
      : BigInt(value).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '');
  return type === 'e' ? exponential(value, precision) : general(value, precision === 0 ? 1 : precision);
}

/** `toFixed` rounds a tie up; Python rounds it to the even digit. */
function fixed(value: number, precision: number): string {
  const digits = value.toFixed(Math.min(100, precision + 30));
  const cut = digits.indexOf('.') + 1 + precision;
  const [kept, tail] = [digits.slice(0, cut), digits.slice(cut)];
  const isTie = /^50*$/.test(tail) && /[02468]\.?$/.test(kept);
  return isTie ? kept.replace(/\.$/, '') : value.toFixed(precision);
}

const exponential = (value: number, precision: number): string =>
  value.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');

function general(value: number, precision: number): string {
  const exponent = value === 0 ? 0 : Number(value.toExponential(precision - 1).split('e')[1] ?? 0);
  if (exponent < -4 || exponent >= precision) return exponential(value, precision - 1).replace(/\.?0+e/, 'e');
  const text = value.toFixed(Math.min(100, Math.max(0, precision - 1 - exponent)));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function padded(text: string, { flags, width, type }: Directive): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0') || 'src'.includes(type)) return text.padStart(width);
  const lead = /^[-+ ]?(?:0[xXo])?/.exec(text)?.[0] ?? '';
  return lead + text.slice(lead.length).padStart(width - lead.length, '0');
}
