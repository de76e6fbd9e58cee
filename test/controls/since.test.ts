import test from 'ava';

import { parseBaseline } from '../../src/controls/baseline.ts';
import { sinceThen } from '../../src/controls/since.ts';
import type { AssessedControl, Assessment, ControlStatus } from '../../src/domain/assessment.ts';
import { sampleAssessment } from '../support/sample-assessment.ts';

const idOf = (word: string): string | null =>
  word === 'CIS112-1.2.17' ? 'CIS-1.2.19' : word.startsWith('X') ? null : word;
const whole = JSON.stringify(sampleAssessment, null, 1);
const baselineOf = (assessment: Assessment, edit: (text: string) => string = (text) => text) => {
  const read = parseBaseline('old.json', edit(JSON.stringify(assessment)), idOf);
  if (!read.ok) throw new Error(read.diagnostics[0].summary);
  return read.value;
};
const [first] = sampleAssessment.controls;
if (first === undefined) throw new Error('the sample has no control');
const like = (...results: readonly (readonly [string, ControlStatus])[]): AssessedControl => ({
  ...first,
  id: 'CIS-1.2.19',
  status: 'fail',
  results: results.map(([host, status]) => ({ hosts: [host], status, because: null, evidence: [], waiver: null })),
});
const compared = (
  before: readonly (readonly [string, ControlStatus])[],
  now: readonly (readonly [string, ControlStatus])[],
) => {
  const told = sinceThen(baselineOf({ ...sampleAssessment, controls: [like(...before)] }), [like(...now)]);
  return { new: told.new.map(({ host }) => host), settled: told.settled.map(({ host }) => host) };
};

test('nothing is new and nothing settled where nothing changed', (t) => {
  const told = sinceThen(baselineOf(sampleAssessment), sampleAssessment.controls);
  t.is(told.run, sampleAssessment.header.run);
  t.deepEqual([told.new, told.settled], [[], []]);
});
test('what fails and did not is new: hosts and controls that were not there too', (t) => {
  t.deepEqual(
    compared(
      [
        ['a', 'pass'],
        ['b', 'unknown'],
        ['c', 'waived'],
        ['e', 'fail'],
      ],
      [
        ['a', 'fail'],
        ['b', 'fail'],
        ['c', 'fail'],
        ['d', 'fail'],
        ['e', 'fail'],
      ],
    ),
    {
      new: ['a', 'b', 'c', 'd'],
      settled: [],
    },
  );
});
test('only what is well is settled', (t) => {
  const now: readonly ControlStatus[] = [
    'pass',
    'not-applicable',
    'unknown',
    'not-assessed',
    'manual',
    'waived',
    'attested',
  ];
  t.deepEqual(
    compared(
      now.map((status) => [status, 'fail']),
      now.map((status) => [status, status]),
    ),
    {
      new: [],
      settled: ['pass', 'not-applicable'],
    },
  );
});
test('a control is known by any of its ids', (t) => {
  const old = baselineOf({ ...sampleAssessment, controls: [{ ...like(['a', 'fail']), id: 'CIS112-1.2.17' }] });
  t.deepEqual(sinceThen(old, [like(['a', 'pass'])]).settled, [{ control: 'CIS-1.2.19', host: 'a' }]);
});
test('controls that the catalogue does not have any more are told and left out', (t) => {
  const read = parseBaseline('old.json', whole.replaceAll('"V-242', '"X-242'), idOf);
  t.true(read.ok);
  if (read.ok) t.is(read.warnings[0]?.code, 'baseline-control');
});

const bad = test.macro((t, text: string, code: string, place: string, words: RegExp) => {
  const read = parseBaseline('old.json', text, idOf);
  t.false(read.ok);
  if (read.ok) return;
  const [told] = read.diagnostics;
  t.is(told.code, code);
  t.is(`${told.range?.file}:${told.range?.start.line}:${told.range?.start.column}`, place);
  t.regex(`${told.summary} ${told.detail} ${told.hint}`, words);
});
const lines = whole.slice(0, 5000).split('\n');
test(
  'a baseline that was cut',
  bad,
  whole.slice(0, 5000),
  'assessment-cut',
  `old.json:${lines.length}:${(lines.at(-1) ?? '').length + 1}`,
  /cut/,
);
test('an empty baseline', bad, '', 'assessment-cut', 'old.json:1:1', /cut/);
test('a baseline that is something else', bad, 'a: b\n', 'assessment-cut', 'old.json:1:1', /not JSON/);
test('JSON that is no assessment', bad, '[]', 'assessment-file', 'old.json:1:1', /no assessment/);
test(
  'an assessment of a later version',
  bad,
  whole.replace('"schemaVersion": 1', '"schemaVersion": 2'),
  'assessment-file',
  'old.json:1:1',
  /schemaVersion/,
);
test(
  'a status that there is not',
  bad,
  whole.replace('"status": "fail"', '"status": "fine"'),
  'assessment-file',
  'old.json:1:1',
  /status/,
);
test('every cut of a baseline is an error and nothing worse', (t) => {
  for (let length = 0; length < whole.trimEnd().length; length += 997)
    t.false(parseBaseline('old.json', whole.slice(0, length), idOf).ok);
});
