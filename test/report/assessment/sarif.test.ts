import { readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import test from 'ava';

import { sarifFormat } from '../../../src/report/assessment/sarif.ts';
import { oneText } from './files-of.ts';

/** OASIS's schema, of draft 4, as a package of Microsoft's ships it; draft 7 reads it but for the names of two keys. */
function sarifSchema(): object {
  const schemas = new URL('lib/schemas/', import.meta.resolve('@microsoft/jest-sarif/package.json'));
  const text = readFileSync(new URL('sarif-2.1.0-rtm.5.json', schemas), 'utf8');
  const { $schema: _draft, id: _id, ...schema } = JSON.parse(text);
  return schema;
}

const valid = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(
  sarifSchema(),
);

test('the log is as the schema of SARIF 2.1.0 wants it', (t) => {
  t.true(valid(JSON.parse(oneText(sarifFormat))), JSON.stringify(valid.errors));
});

test('the schema finds what is wrong', (t) => {
  const log = JSON.parse(oneText(sarifFormat));
  log.runs[0].results[0].kind = 'failed';
  t.false(valid(log));
});

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly suppressions?: readonly unknown[];
  readonly locations: readonly {
    readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string }; readonly region?: object };
    readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[];
  }[];
}

const results = (): readonly Result[] => JSON.parse(oneText(sarifFormat)).runs[0].results;

test('each status has its kind, and what was accepted is suppressed and not hidden', (t) => {
  const of = (ruleId: string) =>
    results()
      .filter((result) => result.ruleId === ruleId)
      .map(({ kind, level, suppressions }) => [kind, level, suppressions?.length ?? 0]);
  t.deepEqual(of('V-242464'), [
    ['fail', 'warning', 0],
    ['fail', 'warning', 0],
    ['open', 'none', 0],
  ]);
  t.deepEqual(of('V-242393'), [
    ['fail', 'warning', 1],
    ['fail', 'warning', 1],
  ]);
  t.deepEqual(of('CIS-5.1.1'), [['review', 'none', 1]]);
  t.deepEqual(of('CIS-5.1.3'), [['review', 'none', 0]]);
  t.deepEqual(of('CIS-4.1.3'), [['notApplicable', 'none', 0]]);
  t.deepEqual(of('V-242387'), [['pass', 'none', 0]]);
});

test('a place is the file on the host, and its line', (t) => {
  const [first] = results().filter(({ ruleId }) => ruleId === 'V-242464');
  t.deepEqual(first?.locations, [
    {
      physicalLocation: {
        artifactLocation: { uri: 'file://cp-1/var/snap/k8s/common/args/kube-apiserver' },
        region: { startLine: 12 },
      },
      logicalLocations: [{ name: 'cp-1', fullyQualifiedName: 'prod-a/cp-1', kind: 'host' }],
    },
  ] as unknown as Result['locations']);
  for (const { locations } of results()) {
    for (const { physicalLocation } of locations) {
      if (physicalLocation !== undefined) t.notThrows(() => new URL(physicalLocation.artifactLocation.uri));
    }
  }
});

test('a result leads to its rule', (t) => {
  const [run] = JSON.parse(oneText(sarifFormat)).runs;
  for (const { ruleId, ruleIndex } of results()) t.is(run.tool.driver.rules[ruleIndex].id, ruleId);
});
