import test from 'ava';

import { otlpTrace } from '../../src/render/otlp.ts';
import { watchedRun } from '../../src/report/watch.ts';
import { connected, hostFinished, started, task } from './helpers/events.ts';
import { ended } from './helpers/runs.ts';

test('a task that failed is in the trace with its code, and without what its message quotes', (t) => {
  const watched = watchedRun(
    ended([
      started('apply', ['cp-1']),
      connected('cp-1'),
      {
        type: 'task-finished',
        ...task('cp-1', { status: 'failed', error: { code: 'gate', message: 'the file says hunter2' } }),
      },
      hostFinished('cp-1', 'failed', 1),
    ]),
  );
  const sent = JSON.stringify(otlpTrace(watched, '0'.repeat(32), {}));
  t.true(sent.includes('"status":{"code":2,"message":"gate"}'));
  t.false(sent.includes('hunter2'));
});
