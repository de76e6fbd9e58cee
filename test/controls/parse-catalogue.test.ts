import test from 'ava';

import { findControl } from '../../src/controls/find-control.ts';
import { parseCatalogue } from '../../src/controls/parse-catalogue.ts';
import type { Catalogue } from '../../src/domain/control.ts';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';

const head = `version: "2026-11-22"
benchmarks:
  - { id: cis-1.24, title: CIS, version: "1.24", tailoring: to this snap, kubernetes: ["1.32"] }
  - { id: cis-1.12, title: CIS, version: "1.12" }
  - { id: stig, title: STIG, version: V2R4 }
  - { id: bulwark, title: ours, version: "1" }
controls:
`;
const control = (more: string, id = 'BW-A'): string => `  - id: ${id}
    scope: node
    area: kubelet
    title: a title
    rationale: a reason
    default: pass
    ${more.split('\n').join('\n    ')}
`;
const read = (text: string) => parseCatalogue([{ path: 'controls/x.yaml', text }]);
const catalogueOf = (text: string): Catalogue => {
  const found = read(text);
  if (!found.ok) throw new Error(found.diagnostics.map(told).join('\n'));
  return found.value;
};
const told = ({ code, summary, range }: Diagnostic): string =>
  `${range?.start.line ?? 0}:${range?.start.column ?? 0} ${code} ${summary}`;
const firstCheck = (check: string) => catalogueOf(head + control(`check: ${check}`)).controls.get('BW-A')?.check;

test('a control is read with all its fields', (t) => {
  const { controls, benchmarks, version, digest } = catalogueOf(`${head}
  - id: CIS-1.2.19
    numbers: { cis-1.24: 1.2.19, cis-1.12: 1.20 }
    level: 1
    scope: control-plane
    area: api-server
    title: audit log kept for 30 days
    applies_when: { datastore: etcd, network: cilium, kube_proxy: false }
    check: { arg: kube-apiserver --audit-log-maxage, at_least: 30, zero: unlimited }
    rationale: attacks are found late
    risk: room on the disk
    references: [V-242464]
    default: fail
    note: a note
    remediation: set it
    contradicts: { V-242464: only for this test }
  - id: V-242464
    category: II
    scope: control-plane
    area: api-server
    title: the same
    check: { arg: kube-apiserver --audit-log-maxage, at_least: 30 }
    rationale: the same
    default: fail
    stig: { stig_id: CNTR-K8-1, rule_id: SV-1, srg: SRG-1, severity: medium, cci: [CCI-1], nist: [AU-11 b] }
`);
  t.is(version, '2026-11-22');
  t.regex(digest, /^[0-9a-f]{64}$/);
  t.is(benchmarks.length, 4);
  t.deepEqual(controls.get('CIS-1.2.19'), {
    id: 'CIS-1.2.19',
    numbers: { 'cis-1.24': '1.2.19', 'cis-1.12': '1.20' },
    title: 'audit log kept for 30 days',
    scope: 'control-plane',
    area: 'api-server',
    level: 1,
    category: null,
    appliesWhen: [
      { fact: 'datastore', is: 'etcd' },
      { fact: 'network', is: 'cilium' },
      { fact: 'kube-proxy', is: false },
    ],
    check: {
      kind: 'arg',
      service: 'kube-apiserver',
      flag: 'audit-log-maxage',
      test: { op: 'at-least', value: '30', zero: 'unlimited' },
      unset: 'fails',
    },
    unchecked: null,
    rationale: 'attacks are found late',
    risk: 'room on the disk',
    references: ['V-242464'],
    byDefault: 'fail',
    note: 'a note',
    remediation: 'set it',
    contradicts: [{ control: 'V-242464', why: 'only for this test' }],
    stig: null,
  });
  const stig = controls.get('V-242464');
  t.deepEqual(stig?.contradicts, [{ control: 'CIS-1.2.19', why: 'only for this test' }], 'told on both sides');
  t.deepEqual(stig?.numbers, { stig: 'V-242464' });
  t.deepEqual(stig?.stig?.nist, ['AU-11 b']);
});

