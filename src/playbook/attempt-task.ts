import type { Diagnostic } from '../domain/diagnostic.ts';
import type { GateSpec } from '../domain/gate.ts';
import type { Fields } from '../domain/module.ts';
import type { BoundWork, HostMemory, TaskSettings } from '../domain/run-plan.ts';
import type { MapKey, Value } from '../domain/value.ts';
import { Attempts } from './bind-problems.ts';
import { loopTurns } from './bind-loop.ts';
import { fillParameters, issueDiagnostics } from './bind-parameters.ts';
import type { FilledParameters } from './bind-parameters.ts';
import { bindEnvironment, bindGate, bindSettings, booleanOf } from './bind-settings.ts';
import type { CompiledTask } from './compiled.ts';
import { weakClaims } from './controls/weak-claims.ts';
import { isOpen, namesIn } from './notifications.ts';
import { staleServicesOf } from './stale-handlers.ts';
import { watchAge } from '../modules/process-age/watch-age.ts';
import type { Inherited, Loop } from './model.ts';
import { allHold, evaluateFill, falseConditionOf } from './evaluate-fill.ts';
import { isPlainRecord, plainObject, shownValue, toPlain } from './plain.ts';
import type { HostScope } from './scope.ts';

/**
 * What came of filling in one task for one host, every mistake included. `deferred` may have mistakes too: those of
 * the parts that do not hang on `on`. `certain`: the task would run, so that they are mistakes for sure.
 */
export type Attempt =
  | {
      readonly kind: 'deferred';
      readonly on: string;
      readonly problems: readonly Diagnostic[];
      readonly certain: boolean;
    }
  | SkippedAttempt
  | (FailedAttempt & Ignoring)
  | ({ readonly kind: 'items'; readonly looped: boolean; readonly items: readonly ItemAttempt[] } & Ignoring);

/** What `ignore_errors` comes to, where it is a template. */
interface Ignoring {
  readonly ignoreErrors?: boolean;
}

/** `noLog`: what went wrong may not be told. */
interface FailedAttempt {
  readonly kind: 'failed';
  readonly noLog: boolean;
  readonly problems: readonly Diagnostic[];
}

interface SkippedAttempt {
  readonly kind: 'skipped';
  readonly falseCondition: Value;
}

export type ItemAttempt = {
  readonly label: string | null;
  readonly name: string;
  readonly turn?: Fields;
  readonly notify?: readonly string[];
} & (SkippedAttempt | FailedAttempt | BoundWork);

type Turn = ReadonlyMap<string, Value>;
/** Null: hangs on a variable that is not known yet. */
type ItemOutcome =
  | ItemAttempt
  | {
      readonly kind: 'deferred';
      readonly on: string;
      readonly problems: readonly Diagnostic[];
      readonly certain: boolean;
    };

/** Pure. `names` are variables that an undefined one may have been meant to be. */
export function attemptTask(
  compiled: CompiledTask,
  host: string,
  memory: HostMemory,
  names?: () => readonly string[],
): Attempt {
  const attempt = attemptWork(compiled, host, memory, names);
  const { ignoreErrors } = compiled.inherited;
  if (ignoreErrors === null || ignoreErrors.fill.kind === 'literal') return attempt;
  if (attempt.kind === 'skipped' || attempt.kind === 'deferred') return attempt;
  const scope = scopeFor(compiled, host, memory, new Map());
  const attempts = new Attempts(scope, names);
  const value = attempts.run(() => ({ value: booleanOf(ignoreErrors, 'ignore_errors', scope) }));
  if (value !== null) return { ...attempt, ignoreErrors: value.value };
  return attempts.pendingOn === null
    ? { kind: 'failed', noLog: isHidden(compiled.inherited, scope), problems: attempts.problems }
    : { kind: 'deferred', on: attempts.pendingOn, problems: [], certain: false };
}

function attemptWork(
  compiled: CompiledTask,
  host: string,
  memory: HostMemory,
  names?: () => readonly string[],
): Attempt {
  const scopeOf = (turn: Turn): HostScope => scopeFor(compiled, host, memory, turn);
  const outer = scopeOf(new Map());
  const attempts = new Attempts(outer, names);
  const { loop } = compiled.task;
  const turns = memory.turns ?? attempts.run(() => loopTurns(loop, outer));
  if (turns === null) return withoutItems(compiled, outer, attempts);
  const outcomes = turns.map((turn) =>
    attemptItem(compiled, turn, loop === null ? () => outer : () => scopeOf(turn), scopeOf, names),
  );
  return gathered(outcomes, loop !== null);
}

