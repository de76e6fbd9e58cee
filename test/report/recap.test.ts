import test from 'ava';

import type { HostOutcome, RunEventBody } from '../../src/domain/event.ts';
import { recapOf } from '../../src/report/recap.ts';
import { hostFinished, lost, started, taskFinished } from '../render/helpers/events.ts';

const rolledBack = (complete: boolean): RunEventBody => ({
  type: 'host-rolled-back',
  host: 'cp-1',
  undone: 1,
  complete,
  healthy: true,
  message: '',
  took: 1,
});

const outcome = test.macro({
  exec: (t, events: readonly RunEventBody[], expected: HostOutcome) =>
    t.is(recapOf([started('apply', ['cp-1']), ...events]).hosts[0]?.outcome, expected),
  title: (what = '', _events: readonly RunEventBody[], expected: HostOutcome) => `${what} is ${expected}`,
});

test('a host of which nothing was heard', outcome, [], 'untouched');
test(
  'a host whose tasks were fine',
  outcome,
  [taskFinished('cp-1'), taskFinished('cp-1', { status: 'skipped' })],
  'ok',
);
test('a host with an ignored failure', outcome, [taskFinished('cp-1', { status: 'failed', ignored: true })], 'ok');
test('a host with a change', outcome, [taskFinished('cp-1', { status: 'changed' })], 'changed');
test(
  'a host with a change and drift',
  outcome,
  [taskFinished('cp-1', { status: 'drifted' }), taskFinished('cp-1', { status: 'changed' })],
  'changed',
);
test(
  'a host with a failure after a change',
  outcome,
  [taskFinished('cp-1', { status: 'changed' }), taskFinished('cp-1', { status: 'failed' })],
  'failed',
);
test('a host that does not answer', outcome, [lost('cp-1')], 'unreachable');
test(
  'a host that was lost before its first change',
  outcome,
  [taskFinished('cp-1'), lost('cp-1', true)],
  'unreachable',
);
test(
  'a host that was lost between changes',
  outcome,
  [taskFinished('cp-1', { status: 'changed' }), lost('cp-1', true)],
  'half-way',
);
test(
  'a host that was put back whole',
  outcome,
  [taskFinished('cp-1', { status: 'failed' }), rolledBack(true)],
  'rolled-back',
);
test(
  'a host that was put back in part',
  outcome,
  [taskFinished('cp-1', { status: 'failed' }), rolledBack(false)],
  'half-way',
);
test(
  'what the engine says of a host',
  outcome,
  [taskFinished('cp-1', { status: 'changed' }), hostFinished('cp-1', 'half-way', 1)],
  'half-way',
);
test(
  'the worst of several plays',
  outcome,
  [hostFinished('cp-1', 'changed', 1), hostFinished('cp-1', 'ok', 1)],
  'changed',
);

test('every host of the run is in the recap once, in the order of the run', (t) => {
  const recap = recapOf([started('apply', ['b', 'a']), taskFinished('a'), taskFinished('b'), taskFinished('a')]);
  t.deepEqual(
    recap.hosts.map(({ host, ok }) => [host, ok]),
    [
      ['b', 1],
      ['a', 2],
    ],
  );
});

test('handlers count like tasks, and an ignored failure is counted apart', (t) => {
  const handler = { ...taskFinished('a', { status: 'changed' }), type: 'handler-finished' } as RunEventBody;
  const [host] = recapOf([taskFinished('a', { status: 'failed', ignored: true }), handler]).hosts;
  t.like(host, { changed: 1, failed: 0, ignored: 1 });
});

test('the recap keeps who interrupted and what was refused', (t) => {
  const refused: RunEventBody = { type: 'run-refused', code: 'busy', host: 'a', message: '', hint: null };
  t.like(recapOf([refused], 'SIGTERM'), { interrupted: 'SIGTERM', refused: 'busy' });
});
