import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import test from 'ava';

import { shippedCatalogue } from '../../src/app/shipped-catalogue.ts';
import { commands } from '../../src/cli/commands.ts';
import type { BenchmarkId, Control } from '../../src/domain/control.ts';
import { ownTexts } from '../../src/own-texts.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${root}docs/coverage.md`, 'utf8');
const read = shippedCatalogue({ own: ownTexts });
if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
const controls = read.value.controls;

/** Cells of the tables: paragraph, what it asks, what Bulwark does, how far. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| paragraph '))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

const idsIn = (text: string): readonly string[] =>
  text.match(/\b(?:CIS(?:112)?-\d+(?:\.\d+)+|V-\d{6}|BW-[A-Z0-9-]+)\b/g) ?? [];
const controlsOf = (text: string): readonly Control[] =>
  idsIn(text).flatMap((id) => {
    const control = controls.get(id);
    return control === undefined ? [] : [control];
  });

test('all five sources are gone through, and every row says how far Bulwark goes', (t) => {
  t.is(page.match(/^## /gm)?.length, 5);
  t.true(rows.length > 100, String(rows.length));
  for (const cells of rows) {
    t.is(cells.length, 4, cells.join(' | '));
    t.regex(cells[3] ?? '', /^(?:done|judged|evidence|out of scope: .+|)$/, cells.join(' | '));
  }
});

test('every control that the page names exists, and it names all of our own', (t) => {
  t.deepEqual(
    idsIn(page).filter((id) => !controls.has(id)),
    [],
  );
  const named = new Set(idsIn(page));
  t.deepEqual(
    [...controls.keys()].filter((id) => id.startsWith('BW-') && !named.has(id)),
    [],
  );
});

test('what is done or judged names a control with a check, what is evidence one for a person, or no control', (t) => {
  for (const [what = '', , does = '', far = ''] of rows) {
    const named = controlsOf(does);
    if (named.length === 0) continue;
    if (far === 'done')
      t.true(
        named.some(({ check, remediation }) => check !== null && remediation !== null),
        what,
      );
    if (far === 'judged')
      t.true(
        named.some(({ check }) => check !== null),
        what,
      );
    if (far === 'evidence')
      t.true(
        named.some(({ unchecked }) => unchecked?.kind === 'manual'),
        what,
      );
  }
});

test('a row without a control has something else to show: a playbook, a command, a variable, or whose job it is', (t) => {
  for (const [what = '', , does = '', far = ''] of rows)
    if (['done', 'judged', 'evidence'].includes(far) && idsIn(does).length === 0) t.true(does.length > 0, what);
});

test('playbooks, pages, commands and variables that the page names exist', (t) => {
  const names = (pattern: RegExp): readonly string[] => [
    ...new Set([...page.matchAll(pattern)].map(([, one = '']) => one)),
  ];
  const there = names(/`(playbooks\/[\w.-]+\.yaml)`/g);
  t.true(there.length >= 4);
  t.deepEqual(
    there.filter((path) => !existsSync(`${root}${path}`)),
    [],
  );
  t.deepEqual(
    names(/\]\(([\w.-]+\.md)/g).filter((path) => !existsSync(`${root}docs/${path}`)),
    [],
  );
  const known = new Set(commands.map(({ name }) => name.split(' ')[0]));
  t.deepEqual(
    names(/`bulwark (\w+)/g).filter((name) => !known.has(name)),
    [],
  );
  const variables = readFileSync(`${root}inventory/group_vars/all.yaml`, 'utf8');
  t.deepEqual(
    names(/`(hardening_\w+)`/g).filter((name) => !variables.includes(name)),
    [],
  );
});

test('the numbers of the page are those of the catalogue', (t) => {
  const count = (benchmark: BenchmarkId, state: Control['byDefault']): number =>
    [...controls.values()].filter(({ numbers, byDefault }) => numbers[benchmark] !== undefined && byDefault === state)
      .length;
  const cis = ['pass', 'fail', 'not-applicable', 'manual'] as const;
  const [pass, fail, gone, manual] = cis.map((state) => count('cis-1.24', state));
  t.true(
    page.includes(`${pass} that pass, ${fail} that need a step, ${gone} that cannot apply and ${manual} for a person`),
  );
  const stig = cis.map((state) => count('stig', state));
  t.true(
    page.includes(`${stig[0]} pass, ${stig[1]} need a step, ${stig[2]} cannot apply and ${stig[3]} need a person`),
  );
});

test('variables and playbooks that the texts of the catalogue name exist', (t) => {
  const variables = readFileSync(`${root}inventory/group_vars/all.yaml`, 'utf8');
  for (const { id, note, remediation, risk } of controls.values()) {
    const text = [note, remediation, risk].join(' ');
    for (const [name] of text.matchAll(/hardening_\w+/g)) t.true(variables.includes(name), `${id}: ${name}`);
    for (const [, name = ''] of text.matchAll(/(?:playbooks\/)?\b([a-z]+\.yaml)\b/g))
      t.true(existsSync(`${root}playbooks/${name}`), `${id}: ${name}`);
  }
});
