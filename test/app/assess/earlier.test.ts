import test from 'ava';

import { earlierAssessment } from '../../../src/app/assess/earlier.ts';
import type { HistoryReader, RecordedRun } from '../../../src/domain/history.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';

const runOf = (entry: number): RecordedRun => ({
  entry,
  about: {
    run: `1122-a${entry}`,
    year: 2026,
    mode: 'assess',
    at: 0,
    who: 'alice@laptop',
    version: '0.1.0',
    given: { operands: [], values: {}, flags: {}, secrets: [] },
    folder: '/p',
    playbook: null,
    git: null,
    files: {},
    undo: null,
  },
  summary: { at: 0, took: 0, exit: 0, interrupted: null, refused: null, hosts: {} },
});

test('an assessment that is damaged in the history is passed over', (t) => {
  const whole = JSON.stringify({ type: 'assessed', assessment: sampleAssessment });
  const reader: HistoryReader = {
    runs: () => [runOf(1), runOf(2), runOf(3)],
    newestIds: () => [],
    lines: ({ entry }) => [entry === 1 ? whole : entry === 2 ? whole.slice(0, -20) : '{"type":"assessed"}'],
    verify: () => ({ ok: false, what: '', run: null, event: null }),
    hashAt: () => null,
    close: () => {},
  };
  const found = earlierAssessment({ read: () => reader }, { folder: '/p', playbook: null }, (id) => id);
  t.is(found?.run, '1122-a1');
});
