import test from 'ava';
import fc from 'fast-check';
import type { Diagnostic, Parsed } from '../../src/domain/diagnostic.ts';
import { filterNames } from '../../src/template/filters.ts';
import { isTemplated, parseExpression, parseTemplate, parseTemplateFile } from '../../src/template/parse.ts';
import { testNames } from '../../src/template/tests.ts';
import { locateIn, valueOf } from './support/template.ts';

const first = (parsed: Parsed<unknown>): Diagnostic | null => (parsed.ok ? null : parsed.diagnostics[0]);

const refuses = test.macro({
  exec(
    t,
    text: string,
    summary: RegExp,
    hint: RegExp | null,
    at: readonly [line: number, column: number, endColumn: number],
  ) {
    const parsed = parseTemplate(text, locateIn(text, 'site.yaml'));
    const diagnostic = first(parsed);
    t.regex(diagnostic?.summary ?? 'parsed', summary);
    if (hint !== null) t.regex(diagnostic?.hint ?? 'no hint', hint);
    t.is(diagnostic?.range?.file, 'site.yaml');
    t.deepEqual(
      [diagnostic?.range?.start.line, diagnostic?.range?.start.column, diagnostic?.range?.end.column],
      [...at],
    );
  },
  title: (_title, text: string) => `"${text.replaceAll('\n', '⏎').slice(0, 60)}" is refused with its place`,
});

test(refuses, '{{ x | uper }}', /no filter "uper"/, /"upper"/, [1, 8, 12]);
test(refuses, 'a\né {{ x is definned }}', /no test "definned"/, /"defined"/, [2, 11, 19]);
test(refuses, '{{ x.upperr() }}', /no method "upperr"/, /"upper"/, [1, 6, 12]);
test(refuses, "{{ x | map('uper') }}", /no filter "uper"/, /"upper"/, [1, 12, 18]);
test(refuses, "{{ x | selectattr('a', 'eqq', 1) }}", /no test "eqq"/, /"eq"/, [1, 24, 29]);
test(refuses, "{{ x | replace('a') }}", /needs the argument "new"/, null, [1, 8, 15]);
test(refuses, '{{ x | default(1, bool=true) }}', /takes no argument "bool"/, null, [1, 8, 15]);
test(refuses, '{{ x | first(1) }}', /at most 0/, null, [1, 8, 13]);
test(refuses, '{{ x', /"{{" is never closed/, /}}/, [1, 1, 3]);
test(refuses, '{{ }}', /where a value was expected/, null, [1, 4, 6]);
test(refuses, '{{ (1 }}', /"\(" is never closed|"}" where/, null, [1, 7, 8]);
test(refuses, "{{ 'a }}", /quote is never closed/, null, [1, 4, 5]);
test(refuses, '{{ a && b }}', /unexpected character "&"/, /and/, [1, 6, 7]);
test(refuses, '{{ a = 1 }}', /does not compare/, /==/, [1, 6, 7]);
test(refuses, '{{ a b }}', /"b" where an operator or the end/, null, [1, 6, 7]);
test(refuses, "{{ lookup('env', 'HOME') }}", /no function "lookup"/, /variable/, [1, 10, 11]);
test(refuses, '{{ f(*a) }}', /no function "f"/, null, [1, 5, 6]);
test(refuses, '{% include "x" %}', /no statement "include"/, /template task/, [1, 4, 11]);
test(refuses, '{% macro f() %}', /no statement "macro"/, /for loop/, [1, 4, 9]);
test(refuses, '{% constructor %}', /no statement "constructor"/, /if, for, set/, [1, 4, 15]);
test(refuses, '{% if a %}', /"if" is never closed/, /endif/, [1, 9, 11]);
test(refuses, '{% endif %}', /"endif" closes nothing/, null, [1, 4, 9]);
test(refuses, '{% for a of b %}{% endfor %}', /"of" where "in"/, null, [1, 10, 12]);
test(refuses, '{% set a.b = 1 %}', /takes a name/, /combine/, [1, 9, 10]);
test(refuses, 'echo ${#x} {{ y }}', /comment "{#" is never closed/, /raw/, [1, 7, 9]);
test(refuses, '{% raw %}x', /"raw" is never closed/, /endraw/, [1, 1, 3]);
test(refuses, '{{ a is defined is true }}', /cannot be chained/, /and/, [1, 17, 19]);
test(refuses, `{{ ${'('.repeat(200)}1${')'.repeat(200)} }}`, /nested more than/, null, [1, 64, 65]);

test('every unknown filter of a text is reported at once', (t) => {
  const parsed = parseTemplate('{{ a | one }} {{ b | two }} {{ c is three }}', locateIn(''));
  t.deepEqual(parsed.ok ? [] : parsed.diagnostics.map((each) => each.code), [
    'unknown-filter',
    'unknown-filter',
    'unknown-test',
  ]);
});

