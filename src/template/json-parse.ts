import { Float, type MapKey } from '../domain/value.ts';
import { type Budget, descend } from './budget.ts';
import { Failure } from './failure.ts';
import { parseInteger } from './integers.ts';
import type { Operand } from './operand.ts';

/** JSON with its order, its integers beyond 2^53 and its floats kept. As in Python the last of two equal keys wins. Throws Failure. */
export function parseJson(text: string, budget: Budget): Operand {
  const reader: Reader = { text, budget, at: 0 };
  const value = readValue(reader, 0);
  skipSpace(reader);
  if (reader.at < text.length) throw wrong(reader, 'something after the value');
  return value;
}

interface Reader {
  readonly text: string;
  readonly budget: Budget;
  at: number;
}

const token =
  /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity|[[\]{},:]/y;
const space = /[ \t\r\n]*/y;

function readValue(reader: Reader, depth: number): Operand {
  reader.budget.spend(1);
  const found = take(reader);
  if (found === '[') return readList(reader, descend(depth));
  if (found === '{') return readMapping(reader, descend(depth));
  if (found.startsWith('"')) return unquoted(found);
  const words: Readonly<Record<string, Operand>> = {
    true: true,
    false: false,
    null: null,
    NaN: new Float(Number.NaN),
    Infinity: new Float(Infinity),
    '-Infinity': new Float(-Infinity),
  };
  const word = words[found];
  if (word !== undefined) return word;
  if (!/^-?\d/.test(found)) throw wrong(reader, 'no value');
  return /[.eE]/.test(found) ? new Float(Number(found)) : (parseInteger(found, 10) ?? 0);
}

function readList(reader: Reader, depth: number): Operand {
  const items: Operand[] = [];
  if (peek(reader) === ']') return close(reader, items);
  for (;;) {
    items.push(readValue(reader, depth));
    const found = take(reader);
    if (found === ']') return items;
    if (found !== ',') throw wrong(reader, 'no "," or "]"');
  }
}

function readMapping(reader: Reader, depth: number): Operand {
  const entries = new Map<MapKey, Operand>();
  if (peek(reader) === '}') return close(reader, entries);
  for (;;) {
    const key = take(reader);
    if (!key.startsWith('"')) throw wrong(reader, 'no key in quotes');
    if (take(reader) !== ':') throw wrong(reader, 'no ":"');
    entries.set(unquoted(key), readValue(reader, depth));
    const found = take(reader);
    if (found === '}') return entries;
    if (found !== ',') throw wrong(reader, 'no "," or "}"');
  }
}

function close<T>(reader: Reader, value: T): T {
  take(reader);
  return value;
}

function unquoted(text: string): string {
  const value: unknown = JSON.parse(text);
  return String(value);
}

function take(reader: Reader): string {
  skipSpace(reader);
  token.lastIndex = reader.at;
  const found = token.exec(reader.text)?.[0];
  if (found === undefined) throw wrong(reader, reader.at < reader.text.length ? 'no JSON' : 'the end of the text');
  reader.at += found.length;
  return found;
}

function peek(reader: Reader): string {
  skipSpace(reader);
  return reader.text[reader.at] ?? '';
}

function skipSpace(reader: Reader): void {
  space.lastIndex = reader.at;
  reader.at += space.exec(reader.text)?.[0].length ?? 0;
}

const wrong = (reader: Reader, what: string): Failure =>
  new Failure(
    'template-value',
    `the text is not JSON: ${what} at line ${reader.text.slice(0, reader.at).split('\n').length}, character ${reader.at - reader.text.lastIndexOf('\n', reader.at - 1)}`,
  );
