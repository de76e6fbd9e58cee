import { readFileSync } from 'node:fs';

import test from 'ava';
import { parse } from 'yaml';

import { textOf } from '../support/playbook-plays.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const docs = read('docs/hardening.md');
const playbook = ['hardening', 'cis', 'stig', 'tasks/api-server-looks']
  .map((name) => textOf(`playbooks/${name}.yaml`))
  .join('\n');
const guide = textOf('playbooks/hardening.yaml');
const defaults: Readonly<Record<string, unknown>> = parse(read('inventory/group_vars/all.yaml'));
const values = Object.entries(defaults);

const found = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set([...text.matchAll(pattern)].map(([whole]) => whole))].toSorted();

test('docs/hardening.md has every variable of the playbook, and no other', (t) => {
  const names = values.map(([name]) => name).toSorted();
  t.deepEqual(found(docs, /\bhardening_\w+/g), names);
  t.deepEqual(found(playbook, /\bhardening_\w+/g), names);
});

for (const [name, value] of values.filter(([of, one]) => typeof one !== 'object' && of !== 'hardening_audit_policy'))
  test(`${name} has one default, in docs, inventory and playbook`, (t) => {
    const written = String(value);
    const told = docs.matchAll(
      new RegExp(String.raw`${name}(?:: ([^\x60]+)\x60|\x60 \| (\S+) \||\x60 \((\d+) s\))`, 'g'),
    );
    const defaultsTold = [...told].map(([, inline, inTable, seconds]) => inline ?? inTable ?? seconds);
    t.deepEqual(new Set(defaultsTold), new Set([written]));
    const fallbacks = [...playbook.matchAll(new RegExp(String.raw`${name} \| default\('?([^')]*)'?\)`, 'g'))];
    t.deepEqual(new Set(fallbacks.map(([, fallback]) => fallback)), new Set([written]));
  });

test('docs/hardening.md names the controls that the playbook meets, and no other than those of the benchmarks', (t) => {
  const ids = /\b(?:CIS-\d[\d.]*\d|CIS112-\d[\d.]*\d|V-\d{6})\b/g;
  const carried = new Set(found(playbook, ids));
  const told = new Set(found(docs, ids));
  t.deepEqual(
    found(guide, ids).filter((id) => !told.has(id)),
    [],
  );
  t.deepEqual(
    [...told].filter((id) => !carried.has(id)),
    [],
  );
});