/** The scope of a task with loop variables (or a result) on top. */
export function scopeFor(
  { world, play, inherited }: CompiledTask,
  host: string,
  memory: HostMemory,
  local: Turn,
): HostScope {
  return world.variables.ofTask(play, world.host(host), memory, inherited.vars, local);
}

/** A loop that cannot be worked out is no mistake where the condition is false, as in Ansible. */
function withoutItems({ inherited }: CompiledTask, scope: HostScope, attempts: Attempts): Attempt {
  const condition = new Attempts(scope);
  if (condition.run(() => allHold(inherited.when, scope)) === false) return skipped(inherited, scope);
  if (attempts.pendingOn !== null) return { kind: 'deferred', on: attempts.pendingOn, problems: [], certain: false };
  const unknown = condition.pendingOn;
  return unknown === null
    ? { kind: 'failed', noLog: isHidden(inherited, scope), problems: attempts.problems }
    : { kind: 'deferred', on: unknown, problems: [], certain: false };
}

function gathered(outcomes: readonly ItemOutcome[], looped: boolean): Attempt {
  const deferred = outcomes.find((outcome) => outcome.kind === 'deferred');
  if (deferred !== undefined) {
    const problems = outcomes.flatMap((outcome) =>
      outcome.kind === 'deferred' || outcome.kind === 'failed' ? outcome.problems : [],
    );
    return { kind: 'deferred', on: deferred.on, problems, certain: deferred.certain };
  }
  const items = outcomes.filter((outcome) => outcome.kind !== 'deferred');
  const [only] = items;
  if (looped || only === undefined) return { kind: 'items', looped, items };
  if (only.kind === 'skipped') return { kind: 'skipped', falseCondition: only.falseCondition };
  return only.kind === 'failed'
    ? { kind: 'failed', noLog: only.noLog, problems: only.problems }
    : { kind: 'items', looped, items };
}

function attemptItem(
  compiled: CompiledTask,
  turn: Turn,
  scopeOfItem: () => HostScope,
  scopeOf: (turn: Turn) => HostScope,
  names?: () => readonly string[],
): ItemOutcome {
  const scope = scopeOfItem();
  const attempts = new Attempts(scope, names);
  const holds = attempts.run(() => allHold(compiled.inherited.when, scope));
  if (attempts.pendingOn !== null) return { kind: 'deferred', on: attempts.pendingOn, problems: [], certain: false };
  const heading = {
    label: labelOf(compiled, turn, scope, attempts),
    name: nameOf(compiled, scope),
    ...(compiled.task.loop !== null && { turn: turnFields(compiled.task.loop, turn) }),
  };
  if (holds === false) return { ...heading, ...skipped(compiled.inherited, scope) };
  if (holds === null)
    return { ...heading, kind: 'failed', noLog: isHidden(compiled.inherited, scope), problems: attempts.problems };
  const localScope = (vars: Turn): HostScope => scopeOf(new Map([...turn, ...vars]));
  return { ...bindParts(compiled, scope, localScope, attempts), ...heading, ...notifyOf(compiled, scope, attempts) };
}

/** Only where a name hangs on the host or the item: the others are in the plan. */
function notifyOf({ task, plan }: CompiledTask, scope: HostScope, attempts: Attempts): { notify?: readonly string[] } {
  if (!task.notify.some((name, at) => isOpen(name, plan.notify[at]))) return {};
  return {
    notify: task.notify.flatMap((name) => namesIn(attempts.run(() => evaluateFill(name.fill, scope)) ?? name.written)),
  };
}

const notifiedBy = (compiled: CompiledTask, scope: HostScope): readonly string[] =>
  notifyOf(compiled, scope, new Attempts(scope)).notify ?? compiled.plan.notify;

const skipped = ({ when }: Inherited, scope: HostScope): SkippedAttempt => ({
  kind: 'skipped',
  falseCondition: falseConditionOf(when, scope),
});

/** Ansible's names. */
const turnFields = ({ variable, indexVariable }: Loop, turn: Turn): Fields =>
  new Map<MapKey, Value>([
    ...turn,
    ['ansible_loop_var', variable],
    ...(indexVariable === null ? [] : [['ansible_index_var', indexVariable] as const]),
  ]);

type Parts = ItemAttempt extends infer Item
  ? Item extends ItemAttempt
    ? Omit<Item, 'label' | 'name' | 'turn' | 'notify'>
    : never
  : never;

