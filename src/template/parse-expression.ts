import type {
  BinaryOperator,
  ChoiceNode,
  ComparisonOperator,
  ComparisonStep,
  ExpressionNode,
} from '../domain/template.ts';
import type { Cursor } from './cursor.ts';
import { parseFilters, parsePostfix, parsePrimary } from './parse-primary.ts';

/** Jinja's precedence, weakest first: if-else, or, and, not, comparison, + -, ~, * / // %, ** (left to right), unary. */
export function parseExpressionNode(cursor: Cursor): ExpressionNode {
  return cursor.nested(() => parseChoice(cursor));
}

/** Without `a if b else c`, so that the `if` of a `for` is not taken for one. */
export const parseCondition = (cursor: Cursor): ExpressionNode => cursor.nested(() => parseOr(cursor));

function parseChoice(cursor: Cursor): ExpressionNode {
  const start = cursor.token.start;
  let node = parseOr(cursor);
  while (cursor.skipWord('if')) node = finishChoice(cursor, node, start);
  return node;
}

function finishChoice(cursor: Cursor, value: ExpressionNode, start: number): ChoiceNode {
  const condition = parseOr(cursor);
  const otherwise = cursor.skipWord('else') ? parseExpressionNode(cursor) : null;
  return { kind: 'choice', condition, value, otherwise, range: cursor.rangeFrom(start) };
}

const parseOr = (cursor: Cursor): ExpressionNode => parseLogic(cursor, 'or', parseAnd);
const parseAnd = (cursor: Cursor): ExpressionNode => parseLogic(cursor, 'and', parseNot);

function parseLogic(
  cursor: Cursor,
  operator: 'and' | 'or',
  parseItem: (cursor: Cursor) => ExpressionNode,
): ExpressionNode {
  const start = cursor.token.start;
  const first = parseItem(cursor);
  if (!cursor.isWord(operator)) return first;
  const items = [first];
  while (cursor.skipWord(operator)) items.push(parseItem(cursor));
  return { kind: 'logic', operator, items, range: cursor.rangeFrom(start) };
}

function parseNot(cursor: Cursor): ExpressionNode {
  const start = cursor.token.start;
  if (!cursor.isWord('not')) return parseComparison(cursor);
  cursor.take();
  const of = cursor.nested(() => parseNot(cursor));
  return { kind: 'unary', operator: 'not', of, range: cursor.rangeFrom(start) };
}

function parseComparison(cursor: Cursor): ExpressionNode {
  const start = cursor.token.start;
  const first = parseSum(cursor);
  const rest: ComparisonStep[] = [];
  for (;;) {
    const operator = takeComparison(cursor);
    if (operator === null) break;
    const operand = parseSum(cursor);
    rest.push({ operator, operand, range: cursor.rangeFrom(start) });
  }
  return rest.length === 0 ? first : { kind: 'comparison', first, rest, range: cursor.rangeFrom(start) };
}

const comparisons: ReadonlyMap<string, ComparisonOperator> = new Map<string, ComparisonOperator>(
  (['==', '!=', '<', '<=', '>', '>='] as const).map((sign) => [sign, sign]),
);

function takeComparison(cursor: Cursor): ComparisonOperator | null {
  if (cursor.isOperator('=')) throw cursor.fault('"=" does not compare', 'write "=="');
  if (cursor.skipWord('in')) return 'in';
  if (cursor.isWord('not') && cursor.next.kind === 'name' && cursor.next.text === 'in') {
    cursor.take();
    cursor.take();
    return 'not in';
  }
  const sign = cursor.token.kind === 'operator' ? comparisons.get(cursor.token.text) : undefined;
  if (sign === undefined) return null;
  cursor.take();
  return sign;
}

const parseSum = (cursor: Cursor): ExpressionNode => parseBinary(cursor, ['+', '-'], parseConcat);
const parseProduct = (cursor: Cursor): ExpressionNode => parseBinary(cursor, ['*', '/', '//', '%'], parsePower);
const parsePower = (cursor: Cursor): ExpressionNode => parseBinary(cursor, ['**'], parseUnary);

function parseBinary(
  cursor: Cursor,
  operators: readonly BinaryOperator[],
  parseItem: (cursor: Cursor) => ExpressionNode,
): ExpressionNode {
  const start = cursor.token.start;
  let left = parseItem(cursor);
  for (;;) {
    const operator = operators.find((sign) => cursor.isOperator(sign));
    if (operator === undefined) return left;
    cursor.take();
    const right = parseItem(cursor);
    left = { kind: 'binary', operator, left, right, range: cursor.rangeFrom(start) };
  }
}

function parseConcat(cursor: Cursor): ExpressionNode {
  const start = cursor.token.start;
  const first = parseProduct(cursor);
  if (!cursor.isOperator('~')) return first;
  const items = [first];
  while (cursor.skipOperator('~')) items.push(parseProduct(cursor));
  return { kind: 'concat', items, range: cursor.rangeFrom(start) };
}

const parseUnary = (cursor: Cursor): ExpressionNode => parseFilters(cursor, parseSigned(cursor));

/** `-x|abs` filters `-x`, and `-2**2` is 4: a sign binds tighter than a filter or a power, as in Jinja. */
function parseSigned(cursor: Cursor): ExpressionNode {
  const start = cursor.token.start;
  if (!cursor.isOperator('-', '+')) return parsePostfix(cursor, parsePrimary(cursor), start);
  const operator = cursor.take().text === '-' ? '-' : '+';
  const of = cursor.nested(() => parseSigned(cursor));
  return { kind: 'unary', operator, of, range: cursor.rangeFrom(start) };
}
