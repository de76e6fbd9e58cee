import test from 'ava';
import fc from 'fast-check';

import type { Assessment } from '../../../src/domain/assessment.ts';
import { csvFormat } from '../../../src/report/assessment/csv.ts';
import { hostile } from '../../support/hostile-texts.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';
import { oneText } from './files-of.ts';

/** RFC 4180 for fields that are all quoted; `separator` as a spreadsheet of another country takes it. */
function readCsv(text: string): readonly (readonly string[])[] {
  return text
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) =>
      [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell]) => (cell ?? '').replaceAll('""', '"')),
    );
}

test('a row for each control, benchmark and host or cluster, and a header', (t) => {
  const rows = readCsv(oneText(csvFormat));
  const wanted = sampleAssessment.benchmarks
    .flatMap(({ controls }) => sampleAssessment.controls.filter(({ id }) => controls.includes(id)))
    .flatMap(({ results }) => results.flatMap(({ hosts }) => hosts));
  t.is(rows.length, wanted.length + 1);
  t.deepEqual([...new Set(rows.map((row) => row.length))], [16]);
  t.deepEqual(rows.find((row) => row[1] === 'CIS112-1.2.17' && row[6] === 'cp-1')?.slice(2, 14), [
    'audit log kept for 30 days',
    'Level 1',
    'control-plane',
    'api-server',
    'cp-1',
    'control-plane',
    'fail',
    'configured, and not running with it yet | kube-apiserver --audit-log-maxage: wanted at least 30, file 30, live 7, not as wanted (/var/snap/k8s/common/args/kube-apiserver:12)',
    'kube-apiserver --audit-log-maxage at least 30',
    '/var/snap/k8s/common/args/kube-apiserver:12',
    'grep -- --audit-log-maxage /var/snap/k8s/common/args/kube-apiserver',
    'hardening.yaml sets it; bulwark apply playbooks/hardening.yaml -l cp-1,cp-2',
  ]);
});

const withTitle = (title: string): Assessment => ({
  ...sampleAssessment,
  controls: sampleAssessment.controls.map((control) => ({ ...control, title })),
});

/** The cell as a spreadsheet takes it that splits at any of these, with or without knowing about quotes. */
const formulas = (text: string): readonly string[] =>
  text.split(/[\r\n\t,;|]/).filter((cell) => /^["'\s]*[=+\-@＝＋－＠]/.test(cell) && !/^["\s]*'/.test(cell));

for (const [name, text] of [
  ...Object.entries(hostile),
  ['after a semicolon', 'a;=1+1'],
  ['after a comma', 'a,=1+1'],
  ['after a tab', 'a\t=1+1'],
  ['after a line', 'a\n=1+1'],
  ['after spaces', '  =1+1'],
  ['after a quote', '"=1+1'],
  ['in wide signs', '＝1+1'],
] as const) {
  test(`no cell begins a formula: ${name}`, (t) => {
    t.deepEqual(formulas(oneText(csvFormat, withTitle(text))), []);
  });
}

test('no text makes a formula, a column or a row', (t) => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('=', '+', '-', '@', ',', ';', '|', '"', "'", '\t', '\r', '\n', ' ', 'a', '＝'),
      }),
      (text) => {
        const csv = oneText(csvFormat, withTitle(text));
        return formulas(csv).length === 0 && new Set(readCsv(csv).map((row) => row.length)).size === 1;
      },
    ),
    { numRuns: 200 },
  );
  t.pass();
});
