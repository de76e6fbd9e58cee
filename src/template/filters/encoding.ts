import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';
import type { Operand } from '../operand.ts';
import { textOf } from '../python-text.ts';
import { type Filters, opaque, type Work } from '../registry.ts';
import type { Arguments } from '../signature.ts';

export const encodingFilters: Filters = {
  basename: opaque('', (input, _given, { budget }) => textOf(input, budget).replace(/^[^]*\//, '')),
  dirname: opaque('', (input, _given, { budget }) => dirname(textOf(input, budget))),
  b64encode: opaque('encoding? urlsafe?', b64encode),
  b64decode: opaque('encoding? urlsafe?', b64decode),
  hash: opaque('hashtype?', (input, given, { budget }) =>
    digest(textOf(input, budget), given.text('hashtype', 'sha1')),
  ),
  checksum: opaque('', (input, _given, { budget }) => digest(textOf(input, budget), 'sha1')),
};

/** As Python's posixpath, not as dirname(1): `/a/b/` gives `/a/b`, `a` gives nothing. */
function dirname(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '');
}

function b64encode(input: Operand, given: Arguments, { budget }: Work): Operand {
  const bytes = Buffer.from(textOf(input, budget), utf8(given));
  budget.text(bytes.length * 2);
  return given.flag('urlsafe', false)
    ? bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_')
    : bytes.toString('base64');
}

function b64decode(input: Operand, given: Arguments, { budget }: Work): Operand {
  utf8(given);
  const text = textOf(input, budget);
  const standard = given.flag('urlsafe', false) ? text.replaceAll('-', '+').replaceAll('_', '/') : text;
  const [digits = ''] = standard.replaceAll(/[^A-Za-z\d+/=]/g, '').split(/(?<==)(?!=)/);
  if (digits.length % 4 !== 0) throw new Failure('template-value', 'the text is not base64: its padding is wrong');
  return decoded(Buffer.from(digits, 'base64'));
}

function decoded(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (Buffer.compare(Buffer.from(text, 'utf8'), bytes) !== 0)
    throw new Failure('template-value', 'what is encoded is not UTF-8 text');
  return text;
}

function utf8(given: Arguments): 'utf8' {
  const encoding = given.text('encoding', 'utf-8');
  if (!/^utf-?8$/i.test(encoding)) throw new Failure('template-value', `the encoding must be utf-8`);
  return 'utf8';
}

const hashes = ['sha1', 'sha256', 'sha512', 'sha224', 'sha384', 'md5'];

function digest(text: string, algorithm: string): string {
  if (!hashes.includes(algorithm)) throw new Failure('template-value', `the hash must be one of ${hashes.join(', ')}`);
  return createHash(algorithm).update(text, 'utf8').digest('hex');
}
