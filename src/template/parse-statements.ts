import type { Branch, ExpressionNode, ForNode, StatementNode, Targets } from '../domain/template.ts';
import { Cursor, type Notes } from './cursor.ts';
import { nearName } from './near-name.ts';
import { parseCondition } from './parse-expression.ts';
import { parseFilters } from './parse-primary.ts';
import { parseTupleOrExpression } from './parse-tuple.ts';
import type { Segment } from './segments.ts';

const statements = ['if', 'for', 'set'];
const closing = ['elif', 'else', 'endif', 'endfor', 'endset'];
const replacements: ReadonlyMap<string, string> = new Map(
  Object.entries({
    include: 'use a template task for each file, or copy the text in',
    import: 'use a variable that holds the text',
    from: 'use a variable that holds the text',
    extends: 'write the whole file, with if where it differs',
    block: 'write the whole file, with if where it differs',
    macro: 'use a variable that holds the text, or a for loop',
    call: 'use a for loop',
    filter: 'write {{ … | name }}, or {% set x %}…{% endset %} and filter x',
    with: 'use {% set %}',
    do: 'use {% set %}',
    break: 'use "for x in list if condition"',
    continue: 'use "for x in list if condition"',
    autoescape: 'nothing is escaped; use a filter such as to_json or quote',
    trans: 'write the text itself',
  }),
);

/** Reads statements to the end of the template. Throws SyntaxFault. */
export function parseStatements(segments: readonly Segment[], notes: Notes): readonly StatementNode[] {
  const reader: Reader = { segments, notes, index: 0 };
  const block = parseBlock(reader);
  if (block.closer !== null) throw block.closer.fault(`"${block.closer.token.text}" closes nothing`);
  return block.body;
}

interface Reader {
  readonly segments: readonly Segment[];
  readonly notes: Notes;
  index: number;
}

/** A body and the statement that ended it: a cursor at `else`, `endif`, …, or null at the end of the text. */
interface Block {
  readonly body: readonly StatementNode[];
  readonly closer: Cursor | null;
}

function parseBlock(reader: Reader): Block {
  const body: StatementNode[] = [];
  for (;;) {
    const segment = reader.segments[reader.index];
    if (segment === undefined) return { body, closer: null };
    reader.index += 1;
    if (segment.kind === 'text') {
      body.push({ kind: 'text', text: segment.text });
      continue;
    }
    const cursor = new Cursor(segment.tokens, reader.notes);
    if (segment.kind === 'output') body.push(parseOutput(cursor));
    else if (cursor.isWord(...closing)) return { body, closer: cursor };
    else body.push(cursor.nested(() => parseStatement(reader, cursor)));
  }
}

function parseOutput(cursor: Cursor): StatementNode {
  const expression = parseTupleOrExpression(cursor);
  cursor.expectEnd();
  return { kind: 'output', expression };
}

function parseStatement(reader: Reader, cursor: Cursor): StatementNode {
  const keyword = cursor.expectName('a statement');
  if (keyword.text === 'if') return parseIf(reader, cursor);
  if (keyword.text === 'for') return parseFor(reader, cursor);
  if (keyword.text === 'set') return parseSet(reader, cursor);
  const near = nearName(keyword.text, [...statements, ...closing, 'raw']);
  const hint =
    replacements.get(keyword.text) ?? (near === null ? 'there are if, for, set and raw' : `did you mean "${near}"?`);
  throw cursor.fault(`there is no statement "${keyword.text}" here`, hint, keyword);
}

function parseIf(reader: Reader, opener: Cursor): StatementNode {
  const branches: Branch[] = [];
  let cursor = opener;
  for (;;) {
    const condition = parseTupleOrExpression(cursor);
    cursor.expectEnd();
    const block = parseBlock(reader);
    branches.push({ condition, body: block.body });
    cursor = closer(block, opener, 'if');
    if (cursor.skipWord('elif')) continue;
    return { kind: 'if', branches, otherwise: parseElse(reader, cursor, opener, 'if') };
  }
}

