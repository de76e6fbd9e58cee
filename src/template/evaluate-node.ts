import type { Argument, ChoiceNode, ComparisonOperator, ExpressionNode, SliceNode } from '../domain/template.ts';
import type { MapKey } from '../domain/value.ts';
import { unreachable } from '../domain/unreachable.ts';
import { attribute, item, slice } from './access.ts';
import { calculate, signed } from './arithmetic.ts';
import { contains, isEqual, order } from './compare.ts';
import type { Frame } from './frame.ts';
import { resolve } from './frame.ts';
import {
  isOperandMapping,
  isText,
  isTruthy,
  mapKey,
  type Operand,
  type OperandMapping,
  put,
  Tuple,
  tuple,
  Undefined,
} from './operand.ts';
import type { Run } from './run.ts';
import { joinText } from './render.ts';

/** The value of one node. Sets `run.at` before each operation, so that a Failure can be placed. */
export function evaluate(node: ExpressionNode, run: Run, frame: Frame | null): Operand {
  run.at = node.range;
  run.budget.spend(1);
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'name':
      return resolve(node.name, frame, run);
    case 'attribute':
      return evaluateAttribute(node, run, frame);
    case 'item':
      return evaluateItem(node, run, frame);
    case 'logic':
      return evaluateLogic(node, run, frame);
    case 'comparison':
      return evaluateComparison(node, run, frame);
    case 'choice':
      return evaluateChoice(node, run, frame);
    case 'filter':
    case 'test':
    case 'method':
      return evaluateCall(node, run, frame);
    case 'unary':
      return evaluateUnary(node, run, frame);
    case 'binary':
      return evaluateBinary(node, run, frame);
    case 'concat':
      return evaluateConcat(node, run, frame);
    case 'list':
      return evaluateList(node, run, frame);
    case 'mapping':
      return evaluateMapping(node, run, frame);
    case 'slice':
      return evaluateSlice(node, run, frame);
    default:
      return unreachable(node);
  }
}

/** Python's truth of a node; an undefined one fails there. */
export function holds(node: ExpressionNode, run: Run, frame: Frame | null): boolean {
  const value = evaluate(node, run, frame);
  run.at = node.range;
  return isTruthy(value);
}

type Of<Kind extends ExpressionNode['kind']> = ExpressionNode & { kind: Kind };

function evaluateItem(node: Of<'item'>, run: Run, frame: Frame | null): Operand {
  const of = evaluate(node.of, run, frame);
  const key = evaluate(node.key, run, frame);
  run.at = node.range;
  return item(of, key);
}

function evaluateAttribute(node: Of<'attribute'>, run: Run, frame: Frame | null): Operand {
  const of = evaluate(node.of, run, frame);
  run.at = node.range;
  return attribute(of, node.name);
}

function evaluateList(node: Of<'list'>, run: Run, frame: Frame | null): Operand {
  const items = node.items.map((each) => evaluate(each, run, frame));
  return node.tuple ? tuple(items) : items;
}

function evaluateLogic(node: Of<'logic'>, run: Run, frame: Frame | null): Operand {
  let value: Operand = null;
  for (const [index, each] of node.items.entries()) {
    value = evaluate(each, run, frame);
    if (index === node.items.length - 1) break;
    run.at = each.range;
    if (isTruthy(value) === (node.operator === 'or')) break;
  }
  return value;
}

function evaluateComparison(node: Of<'comparison'>, run: Run, frame: Frame | null): boolean {
  let left = evaluate(node.first, run, frame);
  for (const step of node.rest) {
    run.at = node.first.range;
    if (left instanceof Undefined) return isEqual(left, null, run.budget);
    const right = evaluate(step.operand, run, frame);
    run.at = right instanceof Undefined ? step.operand.range : step.range;
    if (!compare(step.operator, left, right, run)) return false;
    left = right;
  }
  return true;
}

