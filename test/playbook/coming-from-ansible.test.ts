import { readFileSync } from 'node:fs';

import test from 'ava';

import { findModule } from '../../src/modules/index.ts';
import {
  blockKeywords,
  loopReplacements,
  missingKeywords,
  playKeywords,
  taskKeywords,
} from '../../src/playbook/keywords.ts';

const page = readFileSync(new URL('../../docs/coming-from-ansible.md', import.meta.url), 'utf8');
/** Words in code in the section with this heading. */
const wordsOf = (heading: string): ReadonlySet<string> => {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const codes = [...(section.split('\n## ')[0] ?? '').matchAll(/`([^`]+)`/g)];
  return new Set(codes.flatMap(([, text = '']) => text.split(' ')));
};
const leftOut = wordsOf('What is left out');

test('every keyword of Ansible that is left out is named', (t) => {
  const hidden = new Set(['delegate_facts']); // too rare to be looked for here
  t.deepEqual(
    [...missingKeywords.keys()].filter((name) => !leftOut.has(name) && !hidden.has(name)),
    [],
  );
  t.true([...loopReplacements.keys()].some((name) => leftOut.has(name)));
});

test('nothing is called left out that the language has', (t) => {
  const has = new Set<string>([...playKeywords, ...taskKeywords]);
  const replacements = new Set(['when', 'vars_files', 'timeout', 'loop', 'become_method', 'tasks']);
  t.deepEqual(
    [...leftOut].filter((word) => has.has(word) && !replacements.has(word)),
    [],
  );
});

test('modules that are the same are there', (t) => {
  const line = page.split('\n').find((one) => one.startsWith('- **Modules**')) ?? '';
  const names = [...line.matchAll(/`([^`]+)`/g)].flatMap(([, text = '']) => text.split(' '));
  t.true(names.length > 10);
  t.deepEqual(
    names.filter((name) => findModule(name) === undefined),
    [],
  );
});

test('keywords that are the same are there', (t) => {
  const has = new Set<string>([
    ...playKeywords,
    ...blockKeywords,
    ...taskKeywords,
    'import_playbook',
    'import_tasks',
    'meta',
  ]);
  const lines = page.split('\n').filter((one) => /^- \*\*(?:Plays|Tasks)\*\*/.test(one));
  const names = lines.flatMap((line) => [...line.matchAll(/`([^`]+)`/g)].flatMap(([, text = '']) => text.split(' ')));
  t.deepEqual(
    names.filter((name) => !has.has(name)),
    [],
  );
});
