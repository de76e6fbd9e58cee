import test from 'ava';

import { shippedControlIds } from '../../src/app/explain/controls.ts';
import { shippedCatalogue } from '../../src/app/shipped-catalogue.ts';
import { meetsArg } from '../../src/controls/meets-arg.ts';
import { type BenchmarkId, type Control, type PartialCheck, partsOf } from '../../src/domain/control.ts';
import { ownTexts } from '../../src/own-texts.ts';
import { defaultFlags } from '../support/default-flags.ts';

const read = shippedCatalogue({ own: ownTexts });
if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
const { controls, benchmarks } = read.value;
const all = [...controls.values()];
const of = (benchmark: BenchmarkId): readonly Control[] =>
  all.filter(({ numbers }) => numbers[benchmark] !== undefined);

function count<Word>(list: readonly Control[], wordOf: (control: Control) => Word): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...Map.groupBy(list, (control) => String(wordOf(control)))]
      .map(([word, some]) => [word, some.length] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

test('the catalogue is read without a warning', (t) => t.deepEqual(read.warnings, []));

test('CIS 1.24 in the tailoring for the snap: 124 controls, with the totals of the source', (t) => {
  const cis = of('cis-1.24');
  t.is(cis.length, 124);
  t.deepEqual(
    count(cis, ({ byDefault }) => byDefault),
    { fail: 14, manual: 30, 'not-applicable': 1, pass: 79 },
  );
  t.deepEqual(
    count(cis, ({ level }) => level),
    { 1: 112, 2: 12 },
  );
  t.deepEqual(
    count(cis, ({ scope }) => scope),
    { cluster: 31, 'control-plane': 70, node: 23 },
  );
});

test('CIS 1.12: 131 controls, 115 of 1.24, 5 that it words anew and 11 that are new', (t) => {
  const cis = of('cis-1.12');
  t.is(cis.length, 131);
  const gone = of('cis-1.24').filter(({ numbers }) => numbers['cis-1.12'] === undefined);
  const anew = ['CIS-1.1.20', 'CIS-1.2.3', 'CIS-1.2.31', 'CIS-4.1.7', 'CIS-4.2.13'];
  t.deepEqual(
    gone.map(({ id }) => id).filter((id) => !anew.includes(id)),
    ['CIS-1.2.12', 'CIS-1.2.16', 'CIS-4.2.6', 'CIS-5.2.9'],
  );
  const own = cis.filter(({ id }) => id.startsWith('CIS112-'));
  t.is(own.length, 16);
  t.deepEqual(
    anew.map((id) => own.filter(({ references }) => references.includes(id)).length > 0),
    anew.map(() => true),
  );
  t.is(own.filter(({ id, numbers }) => id !== `CIS112-${numbers['cis-1.12']}`).length, 0);
});

test('DISA STIG V2R4: 94 controls, with the totals of the source and the three that V2R4 added', (t) => {
  const stig = of('stig');
  t.is(stig.length, 94);
  t.deepEqual(
    count(stig, ({ byDefault }) => byDefault),
    { fail: 15, manual: 10, 'not-applicable': 6, pass: 63 },
  );
  t.deepEqual(
    count(stig, ({ category }) => category),
    { I: 20, II: 74 },
  );
  t.deepEqual(
    count(stig, ({ scope }) => scope),
    { cluster: 12, 'control-plane': 47, node: 33, worker: 2 },
  );
});

test('every control stands in a benchmark, and every benchmark is described', (t) => {
  t.deepEqual(
    benchmarks.map(({ id }) => id),
    ['cis-1.24', 'cis-1.12', 'stig', 'bulwark'],
  );
  t.deepEqual(
    all.filter(({ numbers }) => Object.keys(numbers).length === 0),
    [],
  );
  t.is(of('bulwark').length, all.filter(({ id }) => id.startsWith('BW-')).length);
});

test('identifiers of DISA have their forms, and severity is that of the category', (t) => {
  for (const { id, stig, category } of of('stig')) {
    t.regex(stig?.stigId ?? '', /^CNTR-K8-\d{6}$/, id);
    t.regex(stig?.ruleId ?? '', new RegExp(`^S${id}r\\d+_rule$`), id);
    t.regex(stig?.srg ?? '', /^SRG-APP-\d{6}-CTR-\d{6}$/, id);
    t.true((stig?.cci.length ?? 0) > 0 && stig?.cci.every((cci) => /^CCI-\d{6}$/.test(cci)), id);
    t.is({ high: 'I', medium: 'II', low: 'III' }[stig?.severity ?? 'low'], category ?? '', id);
  }
});

test('every control has a title of one line, a reason, and words for what is not judged or not repaired', (t) => {
  for (const control of all) {
    const { id, title, rationale, unchecked, check, remediation, note, risk } = control;
    t.true(title.length > 5 && title.length <= 100, `${id}: ${title}`);
    t.true(rationale.length > 20, id);
    t.true((check === null) !== (unchecked === null), id);
    t.true(check === null || remediation !== null || note !== null, `${id}: neither a repair nor why there is none`);
    const texts = [title, rationale, unchecked?.why, remediation, note, risk].join(' ');
    t.notRegex(texts, /Ensure that|as appropriate|this is a finding|Review the/, `${id}: words of a benchmark`);
  }
});

test('what can be judged passes or fails at first, what cannot is manual or not applicable', (t) => {
  for (const { id, check, unchecked, byDefault } of all) {
    const allowed = check !== null ? ['pass', 'fail'] : unchecked?.kind === 'gone' ? ['not-applicable'] : ['manual'];
    t.true(allowed.includes(byDefault), `${id}: ${byDefault}`);
  }
});

test('references are mutual between benchmarks, so that one requirement is found from each of its ids', (t) => {
  for (const { id, references } of all.filter((control) => !control.id.startsWith('BW-')))
    for (const other of references) t.true(controls.get(other)?.references.includes(id), `${id} and ${other}`);
});

test('what contradicts does so from both sides, and nothing else does', (t) =>
  t.deepEqual(all.flatMap(({ id, contradicts }) => contradicts.map(({ control }) => `${id} ${control}`)).toSorted(), [
    'CIS-1.2.3 CIS112-1.2.3',
    'CIS-3.2.2 V-242403',
    'CIS112-1.2.3 CIS-1.2.3',
    'V-242403 CIS-3.2.2',
  ]));

test('ids are found without reading the catalogue, in its order', (t) =>
  t.deepEqual(shippedControlIds(ownTexts.shipped).toSorted(), [...controls.keys()].toSorted()));

const isArg = (part: PartialCheck): part is Extract<PartialCheck, { kind: 'arg' }> => part.kind === 'arg';
const byFlags = all.filter(({ check }) => check !== null && partsOf(check).every(isArg));

test('what k8sd writes at bootstrap has the default state of every control that flags alone decide', (t) => {
  t.is(byFlags.length, 110);
  for (const { id, check, byDefault } of byFlags) {
    const met = partsOf(check)
      .filter(isArg)
      .every((part) => meetsArg(part, defaultFlags[part.service]?.[part.flag] ?? null));
    t.is(met ? 'pass' : 'fail', byDefault, id);
  }
});
