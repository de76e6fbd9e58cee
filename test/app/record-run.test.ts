import test from 'ava';

import { recordRun } from '../../src/app/record-run.ts';
import type { RunEvent } from '../../src/domain/event.ts';
import { refreshed, unitTask } from '../render/helpers/drift.ts';
import { connected, fleet, hostFinished, started, taskFinished } from '../render/helpers/events.ts';
import { ended } from '../render/helpers/runs.ts';

/** Types of the events that are kept of a run. */
async function kept(events: readonly RunEvent[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const recorder = recordRun(
    { who: 'alice@laptop', version: '0', folder: '/', undo: null },
    {
      writer: {
        begin: () => undefined,
        event: (_, line) => lines.push(line),
        end: () => undefined,
        close: async () => undefined,
        leave: () => undefined,
      },
      encode: ({ type }) => type,
      given: () => ({ operands: [], values: {}, flags: {}, secrets: [] }),
      digests: () => ({}),
      git: async () => null,
    },
  );
  for (const event of events) recorder.add(event);
  await recorder.close();
  return lines;
}

const run = (mode: 'apply' | 'drift' | 'plan'): readonly RunEvent[] =>
  ended([
    started(mode),
    ...fleet.map(connected),
    { type: 'host-compared', host: 'cp-1', since: null, moved: [], why: null },
    { type: 'host-compared', host: 'cp-2', since: null, moved: [{ what: 'x', before: 'a', after: 'b' }], why: 'moved' },
    taskFinished('cp-1'),
    unitTask('cp-2'),
    refreshed('cp-2', 12),
    ...fleet.map((host) => hostFinished(host, 'ok', 1)),
  ]);

test('of a drift run only what is not as it was is kept', async (t) => {
  t.deepEqual(await kept(run('drift')), [
    'run-started',
    'host-compared',
    'task-finished',
    'drift-explained',
    'run-finished',
  ]);
});

test('of an apply everything, of a plan nothing', async (t) => {
  t.is((await kept(run('apply'))).length, run('apply').length);
  t.deepEqual(await kept(run('plan')), []);
});
