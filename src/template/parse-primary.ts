import type { Argument, ExpressionNode, MappingEntry } from '../domain/template.ts';
import { checkFilter, checkMethod, checkTest, functionFault } from './check-call.ts';
import type { Cursor } from './cursor.ts';
import { parseTupleOrExpression } from './parse-tuple.ts';
import type { Token } from './tokens.ts';

const constants: ReadonlyMap<string, null | boolean> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
const keywords = ['if', 'else', 'elif', 'and', 'or', 'not', 'in', 'is'];

/** A name, a literal, or something in brackets. */
export function parsePrimary(cursor: Cursor): ExpressionNode {
  const { token } = cursor;
  if (token.kind === 'name') return parseName(cursor);
  if (token.kind === 'string') return parseStrings(cursor);
  if (token.kind === 'number') {
    cursor.take();
    return { kind: 'literal', value: token.value, range: cursor.rangeOf(token) };
  }
  if (cursor.isOperator('(')) return parseParenthesis(cursor);
  if (cursor.isOperator('[')) return parseList(cursor);
  if (cursor.isOperator('{')) return parseMapping(cursor);
  throw cursor.unexpected('a value');
}

/** `.name`, `[key]`, `[1:2]`, `.method(…)`, as many as there are. */
export function parsePostfix(cursor: Cursor, primary: ExpressionNode, start: number): ExpressionNode {
  let node = primary;
  for (;;) {
    if (cursor.isOperator('.')) node = parseAttribute(cursor, node, start);
    else if (cursor.isOperator('[')) node = parseSubscript(cursor, node, start);
    else if (cursor.isOperator('(')) throw functionFault(cursor, node);
    else return node;
  }
}

/** `| filter(…)` and `is test`, as many as there are. */
export function parseFilters(cursor: Cursor, input: ExpressionNode): ExpressionNode {
  let node = input;
  for (;;) {
    if (cursor.skipOperator('|')) node = parseFilter(cursor, node);
    else if (cursor.skipWord('is')) node = parseTest(cursor, node);
    else if (cursor.isOperator('(')) throw functionFault(cursor, node);
    else return node;
  }
}

function parseName(cursor: Cursor): ExpressionNode {
  const token = cursor.token;
  if (keywords.includes(token.text)) throw cursor.unexpected('a value');
  cursor.take();
  const range = cursor.rangeOf(token);
  const value = constants.get(token.text);
  return value === undefined ? { kind: 'name', name: token.text, range } : { kind: 'literal', value, range };
}

/** Strings side by side are one, as in Python. */
function parseStrings(cursor: Cursor): ExpressionNode {
  const start = cursor.token.start;
  let value = '';
  while (cursor.token.kind === 'string') value += cursor.take().text;
  return { kind: 'literal', value, range: cursor.rangeFrom(start) };
}

function parseParenthesis(cursor: Cursor): ExpressionNode {
  const start = cursor.take().start;
  if (cursor.skipOperator(')')) return { kind: 'list', tuple: true, items: [], range: cursor.rangeFrom(start) };
  const node = parseTupleOrExpression(cursor);
  cursor.expectOperator(')');
  return node;
}

function parseList(cursor: Cursor): ExpressionNode {
  const start = cursor.take().start;
  const items: ExpressionNode[] = [];
  while (!cursor.isOperator(']')) {
    if (items.length > 0) cursor.expectOperator(',');
    if (!cursor.isOperator(']')) items.push(cursor.expression());
  }
  cursor.expectOperator(']');
  return { kind: 'list', tuple: false, items, range: cursor.rangeFrom(start) };
}

function parseMapping(cursor: Cursor): ExpressionNode {
  const start = cursor.take().start;
  const entries: MappingEntry[] = [];
  while (!cursor.isOperator('}')) {
    if (entries.length > 0) cursor.expectOperator(',');
    if (!cursor.isOperator('}')) entries.push(parseEntry(cursor));
  }
  cursor.expectOperator('}');
  return { kind: 'mapping', entries, range: cursor.rangeFrom(start) };
}

function parseEntry(cursor: Cursor): MappingEntry {
  const key = cursor.expression();
  cursor.expectOperator(':');
  return { key, value: cursor.expression() };
}

