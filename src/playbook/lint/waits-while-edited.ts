import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { PlayPlan, RunPlan, TaskPlan } from '../../domain/run-plan.ts';

/**
 * Tasks before which hosts wait for each other, between one that notifies a handler and the next time handlers run:
 * services wait with their files edited. One warning a stretch of the play.
 */
export const waitsWhileEdited = (plan: RunPlan): readonly Diagnostic[] => plan.plays.flatMap(waitsOf);

function waitsOf(play: PlayPlan): readonly Diagnostic[] {
  if (play.batches.every((batch) => batch.length < 2)) return [];
  const found: Diagnostic[] = [];
  let edited: TaskPlan | null = null;
  for (const task of play.tasks) {
    if (task.meta === 'flush_handlers') edited = null;
    else if (edited !== null && meets(task)) {
      found.push(waiting(task, edited));
      edited = null;
    } else if (task.notify.length > 0) edited = task;
  }
  return found;
}

/** The words that make hosts wait; a `meta` is not told: it stands where it ends the play. */
const meets = ({ barrier, runOnce, delegated, throttle, meta }: TaskPlan): boolean =>
  meta === null && (barrier === 'batch' || runOnce || delegated || throttle !== null);

const waiting = (task: TaskPlan, edited: TaskPlan): Diagnostic => ({
  severity: 'warning',
  code: 'waits-while-edited',
  summary: `hosts wait here for each other, while the handlers of "${edited.name}" have not run`,
  range: task.range,
  hint: 'put `- meta: flush_handlers` before it',
});
