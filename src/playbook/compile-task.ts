import { type MetaAction, type TaskPlan, metaActions } from '../domain/run-plan.ts';
import { patternOf } from '../domain/name-patterns.ts';
import { isList } from '../domain/value.ts';
import type { CompiledTask, World } from './compiled.ts';
import { Attempts } from './bind-problems.ts';
import type { Problems } from '../source/problems.ts';
import { evaluateFill } from './evaluate-fill.ts';
import type { FlatTask } from './flatten.ts';
import type { Inherited, Setting, Task } from './model.ts';
import { parametersOf } from './bind-parameters.ts';
import { shownValue } from './plain.ts';
import type { HostScope } from './scope.ts';
import type { StaleHandler } from './stale-handlers.ts';
import type { PlayVariables } from './variables.ts';

export type Section = 'facts' | 'pre_tasks' | 'tasks' | 'post_tasks' | 'handlers';

/** What a task is compiled in. `scope` holds what is known without a host. */
export interface TaskContext {
  readonly section: Section;
  readonly playIndex: number;
  readonly play: PlayVariables;
  readonly scope: HostScope;
  readonly world: World;
  readonly problems: Problems;
  readonly staleHandlers?: readonly StaleHandler[];
}

/** `position` counts the tasks of the section as written, before tags are selected, so that ids are stable. */
export function compileTask({ task, inherited }: FlatTask, position: number, context: TaskContext): CompiledTask {
  const { section, playIndex, play, scope, world, problems } = context;
  const plan: TaskPlan = {
    id: `${playIndex}.${section}.${position}`,
    kind: section === 'handlers' ? 'handler' : 'task',
    name: nameOf(task, scope),
    range: task.range,
    module: task.module.name,
    where: task.module.kind,
    sets: [...(task.register === null ? [] : [task.register]), ...factNames(task)],
    register: task.register,
    notify: task.notify.map((name) => oneName(name, scope) ?? name.written),
    listen: task.listen,
    tags: inherited.tags,
    controls: task.controls,
    ignoreErrors: ignoresErrors(inherited),
    ignoreUnreachable: inherited.ignoreUnreachable ?? false,
    anyErrorsFatal: inherited.anyErrorsFatal ?? false,
    meta: metaOf(task),
    repeats: task.until !== null,
    runOnce: (inherited.runOnce ?? false) || isForTheBatch(task),
    delegated: inherited.delegateTo !== null,
    throttle: throttleOf(inherited, scope, problems),
    showDiff: inherited.showDiff,
    barrier: isForTheBatch(task) ? 'batch' : 'none',
    ...(task.reason !== null && { reason: task.reason }),
    ...(task.risk !== null && { risk: task.risk }),
  };
  return { plan, task, inherited, play, world, staleHandlers: context.staleHandlers ?? [] };
}

/** A name may use what is known before the hosts; a task's name that hangs on the host stays as written. */
function nameOf({ name, module }: Task, scope: HostScope): string {
  if (name === null) return module.name;
  return filled(name, scope) ?? name.written;
}

/** A template is worked out for each host when the task is bound. */
const ignoresErrors = ({ ignoreErrors }: Inherited): boolean =>
  ignoreErrors?.fill.kind === 'literal' && ignoreErrors.fill.value === true;

/** 0 is no limit, as in Ansible. */
function throttleOf({ throttle }: Inherited, scope: HostScope, problems: Problems): number | null {
  if (throttle === null) return null;
  const attempts = new Attempts(scope);
  const value = attempts.run(() => evaluateFill(throttle.fill, scope));
  problems.addAll(attempts.problems);
  if (value === null || value === 0) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  problems.error('wrong-value', '`throttle` must be a number of hosts', throttle.range);
  return null;
}

/** A template that gives a list of names stays open: it is filled in for each host. */
function oneName({ fill }: Setting, scope: HostScope): string | null {
  const value = new Attempts(scope).run(() => evaluateFill(fill, scope));
  return value === null || isList(value) ? null : shownValue(value);
}

function filled({ fill }: Setting, scope: HostScope): string | null {
  const value = new Attempts(scope).run(() => evaluateFill(fill, scope));
  return value === null ? null : shownValue(value);
}

/** A word that is none was reported. */
function metaOf({ module, parameters }: Task): MetaAction | null {
  if (module.name !== 'meta') return null;
  const [content] = parametersOf(parameters).map((parameter) => parameter.content);
  const word = content?.kind === 'value' && content.fill.kind === 'literal' ? content.fill.value : null;
  return metaActions.find((action) => action === word) ?? 'noop';
}

/** What its first host decides or waits for holds for all hosts of the batch. */
function isForTheBatch(task: Task): boolean {
  const meta = metaOf(task);
  return task.module.name === 'pause' || meta === 'end_play' || meta === 'clear_host_errors';
}

/** The names that set_fact sets, patterns where they hang on variables; `cacheable` is an option of it. */
function factNames({ module, parameters }: Task): readonly string[] {
  if (module.name === 'setup') return ['ansible_facts'];
  if (module.name !== 'set_fact') return [];
  return parametersOf(parameters)
    .filter(({ name }) => name !== 'cacheable')
    .flatMap(({ name, nameFill }) => (nameFill === undefined ? [name] : patternOf(name)));
}
