import { Secret } from '../../domain/secret.ts';
import { Float } from '../../domain/value.ts';
import {
  isInteger,
  isNumber,
  isOperandList,
  isOperandMapping,
  isText,
  isTruthy,
  type Operand,
  Undefined,
} from '../operand.ts';
import { textOf } from '../python-text.ts';
import { type Test, test, type Tests } from '../registry.ts';
import type { Arguments } from '../signature.ts';

const falseWords = ['no', 'off', 'false', '0', 'n', 'f'];
const trueWords = ['yes', 'on', 'true', '1', 'y', 't'];

export const typeTests: Tests = {
  defined: asIs((input) => !(input instanceof Undefined)),
  undefined: asIs((input) => input instanceof Undefined),
  none: test('', (input) => input === null),
  string: test('', isText),
  number: test('', isNumber),
  integer: test('', (input) => isInteger(input) && typeof input !== 'boolean'),
  float: test('', (input) => input instanceof Float),
  boolean: test('', (input) => typeof input === 'boolean'),
  true: test('', (input) => input === true),
  false: test('', (input) => input === false),
  mapping: test('', isOperandMapping),
  sequence: test('', hasItems),
  iterable: test('', hasItems),
  truthy: test('convert_bool?', truth),
  falsy: test('convert_bool?', (input, given) => !truth(input, given)),
  lower: hasOnlyCase(/\p{Lowercase}/u, /\p{Uppercase}/u),
  upper: hasOnlyCase(/\p{Uppercase}/u, /\p{Lowercase}/u),
};

function asIs(apply: (input: Operand) => boolean): Test {
  return { ...test('', apply), takesUndefined: true };
}

function hasItems(input: Operand): boolean {
  return isText(input) || isOperandList(input) || isOperandMapping(input);
}

function truth(input: Operand, given: Arguments): boolean {
  const word = input instanceof Secret ? input.reveal() : input;
  if (given.flag('convert_bool', false) && (typeof word === 'string' || isNumber(word))) {
    const text = String(word instanceof Float ? word.value : word)
      .toLowerCase()
      .trim();
    if (trueWords.includes(text)) return true;
    if (falseWords.includes(text)) return false;
  }
  return isTruthy(input);
}

/** Python's `islower` and `isupper` of `str(value)`: some letter of the case, none of the other. */
function hasOnlyCase(wanted: RegExp, other: RegExp): Test {
  return test('', (input, _given, { budget }) => {
    const text = textOf(input, budget);
    return wanted.test(text) && !other.test(text) && !/\p{Lt}/u.test(text);
  });
}
