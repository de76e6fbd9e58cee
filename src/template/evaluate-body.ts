import type { ForNode, StatementNode, Targets } from '../domain/template.ts';
import { unreachable } from '../domain/unreachable.ts';
import { itemsOf } from './access.ts';
import { evaluate, holds } from './evaluate-node.ts';
import { Failure } from './failure.ts';
import { type Frame, innerFrame } from './frame.ts';
import { Loop, type LoopItems } from './loop.ts';
import { isOperandList, type Operand, Undefined } from './operand.ts';
import { nativeValue } from './render.ts';
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
  const turns = itemsOf(iterable, run.budget).flatMap((each) => turnOf(node, each, run, frame));
  const about: LoopItems = { items: turns.map((turn) => turn.item), changed: null };
  for (const [index, turn] of turns.entries()) {
    turn.frame.bound.set('loop', new Loop(about, index));
    evaluateBody(node.body, run, turn.frame, out);
  }
  if (turns.length === 0) evaluateBody(node.otherwise, run, innerFrame(frame), out);
}

interface Turn {
  readonly item: Operand;
  readonly frame: Frame;
}

/** One turn, or none where the loop's `if` is false. */
function turnOf(node: ForNode, item: Operand, run: Run, outer: Frame): readonly Turn[] {
  const frame = innerFrame(outer);
  assign(node.targets, item, run, frame);
  return node.filter === null || holds(node.filter, run, frame) ? [{ item, frame }] : [];
}

function assign(targets: Targets, value: Operand, run: Run, frame: Frame): void {
  const [only] = targets.names;
  if (!targets.unpack && typeof only === 'string') {
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
  for (const [index, each] of items.entries()) {
    const target = targets.names[index];
    if (typeof target === 'string') frame.bound.set(target, each);
    else if (target !== undefined) assign(target, each, run, frame);
  }
}

function evaluateSetBlock(node: StatementNode & { kind: 'set-block' }, run: Run, frame: Frame): void {
  const out: Operand[] = [];
  evaluateBody(node.body, run, innerFrame(frame), out);
  run.at = node.range;
  frame.bound.set(node.name, nativeValue(out, run.budget));
  if (node.filtered !== null) frame.bound.set(node.name, evaluate(node.filtered, run, frame));
}
