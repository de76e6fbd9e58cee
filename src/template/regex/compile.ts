import { unreachable } from '../../domain/unreachable.ts';
import type { Budget } from '../budget.ts';
import { Failure } from '../failure.ts';
import { parseRegex } from './parse.ts';
import type { Assertion, CharacterTest, RegexFlags, RegexNode } from './syntax.ts';

/** One step of the matcher in run.ts; targets are indices. */
export type Instruction =
  | { readonly op: 'set'; readonly matches: CharacterTest }
  | {
      readonly op: 'run';
      readonly matches: CharacterTest;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { readonly op: 'save' | 'mark' | 'progress'; readonly slot: number }
  | { readonly op: 'assert'; readonly what: Assertion }
  | { readonly op: 'reference'; readonly index: number; readonly ignoreCase: boolean; readonly ascii: boolean }
  | {
      readonly op: 'inside';
      readonly kind: 'ahead' | 'behind' | 'atomic';
      readonly negated: boolean;
      readonly width: number;
      readonly program: readonly Instruction[];
    }
  | { readonly op: 'match' };

export interface Regex {
  readonly program: readonly Instruction[];
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  /** Two for each group and the whole match, then one for each loop. */
  readonly slots: number;
}

const maxProgram = 20_000;

/** A program for the matcher, whose steps the budget counts: no pattern can run away. Throws Failure. */
export function compileRegex(pattern: string, flags: RegexFlags, budget: Budget): Regex {
  budget.spend(pattern.length);
  const { root, groups, names } = parseRegex(pattern, flags);
  const state: State = { slots: 2 * (groups + 1), size: 0, budget };
  const program = compileWhole(root, state);
  return { program, groups, names, slots: state.slots };
}

interface State {
  slots: number;
  size: number;
  readonly budget: Budget;
}

type Code = Instruction[];

function compileWhole(root: RegexNode, state: State): readonly Instruction[] {
  const code: Code = [];
  emit(root, code, state);
  code.push({ op: 'match' });
  return code;
}

function emit(node: RegexNode, code: Code, state: State): void {
  state.size += 1;
  state.budget.spend(1);
  if (state.size > maxProgram) throw new Failure('template-limit', 'the regular expression is too large');
  switch (node.kind) {
    case 'set':
      code.push({ op: 'set', matches: node.matches });
      return;
    case 'assert':
      code.push({ op: 'assert', what: node.what });
      return;
    case 'reference':
      code.push({ op: 'reference', index: node.index, ignoreCase: node.ignoreCase, ascii: node.ascii });
      return;
    case 'sequence':
      for (const item of node.items) emit(item, code, state);
      return;
    case 'group':
      code.push({ op: 'save', slot: 2 * node.index });
      emit(node.body, code, state);
      code.push({ op: 'save', slot: 2 * node.index + 1 });
      return;
    case 'look':
    case 'atomic':
      return emitInside(node, code, state);
    case 'either':
      return emitEither(node.options, code, state);
    case 'repeat':
      return emitRepeat(node, code, state);
    default:
      return unreachable(node);
  }
}

function emitInside(node: RegexNode & { kind: 'look' | 'atomic' }, code: Code, state: State): void {
  const isLook = node.kind === 'look';
  const kind = isLook ? node.direction : 'atomic';
  const width = kind === 'behind' ? widthOf(node.body) : 0;
  code.push({ op: 'inside', kind, negated: isLook && node.negated, width, program: compileWhole(node.body, state) });
}

function emitEither(options: readonly RegexNode[], code: Code, state: State): void {
  const jumps: (Instruction & { op: 'jump' })[] = [];
  for (const [index, option] of options.entries()) {
    if (index === options.length - 1) {
      emit(option, code, state);
      break;
    }
    const split: Instruction & { op: 'split' } = { op: 'split', first: code.length + 1, second: 0 };
    const jump: Instruction & { op: 'jump' } = { op: 'jump', to: 0 };
    code.push(split);
    emit(option, code, state);
    code.push(jump);
    jumps.push(jump);
    split.second = code.length;
  }
  for (const jump of jumps) jump.to = code.length;
}

type Repeat = RegexNode & { kind: 'repeat' };

function emitRepeat(node: Repeat, code: Code, state: State): void {
  const { body, min, max, lazy } = node;
  const [only] = body.kind === 'sequence' && body.items.length === 1 ? body.items : [body];
  if (only?.kind === 'set') {
    code.push({ op: 'run', matches: only.matches, min, max, lazy });
    return;
  }
  for (let count = 0; count < min; count++) emit(body, code, state);
  if (max === Infinity) return emitLoop(node, code, state);
  const splits: { readonly split: Instruction & { op: 'split' } }[] = [];
  for (let count = min; count < max; count++) {
    splits.push({ split: pushSplit(code) });
    emit(body, code, state);
  }
  for (const { split } of splits) aim(split, code.length, lazy);
}

function emitLoop({ body, lazy }: Repeat, code: Code, state: State): void {
  const slot = state.slots++;
  const start = code.length;
  const split = pushSplit(code);
  code.push({ op: 'mark', slot });
  emit(body, code, state);
  code.push({ op: 'progress', slot }, { op: 'jump', to: start });
  aim(split, code.length, lazy);
}

function pushSplit(code: Code): Instruction & { op: 'split' } {
  const split: Instruction & { op: 'split' } = { op: 'split', first: code.length + 1, second: 0 };
  code.push(split);
  return split;
}

/** Sends the second way of a split to `exit`; a lazy one prefers it. */
function aim(split: Instruction & { op: 'split' }, exit: number, lazy: boolean): void {
  split.second = exit;
  if (lazy) [split.first, split.second] = [split.second, split.first];
}

/** Python's look-behind wants one width. */
function widthOf(node: RegexNode): number {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'assert':
    case 'look':
      return 0;
    case 'group':
    case 'atomic':
      return widthOf(node.body);
    case 'sequence':
      return node.items.reduce((sum, item) => sum + widthOf(item), 0);
    case 'either':
      return oneWidth(node.options.map(widthOf));
    case 'repeat':
      return oneWidth([node.min * widthOf(node.body), node.max * widthOf(node.body)]);
    case 'reference':
      return oneWidth([]);
    default:
      return unreachable(node);
  }
}

function oneWidth(widths: readonly number[]): number {
  const [first] = widths;
  if (first !== undefined && widths.every((width) => width === first)) return first;
  throw new Failure('template-value', 'a look-behind must have one fixed width');
}
