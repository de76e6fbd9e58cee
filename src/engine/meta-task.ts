import type { TaskPlan } from '../domain/run-plan.ts';
import type { Prepared } from './prepare.ts';
import type { SectionContext } from './section-context.ts';

/** Whether there is nothing to do for a meta task: its condition is false, or it cannot be known in a plan. */
export const passesMeta = ({ task, binding }: Prepared, { preparation }: SectionContext): boolean =>
  task.meta === 'noop' ||
  binding.kind === 'skipped' ||
  (binding.kind === 'deferred' && preparation.assumed.has(binding.on));

/** Does what a meta task asks for, but for a flush. True: the host's play ends here. */
export function doMeta({ host, play, mode, meetings }: SectionContext, task: TaskPlan): boolean {
  if (task.meta === 'end_play') host[mode === 'apply' ? 'endedPlays' : 'seenToEnd'].add(play.index);
  if (task.meta === 'clear_host_errors') host.around[mode === 'apply' ? 'clearErrors' : 'clearPlanned'](play.index);
  meetings.done(task, { fields: new Map([['ended', true]]), facts: new Map(), assumed: false });
  return task.meta === 'end_host' || task.meta === 'end_play';
}
