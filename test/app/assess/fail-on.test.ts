import test from 'ava';

import { hasFindings } from '../../../src/app/assess/fail-on.ts';
import type { FailOn } from '../../../src/app/assess/fail-on.ts';
import type { AssessedControl, ControlStatus } from '../../../src/domain/assessment.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';

const [sample] = sampleAssessment.controls;

const control = (status: ControlStatus, more: Partial<AssessedControl> = {}): AssessedControl => {
  if (sample === undefined) throw new Error('the sample has no control');
  const results = [{ hosts: ['cp-1'], status, because: null, evidence: [], waiver: null }];
  return { ...sample, id: 'CIS-1.2.19', status, results, category: null, level: 1, ...more };
};

const whole = { ...sampleAssessment.scope, missing: [] };
const found = (controls: readonly AssessedControl[], words: readonly FailOn[] = [], missing: readonly string[] = []) =>
  hasFindings({ controls, scope: { ...whole, missing } }, words, null);

const rows: readonly (readonly [string, readonly FailOn[], AssessedControl, boolean])[] = [
  ['a failing control, by default', [], control('fail'), true],
  ['an unknown one, by default: it is not well', [], control('unknown'), true],
  ['what nobody looked at, by default', [], control('not-assessed'), false],
  ['what nobody looked at, when asked', ['not-assessed'], control('not-assessed'), true],
  ['a waived one', [], control('waived'), false],
  ['an attested one', [], control('attested'), false],
  ['a manual one, by default', [], control('manual'), false],
  ['a manual one, when asked', ['manual'], control('manual'), true],
  ['a passing one', ['fail', 'unknown', 'not-assessed', 'manual'], control('pass'), false],
  ['a failing one with none', ['none'], control('fail'), false],
  ['an unknown one with fail alone', ['fail'], control('unknown'), false],
  ['CAT I with cat-i', ['cat-i'], control('fail', { category: 'I', level: null }), true],
  ['CAT II with cat-i', ['cat-i'], control('fail', { category: 'II', level: null }), false],
  ['CAT II with both', ['cat-i', 'cat-ii'], control('fail', { category: 'II', level: null }), true],
  ['Level 2 with level-1', ['level-1'], control('fail', { level: 2 }), false],
  ['Level 2 with level-2', ['level-2'], control('fail', { level: 2 }), true],
  ['a waived CAT I', ['cat-i'], control('waived', { category: 'I', level: null }), false],
];
for (const [what, words, one, expected] of rows)
  test(`${what} ${expected ? 'is' : 'is no'} finding`, (t) => t.is(found([one], words), expected));

test('a fleet that was not wholly seen is a finding unless only failures were asked for', (t) => {
  t.true(found([control('pass')], [], ['cp-3 was not reached']));
  t.false(found([control('pass')], ['fail'], ['cp-3 was not reached']));
});

test('a control that fails on one host and is unknown on another is both', (t) => {
  const mixed = control('fail', {
    results: [...control('fail').results, ...control('unknown').results.map((one) => ({ ...one, hosts: ['cp-2'] }))],
  });
  t.true(found([mixed], ['unknown']));
  t.true(found([mixed], ['fail']));
});

test('with a baseline only what is new is a finding, and what is unknown stays one', (t) => {
  const since = { run: '1121-k7', at: '2026-11-21T00:00:00Z', new: [], settled: [] };
  const isFinding = (one: AssessedControl, fresh: readonly string[], words: readonly FailOn[] = ['fail']) =>
    hasFindings({ controls: [one], scope: whole }, words, {
      ...since,
      new: fresh.map((id) => ({ control: id, host: 'cp-1' })),
    });
  t.false(isFinding(control('fail'), []));
  t.true(isFinding(control('fail'), ['CIS-1.2.19']));
  t.false(isFinding(control('fail'), ['CIS-1.2.20']));
  t.true(isFinding(control('unknown'), [], ['fail', 'unknown']));
});

for (const status of ['not-assessed', 'manual'] as const)
  test(`what fails on one host and is ${status} on another is found by ${status}`, (t) => {
    const mixed = control('fail', { results: [...control('fail').results, ...control(status).results] });
    t.true(found([mixed], [status]));
    const known = { run: '1', at: '', new: [], settled: [] };
    t.true(hasFindings({ controls: [mixed], scope: whole }, [status], known));
    t.false(hasFindings({ controls: [mixed], scope: whole }, ['fail'], known));
  });
