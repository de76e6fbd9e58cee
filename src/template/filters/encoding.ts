import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';
import { type Operand, typeName } from '../operand.ts';
import { textOf } from '../python-text.ts';
import { type Filters, opaque, type Work } from '../registry.ts';
import type { Arguments } from '../signature.ts';

export const encodingFilters: Filters = {
  basename: opaque('', (input) => pathFrom(input).replace(/^[^]*\//, '')),
  dirname: opaque('', (input) => dirname(pathFrom(input))),
  b64encode: opaque('encoding? urlsafe?', b64encode),
  b64decode: opaque('encoding? urlsafe?', b64decode),
  hash: opaque('hashtype?', (input, given, { budget }) =>
    digest(textOf(input, budget), given.text('hashtype', 'sha1')),
  ),
  checksum: opaque('', (input, _given, { budget }) => digest(textOf(input, budget), 'sha1')),
};

function pathFrom(input: Operand): string {
  if (typeof input === 'string') return input;
  throw new Failure('template-type', `a path is text, not a ${typeName(input)}`);
}

/** As Python's posixpath, not as dirname(1): `/a/b/` gives `/a/b`, `a` gives nothing. */
function dirname(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '');
}

function b64encode(input: Operand, given: Arguments, { budget }: Work): Operand {
  const bytes = Buffer.from(textOf(input, budget), encodingOf(given));
  budget.text(bytes.length * 2);
  return given.flag('urlsafe', false)
    ? bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_')
    : bytes.toString('base64');
}

function b64decode(input: Operand, given: Arguments, { budget }: Work): Operand {
  const encoding = encodingOf(given);
  const text = textOf(input, budget);
  const standard = given.flag('urlsafe', false) ? text.replaceAll('-', '+').replaceAll('_', '/') : text;
  budget.spend(standard.length >> 3);
  return decoded(Buffer.from(base64Digits(standard), 'base64'), encoding);
}

/** As in Python: other characters do not count, nor what follows the padding. */
function base64Digits(text: string): string {
  let [digits, pads] = ['', 0];
  for (const character of text.match(/[A-Za-z\d+/]+|=/g) ?? []) {
    if (character !== '=') [digits, pads] = [digits + character, 0];
    else if (digits.length % 4 >= 2 && (digits.length % 4) + ++pads >= 4) return digits;
  }
  if (digits.length % 4 !== 0) throw new Failure('template-value', 'the text is not base64: its padding is wrong');
  return digits;
}

function decoded(bytes: Buffer, encoding: Encoding): string {
  const text = bytes.toString(encoding);
  if (Buffer.compare(Buffer.from(text, encoding), bytes) !== 0)
    throw new Failure('template-value', `what is encoded is not ${encoding} text`);
  return text;
}

type Encoding = 'utf8' | 'utf16le' | 'latin1';
const encodings: ReadonlyMap<string, Encoding> = new Map([
  ['utf8', 'utf8'],
  ['utf16le', 'utf16le'],
  ['latin1', 'latin1'],
  ['iso88591', 'latin1'],
]);

function encodingOf(given: Arguments): Encoding {
  const encoding = encodings.get(given.text('encoding', 'utf-8').toLowerCase().replaceAll(/[-_ ]/g, ''));
  if (encoding === undefined) throw new Failure('template-value', 'the encoding is one of utf-8, utf-16-le, latin-1');
  return encoding;
}

/** Python's names, and OpenSSL's. */
const hashes: ReadonlyMap<string, string> = new Map([
  ...['sha1', 'sha256', 'sha512', 'sha224', 'sha384', 'md5'].map((name) => [name, name] as const),
  ...['224', '256', '384', '512'].map((size) => [`sha3_${size}`, `sha3-${size}`] as const),
  ['blake2b', 'blake2b512'],
  ['blake2s', 'blake2s256'],
]);

function digest(text: string, name: string): string {
  const algorithm = hashes.get(name);
  if (algorithm === undefined)
    throw new Failure('template-value', `the hash must be one of ${[...hashes.keys()].join(', ')}`);
  return createHash(algorithm).update(text, 'utf8').digest('hex');
}