const arg = 'arg: kubelet --x';
const readsTest = test.macro({
  exec: (t, check: string, expected: object, unset: 'passes' | 'fails' = 'fails') => {
    t.deepEqual(firstCheck(`{ ${arg}, ${check} }`), {
      kind: 'arg',
      service: 'kubelet',
      flag: 'x',
      test: expected,
      unset,
    } as never);
  },
  title: (_, check) => `a test of a flag: ${String(check)}`,
});
test(readsTest, 'equals: false', { op: 'equals', value: 'false' });
test(readsTest, 'equals: 0', { op: 'equals', value: '0' });
test(readsTest, 'differs: AlwaysAllow, unset: passes', { op: 'differs', value: 'AlwaysAllow' }, 'passes');
test(readsTest, 'contains: Node', { op: 'contains', value: 'Node' });
test(readsTest, 'lacks: AlwaysAdmit, unset: passes', { op: 'lacks', value: 'AlwaysAdmit' }, 'passes');
test(readsTest, 'set: true', { op: 'set' });
test(readsTest, 'unset: true', { op: 'unset' }, 'passes');
test(readsTest, 'one_of: ["127.0.0.1", "::1"]', { op: 'one-of', values: ['127.0.0.1', '::1'] });
test(readsTest, 'contains_all: [A, B]', { op: 'contains-all', values: ['A', 'B'] });
test(readsTest, 'subset_of: [A]', { op: 'subset-of', values: ['A'] });
test(readsTest, 'prefix_one_of: ["[::1]"]', { op: 'prefix-one-of', values: ['[::1]'] });
test(readsTest, 'file: true', { op: 'file' });
test(readsTest, 'at_least: 5m', { op: 'at-least', value: '5m', zero: 'off' });
test(readsTest, 'at_most: 300s, zero: value', { op: 'at-most', value: '300s', zero: 'value' });
test(readsTest, 'more_than: 0, zero: unlimited', { op: 'more-than', value: '0', zero: 'unlimited' });
test(
  readsTest,
  'map_lacks: { key: AllAlpha, value: true }, unset: passes',
  { op: 'map-lacks', key: 'AllAlpha', value: 'true' },
  'passes',
);

test('the other checks are read', (t) => {
  t.deepEqual(firstCheck('{ mode: /etc/x, at_most: "0600" }'), { kind: 'file-mode', path: '/etc/x', atMost: 0o600 });
  t.deepEqual(firstCheck('{ mode: /etc/x, at_most: 0644 }'), { kind: 'file-mode', path: '/etc/x', atMost: 0o644 });
  t.deepEqual(firstCheck('{ owner: /etc/x, is: root:adm }'), {
    kind: 'file-owner',
    path: '/etc/x',
    owner: 'root',
    group: 'adm',
  });
  t.deepEqual(firstCheck('{ sysctl: kernel.panic, is: 10 }'), { kind: 'sysctl', key: 'kernel.panic', value: '10' });
  t.deepEqual(firstCheck('{ task: all of it }'), { kind: 'task', wanted: 'all of it' });
  t.deepEqual(firstCheck('{ all: [{ task: one }, { sysctl: a, is: "1" }] }'), {
    kind: 'all',
    of: [
      { kind: 'task', wanted: 'one' },
      { kind: 'sysctl', key: 'a', value: '1' },
    ],
  });
});

test('a control without a check says why', (t) => {
  const { controls } = catalogueOf(
    head + control('manual: a person has to look') + control('gone: removed in 1.25', 'BW-B'),
  );
  t.deepEqual(controls.get('BW-A')?.unchecked, { kind: 'manual', why: 'a person has to look' });
  t.deepEqual(controls.get('BW-B')?.unchecked, { kind: 'gone', why: 'removed in 1.25' });
  t.is(controls.get('BW-A')?.check, null);
});

const refuses = test.macro({
  exec: (t, text: string, expected: string | RegExp) => {
    const found = read(text);
    if (found.ok) return t.fail('it was taken');
    const all = found.diagnostics.map(told);
    t.true(
      all.some((line) => (typeof expected === 'string' ? line === expected : expected.test(line))),
      all.join('\n'),
    );
    t.true(
      found.diagnostics.every(({ range, code }) => range !== undefined || code === 'catalogue-empty'),
      'each has a place',
    );
    return t.pass();
  },
  title: (title = '') => `is refused with its place: ${title}`,
});
const bad = (check: string): string => head + control(`check: ${check}`);
const manual = 'manual: a person has to look';

