import type { SourceRange } from '../../domain/diagnostic.ts';
import { Float } from '../../domain/value.ts';
import type { YamlEntry, YamlNode, YamlScalar } from '../../domain/yaml-node.ts';
import { readPythonNumber } from './python-number.ts';
import { readPythonText, skipSpace } from './python-text.ts';

/** From UTF-16 offsets of the literal to its place in the file. */
export type Locate = (start: number, end: number) => SourceRange;

/** Python's tokenizer gives up beyond. */
const MAX_DEPTH = 199;

/**
 * What Python's `ast.literal_eval` makes of a text: numbers, texts, lists, tuples and sets (as lists), dictionaries,
 * True, False, None; null for all else, which is text as it stands.
 */
export function parsePythonLiteral(source: string, locate: Locate): YamlNode | null {
  const reader: Reader = { source, locate, at: skipBlanks(source), depth: 0 };
  const first = readValue(reader);
  if (first === null) return null;
  const node = peek(reader) === ',' ? readBareTuple(reader, first) : first;
  skip(reader);
  return node !== null && (reader.at >= source.length || source[reader.at] === '#') ? node : null;
}

interface Reader {
  readonly source: string;
  readonly locate: Locate;
  at: number;
  depth: number;
}

function skipBlanks(source: string): number {
  return /^[ \t]*/.exec(source)?.[0].length ?? 0;
}

const skip = (reader: Reader): void => {
  reader.at = skipSpace(reader.source, reader.at);
};

function peek(reader: Reader): string {
  skip(reader);
  return reader.source[reader.at] ?? '';
}

/** `1, 2` without parentheses. */
function readBareTuple(reader: Reader, first: YamlNode): YamlNode | null {
  const items = [first];
  while (peek(reader) === ',') {
    reader.at += 1;
    const next = peek(reader);
    if (next === '' || next === '#') break;
    const item = readValue(reader);
    if (item === null) return null;
    items.push(item);
  }
  return { kind: 'list', items, range: reader.locate(0, reader.at) };
}

function readValue(reader: Reader): YamlNode | null {
  const first = peek(reader);
  if (first === '[' || first === '(' || first === '{') return readBracket(reader, first);
  if (first === '-' || first === '+') return readSigned(reader, first);
  return readText(reader) ?? readNumber(reader, '') ?? readWord(reader);
}

function readText(reader: Reader): YamlNode | null {
  const start = reader.at;
  const read = readPythonText(reader.source, start);
  if (read === null) return null;
  reader.at = read.end;
  const { sources, text } = read;
  const at = (index: number): number => sources[index] ?? read.end;
  return {
    kind: 'scalar',
    value: text,
    written: text,
    style: 'double-quoted',
    range: reader.locate(start, read.end),
    locate: (offset, length = 1) => reader.locate(at(offset), at(offset + length - 1) + Math.min(length, 1)),
  };
}

/** Python takes one sign, before a number. */
function readSigned(reader: Reader, sign: '-' | '+'): YamlNode | null {
  reader.at += 1;
  const first = peek(reader);
  if (first !== '(') return readNumber(reader, sign);
  const inner = readBracket(reader, '(');
  return inner?.kind === 'scalar' && isPlainNumber(inner) ? { ...inner, value: signed(inner.value, sign) } : null;
}

const isPlainNumber = ({ value }: YamlScalar): boolean =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof Float;

function readNumber(reader: Reader, sign: '' | '-' | '+'): YamlNode | null {
  const start = reader.at;
  const read = readPythonNumber(reader.source, start);
  if (read === null) return null;
  reader.at = read.end;
  const written = reader.source.slice(start, read.end);
  if (typeof read.value === 'string')
    return scalar(reader, start, `${sign === '-' ? '(-0-' : ''}${read.value}${sign === '-' ? ')' : ''}`, written);
  return scalar(reader, start, signed(read.value, sign), `${sign}${written}`);
}

function signed(value: YamlScalar['value'], sign: '' | '-' | '+'): YamlScalar['value'] {
  if (sign !== '-') return value;
  if (value instanceof Float) return new Float(-value.value);
  return typeof value === 'bigint' ? -value : typeof value === 'number' && value !== 0 ? -value : value;
}