function parseAttribute(cursor: Cursor, of: ExpressionNode, start: number): ExpressionNode {
  cursor.take();
  const token = cursor.take();
  if (token.kind === 'number' && /^\d+$/.test(token.text)) {
    return {
      kind: 'item',
      of,
      key: { kind: 'literal', value: token.value, range: cursor.rangeOf(token) },
      range: cursor.rangeFrom(start),
    };
  }
  if (token.kind !== 'name') throw cursor.fault('a name was expected after "."', undefined, token);
  if (!cursor.isOperator('(')) return { kind: 'attribute', of, name: token.text, range: cursor.rangeFrom(start) };
  const given = parseArguments(cursor);
  checkMethod(cursor.notes, token, given);
  return { kind: 'method', of, name: token.text, arguments: given, range: cursor.rangeFrom(start) };
}

function parseSubscript(cursor: Cursor, of: ExpressionNode, start: number): ExpressionNode {
  cursor.take();
  const first = cursor.isOperator(':') ? null : cursor.expression();
  if (first !== null && cursor.skipOperator(']'))
    return { kind: 'item', of, key: first, range: cursor.rangeFrom(start) };
  if (!cursor.isOperator(':')) throw cursor.unexpected('"]"');
  cursor.take();
  const stop = parseBound(cursor);
  const step = cursor.skipOperator(':') ? parseBound(cursor) : null;
  cursor.expectOperator(']');
  return { kind: 'slice', of, start: first, stop, step, range: cursor.rangeFrom(start) };
}

const parseBound = (cursor: Cursor): ExpressionNode | null =>
  cursor.isOperator(':', ']') ? null : cursor.expression();

function parseFilter(cursor: Cursor, of: ExpressionNode): ExpressionNode {
  const name = parseDottedName(cursor, 'the name of a filter');
  const given = cursor.isOperator('(') ? parseArguments(cursor) : [];
  checkFilter(cursor.notes, name, given);
  return { kind: 'filter', of, name: name.text, arguments: given, range: cursor.rangeFrom(name.start) };
}

function parseTest(cursor: Cursor, of: ExpressionNode): ExpressionNode {
  const start = cursor.token.start;
  const negated = cursor.skipWord('not');
  const name = parseDottedName(cursor, 'the name of a test');
  const given = parseTestArguments(cursor);
  checkTest(cursor.notes, name, given);
  if (cursor.isWord('is')) throw cursor.fault('tests cannot be chained with "is"', 'join them with "and"');
  const node: ExpressionNode = { kind: 'test', of, name: name.text, arguments: given, range: cursor.rangeFrom(start) };
  return negated ? { kind: 'unary', operator: 'not', of: node, range: node.range } : node;
}

/** `ansible.builtin.default` is `default`. */
function parseDottedName(cursor: Cursor, what: string): Token {
  let name = cursor.expectName(what);
  const { start } = name;
  let full = name.text;
  while (cursor.isOperator('.')) {
    cursor.take();
    name = cursor.expectName(what);
    full += `.${name.text}`;
  }
  return { kind: 'name', text: full.replace(/^ansible\.(builtin|legacy)\./, ''), start, end: name.end };
}

/** `is divisibleby 3` needs no brackets. */
function parseTestArguments(cursor: Cursor): readonly Argument[] {
  if (cursor.isOperator('(')) return parseArguments(cursor);
  const { kind } = cursor.token;
  const begins =
    kind === 'string' ||
    kind === 'number' ||
    cursor.isOperator('[', '{') ||
    (kind === 'name' && !cursor.isWord(...keywords));
  if (!begins) return [];
  const start = cursor.token.start;
  return [{ name: null, value: parsePostfix(cursor, parsePrimary(cursor), start) }];
}

function parseArguments(cursor: Cursor): readonly Argument[] {
  cursor.take();
  const given: Argument[] = [];
  while (!cursor.isOperator(')')) {
    if (given.length > 0) cursor.expectOperator(',');
    if (!cursor.isOperator(')')) given.push(parseArgument(cursor, given));
  }
  cursor.take();
  return given;
}

function parseArgument(cursor: Cursor, before: readonly Argument[]): Argument {
  if (cursor.isOperator('*', '**'))
    throw cursor.fault('arguments cannot be unpacked with "*"', 'write them one by one');
  const { token } = cursor;
  if (token.kind === 'name' && cursor.next.kind === 'operator' && cursor.next.text === '=') {
    cursor.take();
    cursor.take();
    return { name: token.text, value: cursor.expression() };
  }
  if (before.some((argument) => argument.name !== null)) throw cursor.fault('a positional argument after a named one');
  return { name: null, value: cursor.expression() };
}
