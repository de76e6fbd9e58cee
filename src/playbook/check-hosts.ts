import type { Diagnostic } from '../domain/diagnostic.ts';
import { holdsName } from '../domain/name-patterns.ts';
import { foldNodes } from '../domain/node-set.ts';
import type { HostMemory } from '../domain/run-plan.ts';
import { attemptTask, scopeFor } from './attempt-task.ts';
import type { Attempt } from './attempt-task.ts';
import { Attempts } from './bind-problems.ts';
import { carriedBy } from './controls/carried.ts';
import type { CompiledPlay } from './compile-play.ts';
import type { CompiledTask, World } from './compiled.ts';
import type { Definitions } from './definitions.ts';
import { allHold } from './evaluate-fill.ts';
import { PendingNames } from './pending-names.ts';
import { taskUses } from './task-uses.ts';
import type { TaskUses } from './task-uses.ts';

/**
 * Fills in every task for every host of its play, as far as all that it needs is known before connecting. Each mistake
 * comes back once, with the hosts that have it. Hosts to which a task's variables mean the same are looked at once.
 */
export function checkHosts(
  plays: readonly CompiledPlay[],
  world: World,
  definitions: Definitions,
  lost: ReadonlySet<string>,
): readonly Diagnostic[] {
  const pending = new PendingNames(plays, lost);
  return plays
    .filter(({ isWhole }) => isWhole)
    .flatMap((play) => {
      const tasks = [...play.tasks, ...play.handlers];
      return tasks.flatMap((task) => checkTask(task, play, { world, definitions, pending }));
    });
}

interface CheckContext {
  readonly world: World;
  readonly definitions: Definitions;
  readonly pending: PendingNames;
}

function checkTask(task: CompiledTask, play: CompiledPlay, context: CheckContext): readonly Diagnostic[] {
  const uses = taskUses(task);
  const names = context.definitions.closure(
    [...uses.conditions, ...uses.others].map(({ name }) => name).concat(namesOfVars(task)),
  );
  const seen = new Map<string, readonly Diagnostic[]>();
  const found = new Map<string, { diagnostic: Diagnostic; hosts: string[] }>();
  for (const host of play.plan.hosts) {
    const { key, memory } = context.pending.before(task, host);
    const signature =
      uses.isOpen || task.play.ownTables.size > 0
        ? host
        : `${key}|${context.definitions.signature(names, context.world.host(host))}|${waivedOn(host, task)}`;
    const problems = seen.get(signature) ?? problemsOf(task, host, memory, uses, context);
    seen.set(signature, problems);
    for (const diagnostic of problems) note(found, diagnostic, host);
  }
  return [...found.values()].map(({ diagnostic, hosts }) => withHosts(diagnostic, hosts, play.plan.hosts.length));
}

/** Values that are refused on one host may be waived on another. */
const waivedOn = (host: string, { task, world }: CompiledTask): string =>
  carriedBy(task)
    .filter(({ value }) => world.guard()?.isWaived(value, host) === true)
    .map(({ value }) => value)
    .join(' ');

/** Variables of the task and its blocks are read by name alone: what they read counts too. */
const namesOfVars = ({ inherited }: CompiledTask): readonly string[] =>
  inherited.vars.flatMap((table) => [...table.keys()]);

function problemsOf(
  task: CompiledTask,
  host: string,
  memory: HostMemory,
  uses: TaskUses,
  context: CheckContext,
): readonly Diagnostic[] {
  const known = (): readonly string[] => [
    ...context.definitions.names,
    ...memory.pending,
    'inventory_hostname',
    'group_names',
    'groups',
    'hostvars',
  ];
  const attempt = attemptTask(task, host, memory, known);
  if (attempt.kind === 'skipped') return [];
  return [
    ...attemptProblems(attempt),
    ...(isGuess(attempt) ? nowhereDefined(task, uses, memory, context) : []),
    ...verdictProblems(task, host, memory, known),
  ];
}

function attemptProblems(attempt: Attempt): readonly Diagnostic[] {
  if (attempt.kind === 'items') return attempt.items.flatMap((item) => (item.kind === 'failed' ? item.problems : []));
  return attempt.kind === 'skipped' ? [] : attempt.problems;
}

/** Whether it will run is not known, so that its parameters were not looked at. */
const isGuess = (attempt: Attempt): boolean => attempt.kind === 'deferred' && !attempt.certain;

/** Even so a name that nothing can ever define is a mistake, unless the condition asks about it. */
function nowhereDefined(
  task: CompiledTask,
  uses: TaskUses,
  memory: HostMemory,
  { definitions, world }: CheckContext,
): readonly Diagnostic[] {
  const asked = new Set(uses.conditions.map(({ name }) => name));
  const { loop } = task.task;
  const local = [loop?.variable, loop?.indexVariable, task.task.register];
  const scope = world.variables.ofTask(
    task.play,
    world.host(task.play.facts.hosts[0] ?? ''),
    memory,
    task.inherited.vars,
    new Map(),
  );
  const isDefined = (name: string): boolean =>
    definitions.has(name) || local.includes(name) || holdsName(memory.pending, name) || scope.has(name);
  return uses.others
    .filter(({ name, certain }) => certain && !asked.has(name) && !isDefined(name))
    .map(({ name, range }) => ({
      severity: 'error',
      code: 'undefined-variable',
      summary: `"${name}" is undefined`,
      range,
      hint: 'nothing defines it: neither inventory nor playbook nor a task',
    }));
}

/** `changed_when` and `failed_when`, as far as they do not hang on the result. */
function verdictProblems(
  task: CompiledTask,
  host: string,
  memory: HostMemory,
  known: () => readonly string[],
): readonly Diagnostic[] {
  const { changedWhen, failedWhen, until, register, loop } = task.task;
  if (changedWhen === null && failedWhen === null && until === null) return [];
  const later = [register, loop?.variable, loop?.indexVariable].filter((name) => typeof name === 'string');
  const scope = scopeFor(
    task,
    host,
    { values: memory.values, pending: new Set([...memory.pending, ...later]) },
    new Map(),
  );
  return [changedWhen, failedWhen, until?.conditions ?? null].flatMap((conditions) => {
    const attempts = new Attempts(scope, known);
    if (conditions !== null) attempts.run(() => allHold(conditions, scope));
    return attempts.problems;
  });
}

function note(
  found: Map<string, { diagnostic: Diagnostic; hosts: string[] }>,
  diagnostic: Diagnostic,
  host: string,
): void {
  const { range, code, summary } = diagnostic;
  const key = `${range?.file}:${range?.start.line}:${range?.start.column} ${code} ${summary}`;
  const known = found.get(key) ?? { diagnostic, hosts: [] };
  found.set(key, known);
  if (known.hosts.at(-1) !== host) known.hosts.push(host);
}

function withHosts(diagnostic: Diagnostic, hosts: readonly string[], all: number): Diagnostic {
  if (hosts.length === all) return diagnostic;
  const on = `on ${foldNodes(hosts)}`;
  return { ...diagnostic, detail: diagnostic.detail === undefined ? on : `${on}; ${diagnostic.detail}` };
}
