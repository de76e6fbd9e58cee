import { isList } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { bindProblem } from './bind-problems.ts';
import { evaluateFill } from './evaluate-fill.ts';
import type { Loop } from './model.ts';
import { omitted } from './plain.ts';
import type { HostScope } from './scope.ts';

/** The variables of each turn: one turn without any where there is no loop. Throws what evaluation throws, and BindProblems. */
export function loopTurns(loop: Loop | null, scope: HostScope): readonly ReadonlyMap<string, Value>[] {
  if (loop === null) return [new Map()];
  return itemsOf(loop, evaluateFill(loop.over.fill, scope)).map((item, index) => {
    const turn = new Map<string, Value>([
      [loop.variable, item],
      ['ansible_loop_var', loop.variable],
    ]);
    if (loop.indexVariable !== null) turn.set(loop.indexVariable, index).set('ansible_index_var', loop.indexVariable);
    return turn;
  });
}

function itemsOf(loop: Loop, value: Value): readonly Value[] {
  if (value === omitted) return [];
  if (loop.kind === 'items') return isList(value) ? value.flat() : [value];
  if (isList(value)) return value;
  throw bindProblem(
    'wrong-type',
    '`loop` must be a list',
    loop.over.range,
    'a mapping becomes one with | dict2items, a single value in [brackets]',
  );
}
