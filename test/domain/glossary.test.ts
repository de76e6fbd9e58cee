import { readFileSync } from 'node:fs';

import test from 'ava';

import { glossary } from '../../src/domain/glossary.ts';
import { glossaryModule } from '../../tools/lib/glossary-module.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the glossary of `explain` is that of the docs: node tools/glossary.ts', (t) =>
  t.is(read('src/domain/glossary.ts'), glossaryModule(read('docs/glossary.md'))));

test('a paragraph with two terms explains both', (t) => t.is(glossary['batch'], glossary['forks']));
