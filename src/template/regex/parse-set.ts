import { classOf, type SetItem, setTest } from './characters.ts';
import type { Reader } from './reader.ts';
import type { CharacterTest } from './syntax.ts';

/** The rest of a `[…]`. */
export function readSet(reader: Reader): CharacterTest {
  const negated = reader.skip('^');
  const ranges: SetItem[] = [];
  const tests: CharacterTest[] = [];
  for (let first = true; first || reader.peek !== ']'; first = false) {
    const from = readItem(reader);
    if (typeof from === 'function') tests.push(from);
    else ranges.push(readRange(reader, from));
  }
  reader.take();
  return setTest(ranges, tests, negated, reader.flags);
}

function readItem(reader: Reader): number | CharacterTest {
  const character = reader.take();
  if (character !== '\\') return character.codePointAt(0) ?? 0;
  const test = classOf(reader.peek, reader.flags);
  if (test === undefined) return reader.skip('b') ? 8 : readCodeEscape(reader);
  reader.take();
  return test;
}

function readRange(reader: Reader, from: number): SetItem {
  if (reader.match(/-(?!\])/y) === null) return { from, to: from };
  const to = readItem(reader);
  if (typeof to === 'function' || to < from) throw reader.wrong('a bad range of characters');
  return { from, to };
}

const controls: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
]);

/** What follows a backslash, where it stands for one character. */
export function readCodeEscape(reader: Reader): number {
  const hex = reader.match(
    reader.flags.bytes === true ? /x[\da-fA-F]{2}/y : /x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}/y,
  );
  if (hex !== null) return Number.parseInt(hex.slice(1), 16);
  const octal = reader.match(/0[0-7]{0,2}|[1-7][0-7]{2}/y);
  if (octal !== null) return octalCode(Number.parseInt(octal, 8), reader);
  const character = reader.take();
  const control = controls.get(character);
  if (control !== undefined) return control;
  if (/[A-Za-z\d]/.test(character)) throw reader.wrong('an unknown escape');
  return character.codePointAt(0) ?? 0;
}

function octalCode(code: number, reader: Reader): number {
  if (code > 0o377) throw reader.wrong('an octal escape beyond 377');
  return code;
}
