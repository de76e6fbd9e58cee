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
  lower: test('', (input) => isCased(input, (text) => text.toLowerCase())),
  upper: test('', (input) => isCased(input, (text) => text.toUpperCase())),
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

function isCased(input: Operand, fold: (text: string) => string): boolean {
  const text = input instanceof Secret ? input.reveal() : input;
  return typeof text === 'string' && text !== '' && fold(text) === text && text.toLowerCase() !== text.toUpperCase();
}
