import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Fields } from '../domain/module.ts';
import type { Binding, BoundItem, HostMemory, TaskBinder, TaskPlan } from '../domain/run-plan.ts';
import type { Value } from '../domain/value.ts';
import { attemptTask, scopeFor } from './attempt-task.ts';
import type { Attempt, ItemAttempt } from './attempt-task.ts';
import { Attempts } from './bind-problems.ts';
import { loopTurns } from './bind-loop.ts';
import type { CompiledTask } from './compiled.ts';
import { allHold } from './evaluate-fill.ts';
import type { Condition } from './model.ts';
import type { HostScope } from './scope.ts';

/** The engine's way to the tasks of a compiled playbook, by their ids. */
export function taskBinder(tasks: ReadonlyMap<string, CompiledTask>): TaskBinder {
  return {
    bind: (task, host, memory) => toBinding(attemptTask(compiledOf(tasks, task), host, memory)),
    judge: (task, host, memory, item, result) => judge(compiledOf(tasks, task), host, memory, item, result),
  };
}

function compiledOf(tasks: ReadonlyMap<string, CompiledTask>, { id }: TaskPlan): CompiledTask {
  const compiled = tasks.get(id);
  if (compiled === undefined) throw new Error(`there is no task ${id} in this plan`);
  return compiled;
}

function toBinding(attempt: Attempt): Binding {
  switch (attempt.kind) {
    case 'deferred':
      return { kind: 'deferred', on: attempt.on };
    case 'skipped':
      return { kind: 'skipped', because: 'condition', falseCondition: attempt.falseCondition };
    case 'failed':
      return { kind: 'failed', noLog: attempt.noLog, ...ignoringOf(attempt), ...firstOf(attempt.problems) };
    case 'items':
      return { kind: 'items', looped: attempt.looped, items: attempt.items.map(toItem), ...ignoringOf(attempt) };
  }
}

const ignoringOf = ({ ignoreErrors }: { readonly ignoreErrors?: boolean }): { ignoreErrors?: boolean } =>
  ignoreErrors === undefined ? {} : { ignoreErrors };

function toItem(item: ItemAttempt): BoundItem {
  if (item.kind !== 'failed') return item;
  const { label, name, turn, noLog } = item;
  return { kind: 'failed', label, name, ...(turn && { turn }), noLog, ...firstOf(item.problems) };
}

function firstOf(problems: readonly Diagnostic[]): {
  message: string;
  hint?: string;
  range?: NonNullable<Diagnostic['range']>;
} {
  const [first] = problems;
  if (first === undefined) return { message: 'a template of this task does not parse' };
  const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
  const words = [first.label, first.hint].filter((text) => text !== undefined).join('; ');
  return {
    message: `${first.summary}${more}`,
    ...(words !== '' && { hint: words }),
    ...(first.range && { range: first.range }),
  };
}

type Turn = ReadonlyMap<string, Value>;

interface Judgement {
  readonly changed: boolean | null;
  readonly failed: boolean | null;
  readonly done: boolean | null;
  readonly problem?: string;
}

/** Each sees what the one before it made of the result, as in Ansible. */
function judge(compiled: CompiledTask, host: string, memory: HostMemory, item: number, result: Fields): Judgement {
  const { register, changedWhen, failedWhen, until } = compiled.task;
  if (changedWhen === null && failedWhen === null && until === null) return { changed: null, failed: null, done: null };
  const turn = turnOf(compiled, host, memory, item);
  const scopeOf = (fields: Fields): HostScope =>
    scopeFor(compiled, host, memory, register === null ? turn : new Map<string, Value>([...turn, [register, fields]]));
  const before = scopeOf(result);
  const attempts = new Attempts(before);
  const changed = hold(changedWhen, before, attempts);
  const known = changed === null ? result : new Map([...result, ['changed', changed] as const]);
  const failed = hold(failedWhen, scopeOf(known), attempts);
  const ended =
    failed === null ? known : new Map([...known, ['failed', failed] as const, ['failed_when_result', failed] as const]);
  const done =
    until === null || until.conditions.length === 0 ? null : hold(until.conditions, scopeOf(ended), attempts);
  const problem =
    attempts.pendingOn === null ? attempts.problems[0]?.summary : `\`${attempts.pendingOn}\` is not known yet`;
  return { changed, failed, done, ...(problem !== undefined && { problem }) };
}

const hold = (conditions: readonly Condition[] | null, scope: HostScope, attempts: Attempts): boolean | null =>
  conditions === null ? null : attempts.run(() => allHold(conditions, scope));

/** The loop variables of one item. */
function turnOf(compiled: CompiledTask, host: string, memory: HostMemory, item: number): Turn {
  const { loop } = compiled.task;
  if (loop === null) return new Map();
  const scope = scopeFor(compiled, host, memory, new Map());
  return new Attempts(scope).run(() => loopTurns(loop, scope))?.[item] ?? new Map();
}
