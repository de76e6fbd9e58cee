import type { ExpressionNode } from '../domain/template.ts';
import type { Cursor } from './cursor.ts';

/** As an output and a `for` list allow: `1, 2` is a tuple. */
export function parseTupleOrExpression(
  cursor: Cursor,
  parseItem: (cursor: Cursor) => ExpressionNode = (at) => at.expression(),
): ExpressionNode {
  const start = cursor.token.start;
  const first = parseItem(cursor);
  if (!cursor.isOperator(',')) return first;
  const items = [first];
  while (cursor.skipOperator(',') && cursor.token.kind !== 'end' && !cursor.isOperator('=', ')'))
    items.push(parseItem(cursor));
  return { kind: 'list', tuple: true, items, range: cursor.rangeFrom(start) };
}
