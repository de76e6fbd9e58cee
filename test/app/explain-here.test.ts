import test from 'ava';

import { hereLines } from '../../src/app/explain/here.ts';
import type { AssessedControl, Assessment, ControlStatus } from '../../src/domain/assessment.ts';
import { HistoryError, type HistoryReader, type RunAbout } from '../../src/domain/history.ts';
import { noHistory } from '../../src/app/no-history.ts';
import { recordedAssessment } from '../support/recorded-assessment.ts';
import { sampleAssessment } from '../support/sample-assessment.ts';

const [control] = sampleAssessment.controls;
if (control === undefined) throw new Error('the sample has no control');
const { id } = control;

type Hosts = Readonly<Record<string, ControlStatus>>;

interface Kept {
  readonly statuses: Hosts;
  readonly about?: Partial<RunAbout>;
  readonly notSelected?: readonly string[];
  readonly interrupted?: 'SIGINT';
  readonly text?: (line: string) => string;
}

const assessedAs = (hosts: Hosts): AssessedControl => ({
  ...control,
  results: Object.entries(hosts).map(([host, status]) => ({
    hosts: [host],
    status,
    because: null,
    evidence: [
      { what: '/x', wanted: '0600', file: '0644', met: status !== 'fail', where: '/x', service: null, command: null },
    ],
    waiver: null,
  })),
});

/** A history that holds these, oldest first; counts what is read of it. */
function historyOf(kept: readonly Kept[]): { reader: HistoryReader; closed: () => boolean } {
  let closed = false;
  const reader: HistoryReader = {
    runs: () => kept.map(({ interrupted, about }, at) => recordedAssessment(at, about, interrupted)),
    newestIds: () => [],
    lines: ({ entry }) => {
      const one = kept[entry];
      if (one === undefined) return [];
      const assessment: Assessment = {
        ...sampleAssessment,
        header: {
          ...sampleAssessment.header,
          run: `1122-a${entry}`,
          finishedAt: `2026-11-2${entry}T09:52:30.000Z`,
        },
        scope: { ...sampleAssessment.scope, notSelected: one.notSelected ?? [] },
        controls: [assessedAs(one.statuses)],
      };
      const line = JSON.stringify({ type: 'assessed', assessment });
      return ['{"type":"run-started"}', one.text === undefined ? line : one.text(line)];
    },
    verify: () => ({ ok: false, what: '', run: null, event: null }),
    hashAt: () => null,
    close: () => void (closed = true),
  };
  return { reader, closed: () => closed };
}

const told = test.macro({
  exec: (t, kept: readonly Kept[], expected: readonly string[]) => {
    const { reader, closed } = historyOf(kept);
    t.deepEqual(hereLines(id, { folder: '/p', history: { ...noHistory, read: () => reader } }), expected);
    t.true(closed());
  },
  title: (title = '') => title,
});

test('nothing is told where no assessment was made', told, [], []);
test(
  'hosts of the last assessment by their status, with what was seen of those that fail',
  told,
  [{ statuses: { 'cp-1': 'pass', 'worker-2': 'fail' } }],
  ['pass cp-1', 'fail worker-2 (/x: file 0644)', 'as of 1122-a0, 2026-11-20 09:52 UTC'],
);
test(
  'since when each host stands so: the first of an unbroken row',
  told,
  [
    { statuses: { a: 'fail', b: 'pass', c: 'pass' } },
    { statuses: { a: 'pass', b: 'pass', c: 'pass' } },
    { statuses: { a: 'fail', b: 'pass' } },
    { statuses: { a: 'fail', b: 'pass', c: 'fail' } },
  ],
  [
    'fail a (/x: file 0644) since 1122-a2, 2026-11-22 09:52 UTC',
    'pass b since 1122-a0, 2026-11-20 09:52 UTC',
    'fail c (/x: file 0644)',
    'as of 1122-a3, 2026-11-23 09:52 UTC',
  ],
);
test(
  'an assessment that did not see a host breaks no row',
  told,
  [{ statuses: { a: 'fail' } }, { statuses: { b: 'pass' } }, { statuses: { a: 'fail' } }],
  ['fail a (/x: file 0644) since 1122-a0, 2026-11-20 09:52 UTC', 'as of 1122-a2, 2026-11-22 09:52 UTC'],
);
test(
  'one that did not look at the control, of another folder, of another command, or interrupted does not count',
  told,
  [
    { statuses: { a: 'pass' } },
    { statuses: { a: 'not-assessed' } },
    { statuses: { a: 'fail' }, about: { folder: '/q' } },
    { statuses: { a: 'fail' }, about: { mode: 'plan' } },
    { statuses: { a: 'fail' }, interrupted: 'SIGINT' },
  ],
  ['pass a', 'as of 1122-a0, 2026-11-20 09:52 UTC'],
);
test(
  'one that is damaged is passed over',
  told,
  [
    { statuses: { a: 'pass' } },
    { statuses: { a: 'fail' }, text: (line) => line.slice(0, -9) },
    { statuses: { a: 'fail' }, text: (line) => line.replace('"status":"fail"', '"status":"ok"') },
  ],
  ['pass a', 'as of 1122-a0, 2026-11-20 09:52 UTC'],
);
test(
  'whom -l left out is said',
  told,
  [{ statuses: { a: 'pass' }, notSelected: ['worker-1', 'worker-2'] }],
  ['pass a', 'as of 1122-a0, 2026-11-20 09:52 UTC; not looked at: worker-[1-2]'],
);

test('another control is not told of', (t) => {
  const { reader } = historyOf([{ statuses: { a: 'fail' } }]);
  t.deepEqual(hereLines('BW-NONE', { folder: '/p', history: { ...noHistory, read: () => reader } }), []);
});

test('no history, and one that cannot be read, say nothing', (t) => {
  t.deepEqual(hereLines(id, { folder: '/p', history: noHistory }), []);
  const broken = (): never => {
    throw new HistoryError('it is damaged');
  };
  t.deepEqual(hereLines(id, { folder: '/p', history: { ...noHistory, read: broken } }), []);
  const bug = (): never => {
    throw new TypeError('a bug');
  };
  t.throws(() => hereLines(id, { folder: '/p', history: { ...noHistory, read: bug } }), { instanceOf: TypeError });
});
