import { readFileSync } from 'node:fs';

import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';

import { jsonFormat } from '../../../src/report/assessment/json.ts';
import { jsonParts, jsonText } from '../../../src/report/assessment/json-text.ts';
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

test('the JSON is as the published schema says', (t) => {
  const file = new URL('../../../schemas/assessment.schema.json', import.meta.url);
  const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(file, 'utf8')));
  t.true(valid(JSON.parse(oneText(jsonFormat))), JSON.stringify(valid.errors));
  t.false(valid({ ...sampleAssessment, schemaVersion: 2 }));
});

test('in pieces it is the same text, however far it is taken apart, and lists may come one by one', (t) => {
  const value = { '': [], a: {}, '\u202e': [1, 'x\ny', null, [{ b: undefined, c: [] }]], d: undefined, e: false };
  for (const levels of [0, 1, 2, 3, 9]) t.is([...jsonParts(value, levels)].join(''), jsonText(value), String(levels));
  t.is([...jsonParts({ a: new Set([1, 2]).values() }, 2)].join(''), jsonText({ a: [1, 2] }));
});
