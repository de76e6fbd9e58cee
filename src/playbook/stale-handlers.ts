import type { Value } from '../domain/value.ts';
import type { WatchedService } from '../modules/process-age/watch-age.ts';
import { unitName } from '../modules/systemd/unit.ts';
import type { Problems } from '../source/problems.ts';
import { Attempts } from './bind-problems.ts';
import type { CompiledTask } from './compiled.ts';
import { evaluateFill } from './evaluate-fill.ts';
import type { HostScope } from './scope.ts';

/** A handler with `restart_if: stale`. */
export interface StaleHandler extends WatchedService {
  /** What notifies it. */
  readonly names: readonly string[];
}

/** The handlers of a play that also run by evidence; where one could not make the evidence go away, it is an error. */
export function staleHandlersOf(
  handlers: readonly CompiledTask[],
  scope: HostScope,
  problems: Problems,
): readonly StaleHandler[] {
  return handlers.flatMap((handler) => {
    const { restartIf } = handler.task;
    if (restartIf === null) return [];
    const found = watchedBy(handler, scope);
    if ('summary' in found) {
      problems.error('restart-if', found.summary, restartIf, { hint: found.hint });
      return [];
    }
    return [{ ...found, names: [handler.plan.name, ...handler.plan.listen] }];
  });
}

/** The services whose handlers these names notify, each once. */
export function staleServicesOf(
  { staleHandlers }: CompiledTask,
  notified: readonly string[],
): readonly WatchedService[] {
  const services = staleHandlers.filter(({ names }) => names.some((name) => notified.includes(name)));
  return [...new Map(services.map(({ unit, by }) => [unit, { unit, by }])).values()];
}

interface Refused {
  readonly summary: string;
  readonly hint: string;
}

function watchedBy({ task, inherited, plan }: CompiledTask, scope: HostScope): WatchedService | Refused {
  if (task.module.name !== 'systemd')
    return {
      summary: `\`restart_if\` has no process to look at on a ${task.module.name} handler`,
      hint: 'put it on a handler of the module systemd with `state: restarted`',
    };
  const by = parameterOf(task, 'state', scope);
  if (by !== 'restarted' && by !== 'reloaded')
    return {
      summary: '`restart_if` needs a handler that restarts or reloads',
      hint: 'write `state: restarted` or `state: reloaded`',
    };
  const name = parameterOf(task, 'name', scope);
  if (typeof name !== 'string')
    return {
      summary: '`restart_if` needs a unit that is known before anything is connected',
      hint: 'write its `name`, or use variables of the play alone',
    };
  if (inherited.when.length > 0 || task.loop !== null || plan.delegated || plan.runOnce)
    return {
      summary: '`restart_if` needs a handler that runs on each host it is notified on',
      hint: 'leave out `when`, `loop`, `delegate_to` and `run_once`: put conditions on the tasks that notify it',
    };
  return { unit: unitName(name), by };
}

function parameterOf({ parameters }: CompiledTask['task'], name: string, scope: HostScope): Value | null {
  const content = parameters.given.get(name)?.content;
  if (content?.kind !== 'value') return null;
  const { fill } = content;
  return new Attempts(scope).run(() => evaluateFill(fill, scope));
}
