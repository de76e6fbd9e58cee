import type { TaskError } from '../../domain/errors.ts';
import { type ResultEvent, type RunEventBody, isResult } from '../../domain/event.ts';
import { BadAnswer } from '../../domain/module.ts';
import type { PlayPlan } from '../../domain/run-plan.ts';
import type { Preparation, PreparedItem } from '../prepare.ts';
import type { Found, PlannedSteps } from './find-lockouts.ts';

/** One result of the plan, among those that were told with it. */
export interface Result<Told> {
  readonly told: Told;
  readonly event: ResultEvent;
  readonly noLog: boolean;
}

/** What would be performed, in order; from the answers, since events hide what `no_log` hides. */
export function plannedSteps<Told extends { readonly play: PlayPlan; readonly events: readonly RunEventBody[] }>(
  told: Told,
  preparation: Preparation,
): readonly PlannedSteps<Result<Told>>[] {
  const tasks = [...told.play.tasks, ...told.play.handlers];
  return told.events.filter(isResult).flatMap((event) => {
    const task = tasks.find(({ id }) => id === event.taskId);
    if (event.status !== 'drifted' || task === undefined) return [];
    const items = preparation.get(task)?.items ?? [];
    return items.flatMap((prepared) => stepsOf(prepared, told, event));
  });
}

function stepsOf<Told>(
  { item, answer }: PreparedItem,
  told: Told,
  event: ResultEvent,
): readonly PlannedSteps<Result<Told>>[] {
  if (item.kind !== 'host' || item.settings.checkMode === true || answer === null || answer instanceof BadAnswer)
    return [];
  const { identity, noLog, delegateTo } = item.settings;
  if (item.label !== event.item && !noLog) return [];
  const { planned } = answer;
  const changes = planned.kind === 'changes' ? planned.changes : (planned.assuming ?? []);
  return [{ of: { told, event, noLog }, identity, delegateTo, steps: changes.flatMap(({ steps }) => steps) }];
}

/** A lock-out fails the task. A risk is a warning, unless nobody looks at warnings. */
export function withLockout(
  before: ResultEvent,
  found: Found<unknown>,
  noLog: boolean,
  refuseRisk: boolean,
): ResultEvent {
  if ('risk' in found && !refuseRisk)
    return { ...before, warnings: [...before.warnings, noLog ? 'hidden by no_log' : found.risk] };
  const error = lockoutError(found);
  return {
    ...before,
    status: 'failed',
    ignored: false,
    rescued: false,
    error: noLog ? { code: error.code, message: 'hidden by no_log' } : error,
  };
}

export const lockoutError = (found: Found<unknown>): TaskError =>
  'error' in found
    ? found.error
    : {
        code: 'lock-out',
        message: 'may lock us out, and nobody is asked',
        seen: found.risk,
        hint: 'look at the plan, then apply without --yes, or with --allow-lockout-risk',
      };
