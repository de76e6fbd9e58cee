import test from 'ava';

import type { Assessment } from '../../../src/domain/assessment.ts';
import { type AssessmentFormat, fileText } from '../../../src/report/assessment/format.ts';
import { assessmentFormats, formatOf, pathOf } from '../../../src/report/assessment/formats.ts';
import { safeNames } from '../../../src/report/assessment/file-names.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';

const named = test.macro({
  exec(t, file: string, name: string | null) {
    t.is(formatOf(file)?.name ?? null, name);
  },
  title: (_title, file: string, name: string | null) => `${file} is ${name ?? 'no format'}`,
});

test(named, 'x.json', 'json');
test(named, 'x.kube-bench.json', 'kube-bench');
test(named, 'X.JSON', 'json');
test(named, 'a/b.md', 'markdown');
test(named, 'x.csv', 'csv');
test(named, 'x.junit.xml', 'junit');
test(named, 'x.sarif', 'sarif');
test(named, 'x.sarif.json', 'sarif');
test(named, 'x.xml', null);
test(named, 'x', null);
test(named, '', null);

const path = test.macro({
  exec(t, file: string, of: string | null, wanted: string) {
    const format = formatOf(file);
    t.is(format === null ? null : pathOf(file, format, { of }), wanted);
  },
  title: (_title, file: string, of: string | null, wanted: string) => `${file} of ${of ?? 'all'} is ${wanted}`,
});

test(path, 'prod.kube-bench.json', 'cp-1', 'prod-cp-1.kube-bench.json');
test(path, 'out/.kube-bench.json', 'cp-1', 'out/cp-1.kube-bench.json');
test(path, 'prod.json', null, 'prod.json');

test('names and extensions are each of one format', (t) => {
  const names = assessmentFormats.map(({ name }) => name);
  const extensions = assessmentFormats.flatMap((format) => format.extensions);
  t.is(new Set(names).size, names.length);
  t.is(new Set(extensions).size, extensions.length);
});

const nothing: Assessment = {
  ...sampleAssessment,
  scope: { hosts: [], notSelected: [], notInInventory: [], missing: [] },
  benchmarks: [],
  controls: [],
  causes: [],
  waivers: [],
  differences: [],
  since: null,
};

const texts = (format: AssessmentFormat, assessment: Assessment) =>
  [...format.files(assessment)].map((file) => ({ of: file.of, text: fileText(file) }));

for (const format of assessmentFormats) {
  test(`${format.name} is the same for the same assessment, and names its files apart`, (t) => {
    const files = texts(format, sampleAssessment);
    t.deepEqual(files, texts(format, sampleAssessment));
    t.is(new Set(files.map(({ of }) => of)).size, files.length);
    t.true(files.length > 0);
    for (const { text } of files) t.true(text.endsWith('\n'));
  });

  test(`${format.name} holds no control character, nothing invisible and no half of a pair`, (t) => {
    for (const { text } of texts(format, sampleAssessment)) {
      t.notRegex(
        text,
        /[\p{Cs}\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u,
      );
    }
  });

  test(`${format.name} of nothing is well-formed or nothing`, (t) => {
    t.notThrows(() => texts(format, nothing));
  });
}

test('names for files are safe and stay apart', (t) => {
  const names = ['cp-1', 'CP-1', 'a/b', 'a_b', '../x', '', '.hidden', '-o', 'ü', 'x'.repeat(300)];
  const safe = [...safeNames(names).values()];
  t.deepEqual(safe.slice(0, 9), ['cp-1', 'CP-1-2', 'a_b', 'a_b-2', '_._x', '_', '_hidden', '_o', '_-2']);
  t.is(safe.at(9)?.length, 100);
});
