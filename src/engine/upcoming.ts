import type { PlayPlan, TaskPlan } from '../domain/run-plan.ts';
import { Flow } from './flow.ts';

/** A task that is to come where everything goes well, and the names that may be set before the next one of them. */
export interface Upcoming {
  readonly task: TaskPlan;
  readonly sets: readonly string[];
}

/** Set where a task fails in a block that has a rescue. */
export const failureNames = ['ansible_failed_task', 'ansible_failed_result'] as const;

/** The tasks at `path`, with what those between them may set: rescues, and handlers that are flushed. */
export function upcoming(
  flow: Flow,
  path: readonly number[],
  { tasks, handlers }: Pick<PlayPlan, 'tasks' | 'handlers'>,
): readonly Upcoming[] {
  const ofHandlers = handlers.flatMap(({ sets }) => sets);
  return path.flatMap((at, step) => {
    const task = tasks[at];
    if (task === undefined) return [];
    const next = path[step + 1] ?? tasks.length;
    const between = next === at + 1 ? task.sets : tasks.slice(at, next).flatMap(({ sets }) => sets);
    const isFlush = task.meta === 'flush_handlers' || step === path.length - 1;
    return [
      {
        task,
        sets: [...between, ...(isFlush ? ofHandlers : []), ...(flow.isRescued(at) ? failureNames : [])],
      },
    ];
  });
}

/** A whole play, from its beginning. */
export function upcomingOf(play: PlayPlan): readonly Upcoming[] {
  const flow = new Flow(play.tasks.length, play.blocks);
  return upcoming(flow, flow.ahead(flow.begin().place), play);
}

/** Without what hosts meet for; what that sets counts as set by the task before it. */
export function withoutMeetings(all: readonly Upcoming[], meets: (task: TaskPlan) => boolean): readonly Upcoming[] {
  const left: Upcoming[] = [];
  for (const one of all) {
    const before = left.at(-1);
    if (!meets(one.task) || before === undefined) left.push(one);
    else left[left.length - 1] = { task: before.task, sets: [...before.sets, ...one.sets] };
  }
  return left;
}
