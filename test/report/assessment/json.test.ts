import test from 'ava';

import { jsonFormat } from '../../../src/report/assessment/json.ts';
import { jsonText } from '../../../src/report/assessment/json-text.ts';
import { hostile } from '../../support/hostile-texts.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';
import { oneText } from './files-of.ts';

test('the JSON holds the whole assessment, hostile texts included', (t) => {
  t.deepEqual(JSON.parse(oneText(jsonFormat)), sampleAssessment);
});

test('nothing in the JSON commands a terminal or turns text around', (t) => {
  t.notRegex(oneText(jsonFormat), /[\p{Cs}\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]/u);
  t.is(jsonText({ a: '\u009b1m\u202e' }), '{\n  "a": "\\u009b1m\\u202e"\n}\n');
  t.deepEqual(JSON.parse(jsonText(hostile)), hostile);
});