const WORDS: ReadonlyMap<string, boolean | null | string> = new Map<string, boolean | null | string>([
  ['True', true],
  ['False', false],
  ['None', null],
  ['...', '...'],
]);

function readWord(reader: Reader): YamlNode | null {
  const start = reader.at;
  const [word = ''] = /^(?:\.\.\.|[\p{L}_][\p{L}\p{N}_]*)/u.exec(reader.source.slice(start, start + 10)) ?? [];
  reader.at += word.length;
  const value = WORDS.get(word);
  if (value !== undefined) return scalar(reader, start, value, word);
  return word === 'set' ? readEmptySet(reader, start) : null;
}

function readEmptySet(reader: Reader, start: number): YamlNode | null {
  if (peek(reader) !== '(') return null;
  reader.at += 1;
  if (peek(reader) !== ')') return null;
  reader.at += 1;
  return { kind: 'list', items: [], range: reader.locate(start, reader.at) };
}

function scalar(reader: Reader, start: number, value: YamlScalar['value'], written: string): YamlScalar {
  const range = reader.locate(start, reader.at);
  return { kind: 'scalar', value, written, style: 'plain', range, locate: () => range };
}

const CLOSING = { '[': ']', '(': ')', '{': '}' } as const;

function readBracket(reader: Reader, open: '[' | '(' | '{'): YamlNode | null {
  const start = reader.at;
  reader.at += 1;
  reader.depth += 1;
  const items = reader.depth > MAX_DEPTH ? null : readItems(reader, CLOSING[open], open === '{');
  reader.depth -= 1;
  if (items === null) return null;
  const range = reader.locate(start, reader.at);
  if (open === '{') return braces(items, range);
  const [only] = items.values;
  if (open === '(' && items.commas === 0 && only !== undefined) return only;
  return { kind: 'list', items: items.values, range };
}

interface Items {
  readonly keys: readonly YamlScalar[];
  readonly values: readonly YamlNode[];
  readonly commas: number;
}

/** Up to the closing bracket. In braces either all items have keys, or none has. */
function readItems(reader: Reader, closing: string, mayHaveKeys: boolean): Items | null {
  const keys: YamlScalar[] = [];
  const values: YamlNode[] = [];
  let commas = 0;
  while (peek(reader) !== closing) {
    const first = readValue(reader);
    if (first === null) return null;
    if (mayHaveKeys && peek(reader) === ':') {
      reader.at += 1;
      const value = readValue(reader);
      if (value === null || first.kind !== 'scalar') return null;
      keys.push(first);
      values.push(value);
    } else values.push(first);
    if (peek(reader) === ',') {
      reader.at += 1;
      commas += 1;
    } else if (peek(reader) !== closing) return null;
  }
  reader.at += 1;
  if (values.length === 0 && commas > 0) return null;
  return keys.length === 0 || keys.length === values.length ? { keys, values, commas } : null;
}

/** A dictionary; or a set, of which each value counts once. Python cannot put lists and dictionaries into a set. */
function braces({ keys, values }: Items, range: SourceRange): YamlNode | null {
  if (keys.length === 0 && values.length === 0) return { kind: 'map', entries: [], range };
  if (keys.length === 0) {
    if (values.some(({ kind }) => kind !== 'scalar')) return null;
    const each = new Map(values.map((value) => [value.kind === 'scalar' ? keyOf(value) : '', value]));
    return { kind: 'list', items: [...each.values()], range };
  }
  const entries = new Map<string, YamlEntry>();
  for (const [index, key] of keys.entries()) {
    const value = values[index];
    const known = entries.get(keyOf(key));
    if (value !== undefined) entries.set(keyOf(key), { key: known?.key ?? key, value });
  }
  return { kind: 'map', entries: [...entries.values()], range };
}

const keyOf = ({ value }: YamlScalar): string =>
  `${typeof value} ${value instanceof Float ? value.value : String(value)}`;
