import { Float } from '../../domain/value.ts';

export interface PythonNumber {
  /** Text for an imaginary number, which is no value of ours or Ansible's. */
  readonly value: number | bigint | Float | string;
  readonly end: number;
}

const DIGITS = String.raw`\d(?:_?\d)*`;
const NUMBER = new RegExp(
  String.raw`(?:(0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)|` +
    String.raw`((?:(?:${DIGITS})?\.${DIGITS}|${DIGITS}\.)(?:[eE][-+]?${DIGITS})?|${DIGITS}[eE][-+]?${DIGITS})|` +
    String.raw`(${DIGITS}))([jJ]?)`,
  'y',
);

/** Python reads no decimal integer that is longer. */
const MAX_DIGITS = 4300;

/** A number of Python without a sign; null where there is none, or one that Python refuses, such as `007`. */
export function readPythonNumber(source: string, at: number): PythonNumber | null {
  NUMBER.lastIndex = at;
  const [all, based, float, decimal, imaginary = ''] = NUMBER.exec(source) ?? [];
  if (all === undefined || /[\p{L}\p{N}_]/u.test(source.charAt(at + all.length))) return null;
  const end = at + all.length;
  const digits = (based ?? float ?? decimal ?? '').replaceAll('_', '');
  if (imaginary !== '') return based === undefined ? { value: `${Number(digits)}j`, end } : null;
  if (float !== undefined) return { value: new Float(Number(digits)), end };
  if (decimal !== undefined && (digits.length > MAX_DIGITS || /^0+[1-9]/.test(digits))) return null;
  const value = BigInt(digits);
  return { value: Number.isSafeInteger(Number(value)) ? Number(value) : value, end };
}
