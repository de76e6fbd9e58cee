import type { ForNode, StatementNode, Targets } from '../domain/template.ts';
import type { MapKey } from '../domain/value.ts';
import { unreachable } from '../domain/unreachable.ts';
import { itemsOf } from './access.ts';
import { evaluate, holds } from './evaluate-node.ts';
import { Failure } from './failure.ts';
import { type Frame, innerFrame } from './frame.ts';
import { isOperandList, type Operand, Undefined } from './operand.ts';
import { joinText } from './render.ts';
import type { Run } from './run.ts';

/** What a body puts out, piece by piece. An undefined output fails; a null one puts nothing out, as in Ansible. */
export function evaluateBody(body: readonly StatementNode[], run: Run, frame: Frame, out: Operand[]): void {
  for (const node of body) evaluateStatement(node, run, frame, out);
}

function evaluateStatement(node: StatementNode, run: Run, frame: Frame, out: Operand[]): void {
  run.budget.spend(1);
  switch (node.kind) {
    case 'text':
      run.budget.text(node.text.length);
      out.push(node.text);
      return;
    case 'output':
      return evaluateOutput(node, run, frame, out);
    case 'if':
      return evaluateIf(node, run, frame, out);
    case 'for':
      return evaluateFor(node, run, frame, out);
    case 'set':
      return assign(node.targets, evaluate(node.value, run, frame), run, frame);
    case 'set-block':
      return evaluateSetBlock(node, run, frame);
    default:
      return unreachable(node);
  }
}

function evaluateOutput(node: StatementNode & { kind: 'output' }, run: Run, frame: Frame, out: Operand[]): void {
  const value = evaluate(node.expression, run, frame);
  run.at = node.expression.range;
  if (value instanceof Undefined) throw new Failure('undefined-variable', value.summary);
  if (value !== null) out.push(value);
}

function evaluateIf(node: StatementNode & { kind: 'if' }, run: Run, frame: Frame, out: Operand[]): void {
  const branch = node.branches.find((each) => holds(each.condition, run, frame));
  evaluateBody(branch === undefined ? node.otherwise : branch.body, run, frame, out);
}

function evaluateFor(node: ForNode, run: Run, frame: Frame, out: Operand[]): void {
  const iterable = evaluate(node.iterable, run, frame);
  run.at = node.iterable.range;
  const turns = itemsOf(iterable, run.budget).flatMap((item) => turnOf(node, item, run, frame));
  for (const [index, turn] of turns.entries()) {
    turn.bound.set('loop', loopAt(index, turns.length));
    evaluateBody(node.body, run, turn, out);
  }
  if (turns.length === 0) evaluateBody(node.otherwise, run, innerFrame(frame), out);
}

/** The frame of one turn, or none where the loop's `if` is false. */
function turnOf(node: ForNode, item: Operand, run: Run, frame: Frame): readonly Frame[] {
  const turn = innerFrame(frame);
  assign(node.targets, item, run, turn);
  return node.filter === null || holds(node.filter, run, turn) ? [turn] : [];
}

function loopAt(index: number, length: number): ReadonlyMap<MapKey, Operand> {
  return new Map<MapKey, Operand>([
    ['index', index + 1],
    ['index0', index],
    ['revindex', length - index],
    ['revindex0', length - index - 1],
    ['first', index === 0],
    ['last', index === length - 1],
    ['length', length],
  ]);
}

function assign(targets: Targets, value: Operand, run: Run, frame: Frame): void {
  const [only] = targets.names;
  if (!targets.unpack && only !== undefined) {
    frame.bound.set(only, value);
    return;
  }
  run.at = targets.range;
  const items = itemsOf(value, run.budget);
  if (items.length !== targets.names.length) {
    throw new Failure(
      'template-value',
      `${targets.names.length} names for ${items.length} values`,
      isOperandList(value) ? undefined : 'to go through a mapping: for key, value in x.items()',
    );
  }
  targets.names.forEach((name, index) => frame.bound.set(name, items[index] ?? null));
}

function evaluateSetBlock(node: StatementNode & { kind: 'set-block' }, run: Run, frame: Frame): void {
  const out: Operand[] = [];
  evaluateBody(node.body, run, innerFrame(frame), out);
  run.at = node.range;
  frame.bound.set(node.name, joinText(out, run.budget));
}
