import type { PlayPlan, RunPlan, TaskPlan } from '../domain/run-plan.ts';
import { count } from '../domain/count.ts';

/** What `--list-hosts`, `--list-tasks` and `--list-tags` print, play by play. */
export function planListing(plan: RunPlan, what: 'hosts' | 'tasks' | 'tags'): readonly string[] {
  return plan.plays.flatMap((play) => [playHead(play), ...listed(play, what).map((line) => `  ${line}`)]);
}

const playHead = (play: PlayPlan): string => `play ${play.name}  (${count(play.hosts.length, 'host')})`;

function listed(play: PlayPlan, what: 'hosts' | 'tasks' | 'tags'): readonly string[] {
  switch (what) {
    case 'hosts':
      return play.hosts;
    case 'tasks':
      return play.tasks.filter(({ id, meta }) => meta === null && !id.includes('.facts.')).map(taskLine);
    case 'tags':
      return [...new Set(play.tasks.flatMap((task) => task.tags))].toSorted();
  }
}

const taskLine = (task: TaskPlan): string =>
  `${task.range.file}:${task.range.start.line}  ${task.name}${task.runOnce ? '  (once for all)' : ''}${task.tags.length === 0 ? '' : `  [${task.tags.join(', ')}]`}`;