test('a condition in braces is refused with what to write', (t) => {
  t.regex(first(parseExpression('{{ a }}', locateIn('{{ a }}')))?.hint ?? '', /bare expression/);
  t.regex(first(parseExpression(' ', locateIn(' ')))?.summary ?? '', /empty/);
});

test('only braces make a text a template', (t) => {
  t.deepEqual(['{{ x }}', '{% if x %}', '${#x}', '{ {x} }', ''].map(isTemplated), [true, true, false, false, false]);
});

const binds = test.macro({
  exec(t, text: string, names: readonly string[], certain: readonly string[]) {
    const parsed = valueOf(parseTemplateFile(text, locateIn(text)));
    t.deepEqual(parsed.names, names);
    t.deepEqual([...new Set(parsed.uses.filter((use) => use.certain).map((use) => use.name))], certain);
  },
  title: (_title, text: string) => `the free names of ${text}`,
});

test(binds, '', [], []);
test(binds, '{{ a.b[c] }}', ['a', 'c'], ['a', 'c']);
test(binds, '{{ a | default(b) }}{{ c is defined }}', ['a', 'b', 'c'], []);
test(binds, '{{ a and b }}{{ c if d else e }}', ['a', 'b', 'd', 'c', 'e'], ['a', 'd']);
test(binds, '{% for x in l %}{{ x }}{{ y }}{{ loop.index }}{% endfor %}{{ x }}', ['l', 'y', 'x'], ['l', 'x']);
test(binds, '{% set a = b %}{{ a }}', ['b'], []);
test(binds, '{% if c %}{% set a = 1 %}{% endif %}{{ a }}', ['c', 'a'], ['c', 'a']);
test(binds, '{% if c %}{% set a = 1 %}{% else %}{% set a = 2 %}{% endif %}{{ a }}', ['c'], ['c']);
test(binds, '{% raw %}{{ a }}{% endraw %}', [], []);

test('the lists of names hold what the language promises', (t) => {
  const filters =
    'default d bool int float string lower upper trim replace split join length count first last min max sum sort unique union difference intersect flatten list map select reject selectattr rejectattr groupby dict2items items2dict combine to_json to_nice_json to_yaml to_nice_yaml from_json regex_replace regex_search regex_findall basename dirname b64encode b64decode hash checksum quote ternary mandatory indent format zip wordcount';
  const tests =
    'defined undefined none string number integer float mapping iterable sequence boolean true false truthy falsy in eq equalto == ne lt le gt ge match search regex version subset superset contains succeeded success failed changed skipped even odd divisibleby';
  t.deepEqual(
    filters.split(' ').filter((name) => !filterNames.includes(name)),
    [],
  );
  t.deepEqual(
    tests.split(' ').filter((name) => !testNames.includes(name)),
    [],
  );
});

const fragments = fc.constantFrom(
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  '-',
  '+',
  'if',
  'for',
  'in',
  'set',
  'endif',
  'endfor',
  'else',
  'raw',
  'endraw',
  ' ',
  '\n',
  'x',
  '1',
  '.',
  '|',
  'is',
  'default',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  "'",
  '"',
  '\\',
  ',',
  ':',
  '~',
  '**',
  'not',
  '😀',
  '\0',
);

test('no text throws anything from the parser', (t) => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fragments, { maxLength: 60 }).map((parts) => parts.join('')),
    fc.array(fragments, { maxLength: 30 }).map((parts) => `{{ ${parts.join(' ')} }}`),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const parse of [parseTemplate, parseTemplateFile, parseExpression]) {
        const parsed = parse(text, locateIn(text));
        if (!parsed.ok && parsed.diagnostics.some((each) => each.range === undefined || each.summary === ''))
          return false;
      }
      return true;
    }),
    { numRuns: 3000 },
  );
  t.pass();
});

const hostile = test.macro({
  exec(t, text: string) {
    t.false(parseTemplate(text, () => locateIn('')(0)).ok);
  },
  title: (title) => `${title} gives a diagnostic, not a full stack`,
});

test('a deep list', hostile, `{{ ${'['.repeat(50_000)} }}`);
test('a long sum', hostile, `{{ 1${' + 1'.repeat(50_000)} }}`);
test('a long chain of filters', hostile, `{{ x${' | lower'.repeat(50_000)} }}`);
test('a long chain of signs', hostile, `{{ ${'-'.repeat(50_000)}1 }}`);
test('a long chain of not', hostile, `{{ ${'not '.repeat(50_000)}1 }}`);
test('a long chain of attributes', hostile, `{{ x${'.a'.repeat(50_000)} }}`);
test('a deep nest of blocks', hostile, '{% if a %}'.repeat(50_000));
test('a long else-if', hostile, `{{ ${'1 if a else '.repeat(50_000)}1 }}`);
test('a huge number', hostile, `{{ ${'9'.repeat(50_000)} }}`);
test('a text of 2 MiB', hostile, `{{ x }}${'a'.repeat(2 ** 21)}`);
