import type { RunEvent, RunEventBody, TaskFinished } from '../../../src/domain/event.ts';
import type { Finding } from '../../../src/domain/module.ts';

/** A task that went well and says nothing, but for what is given. */
export const task = (given: Partial<TaskFinished>): RunEventBody => ({
  type: 'task-finished',
  host: 'cp-1',
  play: 'play',
  task: 'a task',
  taskId: 'a',
  module: 'args_file',
  file: 'playbooks/x.yaml',
  line: 7,
  item: null,
  delegatedTo: null,
  runOnce: false,
  status: 'ok',
  assumed: false,
  ignored: false,
  rescued: false,
  because: null,
  changes: [],
  kept: [],
  warnings: [],
  findings: [],
  controls: [],
  notified: [],
  message: null,
  error: null,
  took: 1,
  ...given,
});

export const finding = (given: Partial<Finding> & Pick<Finding, 'controls' | 'subject'>): Finding => ({
  what: 'a thing',
  wanted: 'as it should be',
  file: null,
  where: '/a/path:1',
  met: true,
  ...given,
});

/** `cp-*` are control planes, others workers; all of cluster `a` unless `cluster/name`. */
export const started = (hosts: readonly string[], notSelected: readonly string[] = []): RunEventBody => ({
  type: 'run-started',
  schemaVersion: 1,
  run: '1122-a7',
  mode: 'plan',
  playbook: 'playbooks/assess.yaml',
  plays: [],
  hosts: hosts.map((host) => {
    const [name = '', cluster = 'a'] = host.split('/').toReversed();
    return { name, cluster, controlPlane: name.startsWith('cp-') };
  }),
  notSelected,
});

export const lost = (host: string): RunEventBody => ({
  type: 'host-lost',
  host,
  reason: 'no-answer',
  message: 'no answer in 10 s',
  hint: null,
  midway: false,
});

export const run = (...events: readonly RunEventBody[]): readonly RunEvent[] =>
  events.map((event, seq) => ({ seq, at: 1_763_805_120_000 + seq, ...event }));
