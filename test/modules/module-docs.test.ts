import { readdirSync, readFileSync } from 'node:fs';

import test from 'ava';
import { z } from 'zod';

import { modules } from '../../src/modules/index.ts';
import { objectOf } from '../../src/modules/registry/check.ts';
import { modulePage } from '../../src/modules/registry/module-page.ts';
import { parameterWords } from '../../src/modules/registry/parameter-words.ts';
import { wordsOf } from '../../src/modules/words/index.ts';
import { pageText } from '../../src/render/page-text.ts';
import { moduleDocs } from '../../tools/lib/module-docs.ts';

const folder = new URL('../../docs/modules/', import.meta.url);

test('docs/modules is fresh: node tools/module-docs.ts', (t) => {
  const written = new Map(
    readdirSync(folder)
      .toSorted()
      .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
  );
  t.deepEqual(written, new Map([...moduleDocs()].toSorted(([a], [b]) => (a < b ? -1 : 1))));
});

for (const module of modules) {
  test(`${module.name}: every parameter has its meaning, and no meaning is left over`, (t) => {
    if (module.open) return t.true(Object.keys(wordsOf(module.name).parameters).length > 0);
    const names = Object.keys(objectOf(module.schema)?.shape ?? {});
    t.deepEqual(Object.keys(wordsOf(module.name).parameters).toSorted(), names.toSorted());
  });

  test(`${module.name}: its page fits 80 columns, but for what is shown as written`, (t) => {
    const { title, blocks } = modulePage(module);
    const text = pageText({ title, blocks: blocks.filter(({ kind }) => kind !== 'lines') }, 80);
    t.deepEqual(
      text.filter((line) => line.length > 80),
      [],
    );
  });
}

const says = test.macro({
  exec: (t, schema: z.ZodType, words: { type: string; required: boolean; default: string | null }) =>
    t.deepEqual(parameterWords(schema), words),
  title: (name) => `a schema in words: ${name ?? ''}`,
});

test('text that is required', says, z.string(), { type: 'text', required: true, default: null });
test('zero is a default', says, z.number().default(0), { type: 'number', required: false, default: '0' });
test('an empty list is none', says, z.array(z.string()).default([]), {
  type: 'list of text',
  required: false,
  default: null,
});
test('one word', says, z.literal('sha256').default('sha256'), {
  type: 'only sha256',
  required: false,
  default: 'sha256',
});
test('several', says, z.enum(['a', 'b']).optional(), { type: 'one of a, b', required: false, default: null });
test('null', says, z.string().nullable().optional(), { type: 'text', required: false, default: null });