function bindParts(
  compiled: CompiledTask,
  scope: HostScope,
  localScope: (vars: Turn) => HostScope,
  attempts: Attempts,
): Parts | { kind: 'deferred'; on: string; problems: readonly Diagnostic[]; certain: boolean } {
  const { task, inherited, world } = compiled;
  const filled = fillParameters(
    task,
    { scope, localScope, sources: world.sources, playbookFolder: compiled.play.facts.folder },
    attempts,
  );
  const environment = task.module.parameters.includes('environment')
    ? bindEnvironment(inherited.environments, scope, attempts)
    : new Map<string, Value>();
  const settings = bindSettings(inherited, task.until, scope, world.become, attempts);
  const gate = bindGate(task.gate, scope, attempts);
  const parameters = withEnvironment(filled, environment ?? new Map());
  if (attempts.pendingOn !== null || attempts.hasFailed) {
    const issues = filled.open.length === 0 ? [] : task.module.check(parameters.input, filled.open);
    const problems = [...attempts.problems, ...issueDiagnostics(task, issues)];
    return attempts.pendingOn === null
      ? { kind: 'failed', noLog: isHidden(inherited, scope), problems }
      : { kind: 'deferred', on: attempts.pendingOn, problems, certain: true };
  }
  return settings === null
    ? { kind: 'failed', noLog: isHidden(inherited, scope), problems: attempts.problems }
    : bindModule(compiled, scope, parameters, settings, gate);
}

function bindModule(
  compiled: CompiledTask,
  scope: HostScope,
  parameters: FilledParameters,
  settings: TaskSettings,
  gate: GateSpec | null,
): Parts {
  const { task, world } = compiled;
  if (task.module.kind === 'controller') {
    const result = task.module.evaluate(parameters.input);
    if (!result.ok) return { kind: 'failed', noLog: settings.noLog, problems: issueDiagnostics(task, result.issues) };
    const { value } = result;
    const isQuiet = value.kind === 'ok' && (value.verbosity ?? 0) > world.variables.run.about.verbosity;
    return isQuiet ? { kind: 'skipped', falseCondition: false } : { kind: 'controller', settings, result: value };
  }
  const bound = task.module.bind(parameters.input);
  const weak = bound.ok ? weakClaims(compiled, bound.value.claims, scope) : [];
  if (weak.length > 0) return { kind: 'failed', noLog: settings.noLog, problems: weak };
  const watched = settings.delegateTo === null ? staleServicesOf(compiled, notifiedBy(compiled, scope)) : [];
  return bound.ok
    ? { kind: 'host', settings, bound: watchAge(bound.value, watched), gate }
    : { kind: 'failed', noLog: settings.noLog, problems: issueDiagnostics(task, bound.issues) };
}

/** The keywords' environment below the parameter's own. */
function withEnvironment(filled: FilledParameters, environment: Turn): FilledParameters {
  if (environment.size === 0 || filled.open.includes('environment')) return filled;
  const own = filled.input['environment'];
  const merged = {
    ...Object.fromEntries([...environment].map(([name, value]) => [name, toPlain(value)])),
    ...(isPlainRecord(own) ? own : {}),
  };
  return { ...filled, input: plainObject([...Object.entries(filled.input), ['environment', merged]]) };
}

/** Shown instead of the value of an item; `no_log` hides it. */
function labelOf({ task, inherited }: CompiledTask, turn: Turn, scope: HostScope, attempts: Attempts): string | null {
  const { loop } = task;
  if (loop === null) return null;
  if (isHidden(inherited, scope)) return 'hidden by no_log';
  const { label } = loop;
  const value = label === null ? turn.get(loop.variable) : attempts.run(() => evaluateFill(label.fill, scope));
  return shownValue(value ?? null);
}

/** Also where `no_log` itself cannot be worked out. */
const isHidden = ({ noLog }: Inherited, scope: HostScope): boolean =>
  noLog !== null && new Attempts(scope).run(() => evaluateFill(noLog.fill, scope)) !== false;

/** A name whose templates cannot be filled in is shown as it was written. */
function nameOf({ task, plan }: CompiledTask, scope: HostScope): string {
  const { name } = task;
  if (name === null || name.fill.kind === 'literal') return plan.name;
  const value = new Attempts(scope).run(() => evaluateFill(name.fill, scope));
  return value === null ? plan.name : shownValue(value);
}
