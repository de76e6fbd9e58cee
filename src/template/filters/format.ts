import { Float } from '../../domain/value.ts';
import type { Budget } from '../budget.ts';
import { codePointLength, indexable } from '../code-points.ts';
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
  if (about.type === 's') return firstCharacters(textOf(value, budget), about);
  if (about.type === 'r') return firstCharacters(representation(value, budget), about);
  if (about.type === 'c') return character(value);
  if ('diuoxX'.includes(about.type)) return whole(about, wholeValue(value, about.type));
  if ('eEfFgG'.includes(about.type)) return real(about, realValue(value, about.type));
  throw new Failure('template-value', `"%${about.type}" is not a format`);
}

const firstCharacters = (text: string, { precision }: Directive): string =>
  precision === null ? text : Array.from(indexable(text)).slice(0, precision).join('');

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

/** `#` keeps the point and, for `g`, the zeros behind it. */
function realDigits(about: Directive, value: number): string {
  const precision = Math.min(about.precision ?? 6, 100);
  const type = about.type.toLowerCase();
  const keepsPoint = about.flags.includes('#');
  if (type === 'g') return general(value, precision === 0 ? 1 : precision, keepsPoint);
  const text = type === 'e' ? exponential(value, precision) : fixed(value, precision);
  return keepsPoint ? withPoint(text) : text;
}

const withPoint = (text: string): string => (text.includes('.') ? text : text.replace(/^\d+/, '$&.'));

/** `toFixed` and `toExponential` round a tie up; Python rounds it to the even digit. */
function fixed(value: number, precision: number): string {
  if (value >= 1e21) return BigInt(value).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '');
  const digits = value.toFixed(Math.min(100, precision + 30));
  return evenTie(digits, precision) ?? value.toFixed(precision);
}

function exponential(value: number, precision: number): string {
  const [digits = '', power = ''] = value.toExponential(Math.min(100, precision + 40)).split('e');
  const even = evenTie(digits, precision);
  const text = even === null ? value.toExponential(precision) : `${even}e${power}`;
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** The digits up to the precision, where exactly a half follows an even digit. */
function evenTie(digits: string, precision: number): string | null {
  const cut = digits.indexOf('.') + 1 + precision;
  const [kept, tail] = [digits.slice(0, cut), digits.slice(cut)];
  return /^50*$/.test(tail) && /[02468]\.?$/.test(kept) ? kept.replace(/\.$/, '') : null;
}

function general(value: number, precision: number, keepsPoint: boolean): string {
  const scientific = exponential(value, precision - 1);
  const exponent = value === 0 ? 0 : Number(scientific.split('e')[1] ?? 0);
  if (exponent < -4 || exponent >= precision)
    return keepsPoint ? withPoint(scientific) : scientific.replace(/(\.\d*?)0+e/, '$1e').replace('.e', 'e');
  const text = fixed(value, Math.min(100, Math.max(0, precision - 1 - exponent)));
  if (keepsPoint) return withPoint(text);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Python counts the width in code points. */
function padded(text: string, { flags, width, type }: Directive): string {
  const missing = Math.max(0, width - codePointLength(text));
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0') || 'src'.includes(type)) return ' '.repeat(missing) + text;
  const lead = /^[-+ ]?(?:0[xXo])?/.exec(text)?.[0] ?? '';
  return lead + '0'.repeat(missing) + text.slice(lead.length);
}
