import type { ExpressionNode, StatementNode } from '../domain/template.ts';
import { unreachable } from '../domain/unreachable.ts';

/** The expressions directly inside one, in the order in which they are evaluated. */
export function childrenOf(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'list':
    case 'logic':
    case 'concat':
      return node.items;
    case 'mapping':
      return node.entries.flatMap((entry) => [entry.key, entry.value]);
    case 'attribute':
    case 'unary':
      return [node.of];
    case 'item':
      return [node.of, node.key];
    case 'slice':
      return [node.of, ...[node.start, node.stop, node.step].filter((bound) => bound !== null)];
    case 'method':
    case 'filter':
    case 'test':
      return [node.of, ...node.arguments.map((argument) => argument.value)];
    case 'binary':
      return [node.left, node.right];
    case 'comparison':
      return [node.first, ...node.rest.map((step) => step.operand)];
    case 'choice':
      return node.otherwise === null ? [node.condition, node.value] : [node.condition, node.value, node.otherwise];
    default:
      return unreachable(node);
  }
}

/** Whether a tree is deeper than `limit`; without recursion, since it may be far deeper. */
export function isDeeper(root: ExpressionNode, limit: number): boolean {
  let level: readonly ExpressionNode[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= limit) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

/** Every outermost expression of a body, nested blocks included. */
export function expressionsOf(body: readonly StatementNode[]): readonly ExpressionNode[] {
  return body.flatMap((node): readonly ExpressionNode[] => {
    switch (node.kind) {
      case 'text':
        return [];
      case 'output':
        return [node.expression];
      case 'set':
        return [node.value];
      case 'set-block':
        return [...expressionsOf(node.body), ...(node.filtered === null ? [] : [node.filtered])];
      case 'if':
        return [
          ...node.branches.flatMap((branch) => [branch.condition, ...expressionsOf(branch.body)]),
          ...expressionsOf(node.otherwise),
        ];
      case 'for':
        return [
          node.iterable,
          ...(node.filter === null ? [] : [node.filter]),
          ...expressionsOf(node.body),
          ...expressionsOf(node.otherwise),
        ];
      default:
        return unreachable(node);
    }
  });
}
