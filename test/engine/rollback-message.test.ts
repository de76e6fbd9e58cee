import test from 'ava';

import { rollbackMessage } from '../../src/engine/rollback.ts';
import type { RollbackReport } from '../../src/engine/rollback.ts';

const report: RollbackReport = { undone: 2, kept: [], stuck: [], complete: true, healthy: true, gates: [] };
const gate = {
  component: 'kubelet',
  passed: false,
  readyAfter: null,
  stableFor: 0,
  wanted: '',
  seen: 'not running',
  said: [],
};

const tells = test.macro({
  exec: (t, about: Partial<RollbackReport>, words: string) => t.is(rollbackMessage({ ...report, ...about }), words),
  title: (_, __, words: string) => words,
});

test(tells, {}, '2 changes undone, as before the run; services healthy');
test(tells, { healthy: false, gates: [gate] }, '2 changes undone, as before the run; services are NOT healthy');
test(tells, { complete: false, healthy: false }, '2 changes undone; cut before the end; services were not asked again');
