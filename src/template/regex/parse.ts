import { classOf, exactly } from './characters.ts';
import { parseGroupStart } from './parse-group.ts';
import { readCodeEscape, readSet } from './parse-set.ts';
import { Reader } from './reader.ts';
import type { Assertion, CharacterTest, ParsedRegex, RegexFlags, RegexNode } from './syntax.ts';

/** Reads a regular expression in the dialect of Python's `re`. Throws Failure, which never quotes the pattern. */
export function parseRegex(pattern: string, flags: RegexFlags): ParsedRegex {
  const reader = new Reader(pattern, flags);
  const root = parseEither(reader);
  if (!reader.atEnd) throw reader.wrong('an unbalanced parenthesis');
  return { root, groups: reader.groups, names: reader.names };
}

function parseEither(reader: Reader): RegexNode {
  reader.descend();
  const options = [parseSequence(reader)];
  while (reader.skip('|')) options.push(parseSequence(reader));
  reader.ascend();
  const [only] = options;
  return options.length === 1 && only !== undefined ? only : { kind: 'either', options };
}

function parseSequence(reader: Reader): RegexNode {
  const items: RegexNode[] = [];
  for (;;) {
    reader.skipBlank();
    if (reader.atEnd || reader.peek === '|' || reader.peek === ')') return { kind: 'sequence', items };
    const atom = parseAtom(reader);
    if (atom !== null) items.push(parseRepeats(reader, atom));
  }
}

/** Null for what stands for nothing: a comment, a flag. */
function parseAtom(reader: Reader): RegexNode | null {
  const { flags } = reader;
  const character = reader.take();
  if (character === '(') return parseGroupStart(reader, parseEither);
  if (character === '[') return set(readSet(reader));
  if (character === '\\') return parseEscape(reader);
  if (character === '.') return set(flags.dotAll === true ? () => true : (code) => code !== 10);
  if (character === '^') return assertion(flags.multiline ? 'line-start' : 'text-start');
  if (character === '$') return assertion(flags.multiline ? 'line-end' : 'last-line-end');
  if ('*+?'.includes(character)) throw reader.wrong('nothing to repeat');
  return set(exactly(character.codePointAt(0) ?? 0, flags));
}

const set = (matches: CharacterTest): RegexNode => ({ kind: 'set', matches });
const assertion = (what: Assertion): RegexNode => ({ kind: 'assert', what });
const assertions: ReadonlyMap<string, Assertion> = new Map<string, Assertion>([
  ['A', 'text-start'],
  ['Z', 'text-end'],
  ['b', 'boundary'],
  ['B', 'no-boundary'],
]);
const asciiAssertions: ReadonlyMap<string, Assertion> = new Map<string, Assertion>([
  ...assertions,
  ['b', 'ascii-boundary'],
  ['B', 'no-ascii-boundary'],
]);

function parseEscape(reader: Reader): RegexNode {
  const what = (reader.flags.ascii === true ? asciiAssertions : assertions).get(reader.peek);
  const matches = classOf(reader.peek, reader.flags);
  if (what !== undefined || matches !== undefined) reader.take();
  if (what !== undefined) return assertion(what);
  if (matches !== undefined) return set(matches);
  const reference = reader.match(/(?![1-7][0-7]{2})[1-9]\d?/y);
  if (reference === null) return set(exactly(readCodeEscape(reader), reader.flags));
  const index = Number(reference);
  if (index > reader.groups || reader.open.has(index))
    throw reader.wrong(`a reference to group ${index}, which has not ended`);
  const { ignoreCase, ascii = false } = reader.flags;
  return { kind: 'reference', index, ignoreCase, ascii };
}

function parseRepeats(reader: Reader, atom: RegexNode): RegexNode {
  reader.skipBlank();
  const bounds = readBounds(reader);
  if (bounds === null) return atom;
  if (atom.kind === 'assert') throw reader.wrong('an anchor that is repeated');
  const lazy = reader.skip('?');
  const possessive = !lazy && reader.skip('+');
  if (readBounds(reader) !== null) throw reader.wrong('a repeated repeat');
  const node: RegexNode = { kind: 'repeat', body: atom, ...bounds, lazy };
  return possessive ? { kind: 'atomic', body: node } : node;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

function readBounds(reader: Reader): Bounds | null {
  if (reader.skip('*')) return { min: 0, max: Infinity };
  if (reader.skip('+')) return { min: 1, max: Infinity };
  if (reader.skip('?')) return { min: 0, max: 1 };
  const counted = reader.match(/\{(?:\d+(?:,\d*)?|,\d*)\}/y);
  if (counted === null) return null;
  const [low = '', high = low] = counted.slice(1, -1).split(',');
  const bounds = { min: Number(low), max: high === '' && counted.includes(',') ? Infinity : Number(high) };
  if (bounds.max < bounds.min) throw reader.wrong('a repeat whose least is more than its most');
  return bounds;
}
