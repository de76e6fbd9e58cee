import type { TaskFinished } from '../domain/event.ts';
import type { PlayPlan, TaskPlan } from '../domain/run-plan.ts';

/** The failed result of a task that was not even begun; the error is still to be given. */
export const unbegunTask = (host: string, play: PlayPlan, task: TaskPlan): TaskFinished => ({
  host,
  play: play.name,
  task: task.name,
  taskId: task.id,
  module: task.module,
  file: task.range.file,
  line: task.range.start.line,
  item: null,
  delegatedTo: null,
  runOnce: task.runOnce,
  status: 'failed',
  assumed: false,
  ignored: false,
  rescued: false,
  because: null,
  changes: [],
  kept: [],
  warnings: [],
  findings: [],
  controls: task.controls,
  notified: [],
  message: null,
  error: null,
  took: 0,
});
