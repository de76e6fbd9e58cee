import { codePointLength } from '../code-points.ts';
import { isSpaceCharacter } from '../text-tools.ts';
import type { CharacterTest, RegexFlags } from './syntax.ts';

const word = /[\p{L}\p{N}_]/u;
const digit = /\p{Nd}/u;

const testing =
  (pattern: RegExp): CharacterTest =>
  (code) =>
    pattern.test(String.fromCodePoint(code));
const not =
  (test: CharacterTest): CharacterTest =>
  (code) =>
    !test(code);

/** `\w` of Python: letters and digits of every script. */
export const isWordCharacter: CharacterTest = (code) =>
  code < 128
    ? (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
    : testing(word)(code);
const isDigit: CharacterTest = (code) => (code < 128 ? code >= 48 && code <= 57 : testing(digit)(code));
const isSpace: CharacterTest = (code) => isSpaceCharacter(String.fromCodePoint(code));

const asciiSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);
const inAscii =
  (test: CharacterTest): CharacterTest =>
  (code) =>
    code < 128 && test(code);

/** `\w \W \d \D \s \S` by their letter. */
const unicodeClasses: ReadonlyMap<string, CharacterTest> = new Map([
  ['w', isWordCharacter],
  ['W', not(isWordCharacter)],
  ['d', isDigit],
  ['D', not(isDigit)],
  ['s', isSpace],
  ['S', not(isSpace)],
]);

const dottedCapitalI = 0x130;

const asciiClasses: ReadonlyMap<string, CharacterTest> = new Map([
  ['w', inAscii(isWordCharacter)],
  ['W', not(inAscii(isWordCharacter))],
  ['d', inAscii(isDigit)],
  ['D', not(inAscii(isDigit))],
  ['s', asciiSpace],
  ['S', not(asciiSpace)],
]);

export const classOf = (letter: string, { ascii }: RegexFlags): CharacterTest | undefined =>
  (ascii === true ? asciiClasses : unicodeClasses).get(letter);

/** Small and capital forms of one character, as far as they are single ones. */
export function caseForms(code: number, ascii = false): readonly number[] {
  if (ascii && code > 127) return [code];
  const text = String.fromCodePoint(code);
  const [small, capital] = [text.toLowerCase(), text.toUpperCase()];
  const forms = [small, capital, capital.toLowerCase()].filter((form) => codePointLength(form) === 1);
  const all = [code, ...forms.map((form) => form.codePointAt(0) ?? code)];
  return code === dottedCapitalI ? [...all, 'i'.charCodeAt(0)] : all;
}

export function exactly(code: number, { ignoreCase, ascii }: RegexFlags): CharacterTest {
  if (!ignoreCase) return (other) => other === code;
  const forms = new Set(caseForms(code, ascii));
  return (other) => forms.has(other);
}

export interface SetItem {
  readonly from: number;
  readonly to: number;
}

/** A `[…]`: single ranges and classes. */
export function setTest(
  ranges: readonly SetItem[],
  tests: readonly CharacterTest[],
  negated: boolean,
  { ignoreCase, ascii }: RegexFlags,
): CharacterTest {
  const isIn: CharacterTest = (code) =>
    ranges.some(({ from, to }) => code >= from && code <= to) || tests.some((test) => test(code));
  const holds: CharacterTest = ignoreCase ? (code) => caseForms(code, ascii).some(isIn) : isIn;
  return negated ? not(holds) : holds;
}
