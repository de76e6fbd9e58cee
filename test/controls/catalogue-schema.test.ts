import { readdirSync, readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import test from 'ava';
import { parse } from 'yaml';

import { catalogueSchema } from '../../src/controls/catalogue-schema.ts';
import { parseCatalogue } from '../../src/controls/parse-catalogue.ts';

const folder = new URL('../../playbooks/controls/', import.meta.url);
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });
for (const keyword of ['errorMessage', 'doNotSuggest']) ajv.addKeyword(keyword);
const validate = ajv.compile(catalogueSchema);

for (const name of readdirSync(folder))
  test(`editors have nothing against playbooks/controls/${name}`, (t) => {
    t.true(validate(parse(readFileSync(new URL(name, folder), 'utf8'))), JSON.stringify(validate.errors?.slice(0, 3)));
  });

const control = (more: string): string => `version: "1"
benchmarks: [{ id: bulwark, title: ours, version: "1" }]
controls:
  - { id: BW-A, scope: node, area: kubelet, title: t, rationale: r, default: pass, ${more} }
`;

/** What the reader refuses, editors refuse too. */
const bothRefuse = test.macro({
  exec: (t, more: string) => {
    t.false(validate(parse(control(more))), 'the schema takes it');
    t.false(parseCatalogue([{ path: 'x.yaml', text: control(more) }]).ok, 'the reader takes it');
  },
  title: (_, more) => `editors and the reader refuse ${String(more)}`,
});
test(bothRefuse, 'note: x');
test(bothRefuse, 'manual: x, gone: y');
test(bothRefuse, 'manual: x, rational: y');
test(bothRefuse, 'check: { arg: kubelet, set: true }');
test(bothRefuse, 'check: { arg: kubelets --x, set: true }');
test(bothRefuse, 'check: { arg: kubelet --x, set: false }');
test(bothRefuse, 'check: { arg: kubelet --x, equal: a }');
test(bothRefuse, 'check: { mode: etc/x, at_most: "0600" }');
test(bothRefuse, 'check: { mode: /etc/x, at_most: "600" }');
test(bothRefuse, 'check: { owner: /etc/x, is: root }');
test(bothRefuse, 'check: { sysctl: a }');
test(bothRefuse, 'check: { task: a, sysctl: b, is: c }');
test(bothRefuse, 'check: { all: [] }');
test(bothRefuse, 'manual: x, applies_when: { datastore: mysql }');

test('editors and the reader take the same right ones', (t) => {
  for (const more of [
    'manual: x',
    'check: { arg: kubelet --x, equals: false }',
    'check: { arg: kubelet --x, unset: true }',
    'check: { arg: kubelet --x, one_of: ["1"], unset: passes }',
    'check: { all: [{ task: x }, { sysctl: a, is: 1 }] }',
  ]) {
    t.true(validate(parse(control(more))), more);
    t.true(parseCatalogue([{ path: 'x.yaml', text: control(more) }]).ok, more);
  }
});
