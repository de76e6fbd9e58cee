import type { TaskPlan } from '../domain/run-plan.ts';
import type { SectionContext } from './section-context.ts';
import type { Walk } from './walk.ts';

/** The host goes where a failure of this task, which is next, leads it. */
export function failTask({ host }: SectionContext, walk: Walk, task: TaskPlan): void {
  const isOver = walk.fail();
  if (isOver && !walk.isOut && task.anyErrorsFatal) host.isFatal = true;
}