function parseFor(reader: Reader, cursor: Cursor): ForNode {
  const targets = parseTargets(cursor);
  if (!cursor.skipWord('in')) throw cursor.unexpected('"in"');
  const iterable = parseTupleOrExpression(cursor, parseCondition);
  const filter = cursor.skipWord('if') ? cursor.expression() : null;
  if (cursor.isWord('recursive')) throw cursor.fault('a loop cannot be recursive', 'flatten the list first');
  cursor.expectEnd();
  const block = parseBlock(reader);
  const end = closer(block, cursor, 'for');
  return { kind: 'for', targets, iterable, filter, body: block.body, otherwise: parseElse(reader, end, cursor, 'for') };
}

function parseSet(reader: Reader, cursor: Cursor): StatementNode {
  const targets = parseTargets(cursor);
  if (cursor.isOperator('.'))
    throw cursor.fault('"set" takes a name, not an attribute', 'build the mapping with combine');
  if (cursor.skipOperator('=')) {
    const value = parseTupleOrExpression(cursor);
    cursor.expectEnd();
    return { kind: 'set', targets, value };
  }
  const [name] = targets.names;
  if (typeof name !== 'string' || targets.unpack) throw cursor.fault('"set" without a value takes one name');
  const made: ExpressionNode = { kind: 'name', name, range: targets.range };
  const filtered = cursor.isOperator('|') ? parseFilters(cursor, made) : null;
  cursor.expectEnd();
  const block = parseBlock(reader);
  const end = closer(block, cursor, 'set');
  finish(end, 'endset', 'set');
  return { kind: 'set-block', name, body: block.body, filtered, range: targets.range };
}

function parseTargets(cursor: Cursor): Targets {
  const start = cursor.token.start;
  const names = [parseTarget(cursor)];
  let unpack = false;
  while (cursor.skipOperator(',')) {
    unpack = true;
    if (cursor.isOperator('(') || (cursor.token.kind === 'name' && !cursor.isWord('in')))
      names.push(parseTarget(cursor));
  }
  const [only] = names;
  if (!unpack && typeof only === 'object') return only;
  return { names, unpack, range: cursor.rangeFrom(start) };
}

function parseTarget(cursor: Cursor): string | Targets {
  if (!cursor.skipOperator('(')) return parseTargetName(cursor);
  const targets = cursor.nested(() => parseTargets(cursor));
  cursor.expectOperator(')');
  return targets;
}

function parseTargetName(cursor: Cursor): string {
  const token = cursor.expectName('a name');
  const reserved = [
    'true',
    'false',
    'none',
    'True',
    'False',
    'None',
    'loop',
    'if',
    'else',
    'and',
    'or',
    'not',
    'in',
    'is',
  ];
  if (reserved.includes(token.text)) throw cursor.fault(`"${token.text}" cannot be a name`, undefined, token);
  return token.text;
}

function closer(block: Block, opener: Cursor, statement: string): Cursor {
  if (block.closer !== null) return block.closer;
  throw opener.fault(`"${statement}" is never closed`, `write {% end${statement} %} after it`);
}

function parseElse(reader: Reader, cursor: Cursor, opener: Cursor, statement: string): readonly StatementNode[] {
  if (!cursor.isWord('else')) {
    finish(cursor, `end${statement}`, statement);
    return [];
  }
  cursor.take();
  cursor.expectEnd();
  const block = parseBlock(reader);
  finish(closer(block, opener, statement), `end${statement}`, statement);
  return block.body;
}

function finish(cursor: Cursor, word: string, statement: string): void {
  if (!cursor.skipWord(word))
    throw cursor.fault(`"${cursor.token.text}" inside "${statement}"`, `"${statement}" is closed by {% ${word} %}`);
  cursor.expectEnd();
}
