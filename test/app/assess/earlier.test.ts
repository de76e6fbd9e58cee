import test from 'ava';

import { earlierAssessment } from '../../../src/app/assess/earlier.ts';
import type { HistoryReader } from '../../../src/domain/history.ts';
import { recordedAssessment } from '../../support/recorded-assessment.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';

test('an assessment that is damaged in the history is passed over', (t) => {
  const whole = JSON.stringify({ type: 'assessed', assessment: sampleAssessment });
  const reader: HistoryReader = {
    runs: () => [recordedAssessment(1), recordedAssessment(2), recordedAssessment(3)],
    newestIds: () => [],
    lines: ({ entry }) => [entry === 1 ? whole : entry === 2 ? whole.slice(0, -20) : '{"type":"assessed"}'],
    verify: () => ({ ok: false, what: '', run: null, event: null }),
    hashAt: () => null,
    close: () => {},
  };
  const found = earlierAssessment({ read: () => reader }, { folder: '/p', playbook: null }, (id) => id);
  t.is(found?.run, '1122-a1');
});