function compare(operator: ComparisonOperator, left: Operand, right: Operand, run: Run): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right, run.budget);
    case '!=':
      return !isEqual(left, right, run.budget);
    case '<':
      return order(left, right, run.budget) < 0;
    case '<=':
      return order(left, right, run.budget) <= 0;
    case '>':
      return order(left, right, run.budget) > 0;
    case '>=':
      return order(left, right, run.budget) >= 0;
    case 'in':
      return contains(right, left, run.budget);
    case 'not in':
      return !contains(right, left, run.budget);
    default:
      return unreachable(operator);
  }
}

function evaluateChoice(node: ChoiceNode, run: Run, frame: Frame | null): Operand {
  if (holds(node.condition, run, frame)) return evaluate(node.value, run, frame);
  if (node.otherwise !== null) return evaluate(node.otherwise, run, frame);
  return new Undefined('the condition is false and there is no "else"');
}

function evaluateCall(node: Of<'filter' | 'test' | 'method'>, run: Run, frame: Frame | null): Operand {
  const input = evaluate(node.of, run, frame);
  const positional: Operand[] = [];
  const named = new Map<string, Operand>();
  for (const argument of node.arguments)
    bindArgument(argument, evaluate(argument.value, run, frame), positional, named);
  run.at = input instanceof Undefined ? node.of.range : node.range;
  if (node.kind === 'filter') return run.filter(node.name, input, positional, named);
  return node.kind === 'test'
    ? run.test(node.name, input, positional, named)
    : run.method(node.name, input, positional, named);
}

function bindArgument(argument: Argument, value: Operand, positional: Operand[], named: Map<string, Operand>): void {
  if (argument.name === null) positional.push(value);
  else named.set(argument.name, value);
}

function evaluateUnary(node: Of<'unary'>, run: Run, frame: Frame | null): Operand {
  if (node.operator === 'not') return !holds(node.of, run, frame);
  const value = evaluate(node.of, run, frame);
  run.at = value instanceof Undefined ? node.of.range : node.range;
  return signed(node.operator, value);
}

function evaluateBinary(node: Of<'binary'>, run: Run, frame: Frame | null): Operand {
  const left = evaluate(node.left, run, frame);
  const right = evaluate(node.right, run, frame);
  run.at = left instanceof Undefined ? node.left.range : right instanceof Undefined ? node.right.range : node.range;
  if (node.operator !== '%' || !isText(left)) return calculate(node.operator, left, right, run.budget);
  if (isOperandMapping(right)) return run.format(left, [right], textKeys(right));
  return run.format(left, right instanceof Tuple ? right : [right], new Map());
}

const textKeys = (mapping: OperandMapping): ReadonlyMap<string, Operand> =>
  new Map([...mapping].flatMap(([key, value]) => (typeof key === 'string' ? [[key, value] as const] : [])));

function evaluateConcat(node: Of<'concat'>, run: Run, frame: Frame | null): Operand {
  const values = node.items.map((each) => {
    const value = evaluate(each, run, frame);
    run.at = each.range;
    return value instanceof Undefined ? isEqual(value, null, run.budget) : value;
  });
  run.at = node.range;
  return joinText(values, run.budget);
}

function evaluateMapping(node: Of<'mapping'>, run: Run, frame: Frame | null): Operand {
  const result = new Map<MapKey, Operand>();
  for (const entry of node.entries) {
    const key = evaluate(entry.key, run, frame);
    run.at = entry.key.range;
    put(result, mapKey(key), evaluate(entry.value, run, frame));
  }
  return result;
}

function evaluateSlice(node: SliceNode, run: Run, frame: Frame | null): Operand {
  const of = evaluate(node.of, run, frame);
  const bounds = {
    start: node.start === null ? null : evaluate(node.start, run, frame),
    stop: node.stop === null ? null : evaluate(node.stop, run, frame),
    step: node.step === null ? null : evaluate(node.step, run, frame),
  };
  run.at = node.range;
  return slice(of, bounds, run.budget);
}
