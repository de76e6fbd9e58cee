import type { Reader } from './reader.ts';
import type { RegexFlags, RegexNode } from './syntax.ts';

type ParseBody = (reader: Reader) => RegexNode;

/** What follows an opening parenthesis. Null for a comment and for flags. */
export function parseGroupStart(reader: Reader, parseBody: ParseBody): RegexNode | null {
  if (!reader.skip('?')) return capture(reader, parseBody);
  if (reader.skip('#')) return comment(reader);
  if (reader.skip(':')) return closed(reader, parseBody);
  if (reader.skip('>')) return { kind: 'atomic', body: closed(reader, parseBody) };
  if (reader.skip('=')) return { kind: 'look', direction: 'ahead', negated: false, body: closed(reader, parseBody) };
  if (reader.skip('!')) return { kind: 'look', direction: 'ahead', negated: true, body: closed(reader, parseBody) };
  if (reader.skip('<=')) return { kind: 'look', direction: 'behind', negated: false, body: closed(reader, parseBody) };
  if (reader.skip('<!')) return { kind: 'look', direction: 'behind', negated: true, body: closed(reader, parseBody) };
  if (reader.skip('P=')) return namedReference(reader);
  if (reader.skip('P<')) return named(reader, parseBody);
  return flagged(reader, parseBody);
}

function closed(reader: Reader, parseBody: ParseBody): RegexNode {
  const { flags } = reader;
  const body = parseBody(reader);
  if (!reader.skip(')')) throw reader.wrong('a parenthesis that is never closed');
  reader.flags = flags;
  return body;
}

function capture(reader: Reader, parseBody: ParseBody): RegexNode {
  reader.groups += 1;
  const index = reader.groups;
  reader.open.add(index);
  const body = closed(reader, parseBody);
  reader.open.delete(index);
  return { kind: 'group', index, body };
}

function comment(reader: Reader): null {
  reader.match(/[^)]*/y);
  if (!reader.skip(')')) throw reader.wrong('a comment that is never closed');
  return null;
}

function named(reader: Reader, parseBody: ParseBody): RegexNode {
  const name = reader.match(/[\p{L}_][\p{L}\p{N}_]*(?=>)/uy);
  if (name === null || reader.names.has(name)) throw reader.wrong('a bad name of a group');
  reader.skip('>');
  reader.names.set(name, reader.groups + 1);
  return capture(reader, parseBody);
}

function namedReference(reader: Reader): RegexNode {
  const index = reader.names.get(reader.match(/[^)]*/y) ?? '');
  if (index === undefined || reader.open.has(index) || !reader.skip(')')) throw reader.wrong('a reference to no group');
  const { ignoreCase, ascii = false } = reader.flags;
  return { kind: 'reference', index, ignoreCase, ascii };
}

/** `(?i)` for all that follows, `(?i:…)` and `(?-i:…)` for a part. */
function flagged(reader: Reader, parseBody: ParseBody): RegexNode | null {
  const isFirst = reader.atBeginning;
  const letters = reader.match(/[aimsxu]*(?:-[imsx]+)?(?=[:)])/y);
  if (letters === null) throw reader.wrong('a kind of group that is not supported');
  const outer = reader.flags;
  const [on = '', off = ''] = letters.split('-');
  reader.flags = withFlags(outer, on, off);
  if (reader.skip(')')) return isFirst ? null : noGlobalFlags(reader);
  reader.skip(':');
  const body = parseBody(reader);
  if (!reader.skip(')')) throw reader.wrong('a parenthesis that is never closed');
  reader.flags = outer;
  return body;
}

function noGlobalFlags(reader: Reader): never {
  throw reader.wrong('flags for the whole that are not at its start');
}

function withFlags(flags: RegexFlags, on: string, off: string): RegexFlags {
  const pick = (letter: string, before: boolean): boolean => (on.includes(letter) || before) && !off.includes(letter);
  return {
    ignoreCase: pick('i', flags.ignoreCase),
    multiline: pick('m', flags.multiline),
    dotAll: pick('s', flags.dotAll === true),
    verbose: pick('x', flags.verbose === true),
    bytes: flags.bytes === true,
    ascii: on.includes('a') || (flags.ascii === true && !on.includes('u')),
  };
}
