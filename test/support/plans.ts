import type { PlayPlan, TaskPlan } from '../../src/domain/run-plan.ts';

const range = { file: 'site.yaml', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/** A task as a compiled playbook has it, without any word but these. */
export const taskPlan = (about: Partial<TaskPlan> = {}): TaskPlan => ({
  id: '0.tasks.0',
  kind: 'task',
  name: 'task',
  range,
  module: 'command',
  where: 'host',
  sets: [],
  register: null,
  notify: [],
  listen: [],
  tags: [],
  controls: [],
  ignoreErrors: false,
  ignoreUnreachable: false,
  anyErrorsFatal: false,
  meta: null,
  repeats: false,
  runOnce: false,
  delegated: false,
  throttle: null,
  showDiff: null,
  barrier: 'none',
  ...about,
});

/** A play of one batch. */
export const playPlan = (about: Partial<PlayPlan> = {}): PlayPlan => ({
  index: 0,
  name: 'play',
  range,
  hosts: [],
  batches: [about.hosts ?? []],
  maxFailPercentage: null,
  anyErrorsFatal: false,
  forceHandlers: false,
  onFailure: 'keep',
  ignoreUnreachable: false,
  tasks: [],
  blocks: [],
  handlers: [],
  ...about,
});
