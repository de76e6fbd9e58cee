import { readFileSync } from 'node:fs';
import test from 'ava';
import { filterNames } from '../../src/template/filters.ts';
import { leftOutNames } from '../../src/template/left-out.ts';
import { maxDepth, maxNesting, maxSource, maxSteps, maxText } from '../../src/template/limits.ts';
import { methods } from '../../src/template/methods.ts';
import { parseTemplate } from '../../src/template/parse.ts';
import { testNames } from '../../src/template/tests.ts';
import { locateIn } from './support/template.ts';

const page = readFileSync(new URL('../../docs/expressions.md', import.meta.url), 'utf8');

/** The names in the first column of a section's table. */
function listed(section: string): readonly string[] {
  const body = page.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  const cells = body.split('\n').flatMap((line) => /^\| (`[^|]*`)\s*\|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)).toSorted();
}

test('the page of expressions lists every filter, test and method, and no other', (t) => {
  t.deepEqual(listed('Filters'), filterNames);
  t.deepEqual(listed('Tests'), testNames);
  t.deepEqual(listed('Methods'), [...methods.keys()].toSorted());
});

test('the page of expressions says the limits that hold', (t) => {
  const limits = [
    `${maxSteps.toLocaleString('en')} |`,
    `${maxText / 2 ** 20} MiB |`,
    `${maxDepth} |`,
    `${maxNesting} |`,
    `${maxSource / 2 ** 20} MiB |`,
  ];
  t.deepEqual(
    limits.filter((limit) => !page.includes(limit)),
    [],
  );
});

test('what is left out is not there, and its error says what to write', (t) => {
  const write: Readonly<Record<string, (name: string) => string>> = {
    filter: (name) => `{{ x | ${name} }}`,
    test: (name) => `{{ x is ${name} }}`,
    method: (name) => `{{ x.${name}() }}`,
  };
  for (const [kind, text] of Object.entries(write))
    for (const name of leftOutNames(kind)) {
      const parsed = parseTemplate(text(name), locateIn(text(name)));
      const hints = parsed.ok ? [] : parsed.diagnostics.map((each) => each.hint ?? '');
      t.regex(hints[0] ?? 'it is there', /^it is left out here: ./, `${kind} ${name}`);
    }
});