test('an unknown key', refuses, head + control(`${manual}\nrational: x`), /unknown-key unknown key `rational` in BW-A/);
test('an unknown key of the file', refuses, `${head}${control(manual)}extra: 1\n`, /unknown-key unknown key `extra`/);
test('an id twice', refuses, head + control(manual) + control(manual), '15:9 catalogue-twice BW-A is there twice');
test('no controls', refuses, '', /catalogue-empty/);
test('an id of no form', refuses, head + control(manual, 'XY-1'), '8:9 control-id `XY-1` is no control id');
test('no way to judge', refuses, head + control('note: x'), /catalogue-check BW-A must have one of/);
test('two ways to judge', refuses, head + control(`${manual}\ngone: x`), /catalogue-check BW-A must have one of/);
test('an empty text', refuses, head + control('manual: " "'), /catalogue-empty `manual` of BW-A says nothing/);
test(
  'no rationale',
  refuses,
  `${head}  - { id: BW-A, scope: node, area: kubelet, title: t, default: pass, manual: m }\n`,
  /catalogue-incomplete BW-A has no `rationale`/,
);
test(
  'a scope that is none',
  refuses,
  (head + control(manual)).replace('scope: node', 'scope: nodes'),
  /wrong-value `scope` must be/,
);
test(
  'an unknown reference',
  refuses,
  head + control(`${manual}\nreferences: [BW-B]`),
  '15:18 catalogue-reference BW-A names BW-B, which the catalogue lacks',
);
test(
  'a reference to itself',
  refuses,
  head + control(`${manual}\nreferences: [BW-A]`),
  /catalogue-reference BW-A names itself/,
);
test(
  'an unknown contradiction',
  refuses,
  head + control(`${manual}\ncontradicts: { BW-B: why }`),
  '15:20 catalogue-reference BW-A names BW-B, which the catalogue lacks',
);
test(
  'CIS without its numbers',
  refuses,
  head + control(`${manual}\nlevel: 1`, 'CIS-1.1.1'),
  /catalogue-incomplete CIS-1.1.1 has no `numbers`/,
);
test(
  'CIS without a level',
  refuses,
  head + control(`${manual}\nnumbers: { cis-1.24: 1.1.1 }`, 'CIS-1.1.1'),
  /catalogue-incomplete CIS-1.1.1 has no `level`/,
);
test(
  'another number than the id',
  refuses,
  head + control(`${manual}\nlevel: 1\nnumbers: { cis-1.24: 1.1.2 }`, 'CIS-1.1.1'),
  /catalogue-number the number of CIS-1.1.1 in cis-1.24 is 1.1.1/,
);
test(
  'one number of two controls',
  refuses,
  head +
    control(`${manual}\nlevel: 1\nnumbers: { cis-1.24: 1.1.1, cis-1.12: 1.1.2 }`, 'CIS-1.1.1') +
    control(`${manual}\nlevel: 1`, 'CIS112-1.1.2'),
  /catalogue-number 1.1.2 of cis-1.12 is both CIS-1.1.1 and CIS112-1.1.2/,
);
test(
  'STIG without its ids',
  refuses,
  head + control(`${manual}\ncategory: I`, 'V-242463'),
  /catalogue-incomplete V-242463 has no `stig`/,
);
test(
  'a benchmark that no file describes',
  refuses,
  `version: "1"\nbenchmarks: []\ncontrols:\n${control(manual)}`,
  /catalogue-reference BW-A stands in bulwark, which no file describes/,
);
test('a benchmark that is none', refuses, head.replace('id: stig', 'id: pci'), /wrong-value `id` must be/);
test(
  'a flag without a service',
  refuses,
  bad('{ arg: --x, set: true }'),
  /catalogue-check `arg` of BW-A must be SERVICE --FLAG/,
);
test(
  'an unknown service',
  refuses,
  bad('{ arg: kubelets --x, set: true }'),
  /catalogue-check the snap has no service `kubelets`/,
);
test('a flag without a test', refuses, bad('{ arg: kubelet --x }'), /catalogue-check the check of BW-A has 0 tests/);
test(
  'a flag with two tests',
  refuses,
  bad('{ arg: kubelet --x, set: true, equals: a }'),
  /catalogue-check the check of BW-A has 2 tests/,
);
test('an unknown test', refuses, bad('{ arg: kubelet --x, equal: a }'), /unknown-key unknown key `equal`/);
test('set: false', refuses, bad('{ arg: kubelet --x, set: false }'), /catalogue-check `set` of BW-A can only be true/);
test(
  'a bound that is no size',
  refuses,
  bad('{ arg: kubelet --x, at_least: many }'),
  /catalogue-check `many` is no number/,
);
test(
  'a mode that is none',
  refuses,
  bad('{ mode: /etc/x, at_most: 600 }'),
  /catalogue-check `at_most` of BW-A must be four octal digits/,
);
test(
  'a path that is not whole',
  refuses,
  bad('{ mode: etc/x, at_most: "0600" }'),
  /catalogue-check `mode` of BW-A must be a whole path/,
);
test(
  'an owner without a group',
  refuses,
  bad('{ owner: /etc/x, is: root }'),
  /catalogue-check `is` of BW-A must be OWNER:GROUP/,
);
test('nothing that is looked at', refuses, bad('{ unset: passes }'), /catalogue-check the check of BW-A says 0 things/);
test('no parts', refuses, bad('{ all: [] }'), /catalogue-check `all` of BW-A is empty/);
test('parts of parts', refuses, bad('{ all: [{ all: [] }] }'), /catalogue-check|unknown-key/);
test(
  'a fact that nobody knows',
  refuses,
  head + control(`${manual}\napplies_when: { datastore: mysql }`),
  /wrong-value `datastore` must be/,
);
test('no YAML', refuses, `${head}  - {`, /yaml-syntax/);

test('a control is found by id, in any case, and by its number in CIS 1.12', (t) => {
  const catalogue = catalogueOf(
    head +
      control(`${manual}\nlevel: 1\nnumbers: { cis-1.24: 1.2.19, cis-1.12: 1.2.17 }`, 'CIS-1.2.19') +
      control(`${manual}\nlevel: 1`, 'CIS112-4.2.14'),
  );
  const found = (word: string): string | null => findControl(catalogue, word)?.id ?? null;
  t.is(found('CIS-1.2.19'), 'CIS-1.2.19');
  t.is(found(' cis-1.2.19 '), 'CIS-1.2.19');
  t.is(found('CIS112-1.2.17'), 'CIS-1.2.19');
  t.is(found('cis112-4.2.14'), 'CIS112-4.2.14');
  t.is(found('CIS112-1.2.19'), null);
  t.is(found('CIS-1.2.17'), null);
  t.is(found(''), null);
});
