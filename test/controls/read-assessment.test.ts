import { readFileSync } from 'node:fs';

import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';

import { publishedAssessmentSchema } from '../../src/controls/assessment-schema.ts';
import { readAssessment } from '../../src/controls/read-assessment.ts';
import { sampleAssessment } from '../support/sample-assessment.ts';

const text = JSON.stringify(sampleAssessment, null, 1);

/** What the only diagnostic says, with its place. */
function refusal(given: string): string {
  const read = readAssessment('old.json', given);
  if (read.ok) throw new Error('it was taken');
  const [{ code, summary, range }] = read.diagnostics;
  return `${range?.file}:${range?.start.line}:${range?.start.column} ${code} ${summary}`;
}

test('the published schema is fresh', (t) => {
  const published = readFileSync(new URL('../../schemas/assessment.schema.json', import.meta.url), 'utf8');
  t.deepEqual(
    JSON.parse(published),
    JSON.parse(JSON.stringify(publishedAssessmentSchema())),
    'node tools/assessment-schema.ts',
  );
});

test('an assessment keeps to the published schema, as a validator that we did not write reads it', (t) => {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
  const validate = ajv.compile(publishedAssessmentSchema());
  t.true(validate(JSON.parse(text)), JSON.stringify(validate.errors?.slice(0, 3)));
  t.false(validate({ ...sampleAssessment, extra: 1 }), 'and another key does not');
});

test('an assessment is read back as it was written', (t) => {
  const read = readAssessment('old.json', text);
  t.deepEqual(read.ok ? read.value : read.diagnostics, sampleAssessment);
});

test('a file that was cut anywhere is refused at the place where it ends', (t) => {
  for (let step = 1; step < 40; step += 1) {
    const cut = text.slice(0, Math.floor((text.length * step) / 40)).trimEnd();
    const lines = cut.split('\n');
    t.regex(refusal(cut), new RegExp(`^old\\.json:${lines.length}:\\d+ assessment-cut old\\.json ends in the middle`));
  }
  t.is(refusal(''), 'old.json:1:1 assessment-cut old.json ends in the middle: it was cut');
});

test('what is no JSON is refused at the place where reading stops', (t) => {
  t.is(refusal('{\n  "a": x\n}'), 'old.json:2:8 assessment-cut old.json is not JSON');
});

test('other JSON, and that of another version, is refused', (t) => {
  t.regex(refusal('[]'), /assessment-file old\.json is no assessment/);
  t.regex(refusal(JSON.stringify({ ...sampleAssessment, schemaVersion: 2 })), /assessment-file/);
  t.regex(refusal(JSON.stringify({ ...sampleAssessment, controls: [{}] })), /assessment-file/);
});
