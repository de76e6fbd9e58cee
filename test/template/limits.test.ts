import test from 'ava';
import fc from 'fast-check';
import type { Scope } from '../../src/domain/template.ts';
import { LazyMap } from '../../src/playbook/lazy-map.ts';
import { TemplateError, evaluateTemplate } from '../../src/template/evaluate.ts';
import { parseExpression, parseTemplate, parseTemplateFile } from '../../src/template/parse.ts';
import { ourAnswer } from './support/answers.ts';
import { expressionText, fileText } from './support/grammar.ts';
import { file, locateIn, valueOf } from './support/template.ts';

/** Each would take minutes or gigabytes without the budget; they take some hundred milliseconds. */
const stops = test.macro({
  exec(t, text: string) {
    const start = process.threadCpuUsage();
    const error = t.throws(() => file(text), { instanceOf: TemplateError });
    const { user, system } = process.threadCpuUsage(start);
    t.is(error?.diagnostic.code, 'template-limit');
    t.not(error?.diagnostic.range, undefined);
    t.true(user + system < 20e6, `${(user + system) / 1e6} s of CPU`);
  },
  title: (_title, text: string) => `it is stopped: ${text.slice(0, 90)}`,
});

for (const text of [
  "{{ '%1000000000d' % 1 }}",
  "{{ '%*d' | format(10 ** 9, 1) }}",
  "{{ 'a' * 10 ** 9 }}",
  '{{ [0] * 10 ** 9 }}',
  "{{ ('a' * 8000000)[::-1] }}",
  "{{ ('a' * 100000) | replace('a', 'b' * 1000) }}",
  "{{ (['a'] * 100000) | join('x' * 1000) }}",
  "{{ ('a\n' * 100000) | indent(1000) }}",
  '{{ 2 ** (10 ** 9) }}',
  "{{ ('9' * 1000000) | int }}",
  "{{ ('[' * 100000) | from_json }}",
  "{{ ('a' * 30000) is match('(a*)*b') }}",
  "{{ ('a' * 30000) is match('(a|aa)+$b') }}",
  "{{ ('x' * 200) is match('(x+x+)+y') }}",
  "{{ 'a' is match('((a{1,100}){1,100}){1,100}') }}",
  "{{ ('a' * 1000000) | regex_findall('a') }}",
  "{{ (['a' * 1000000] * 100000) | unique }}",
  "{{ (['a' * 1000000] * 100000) | difference(['b']) }}",
  "{% set a = 'a' * 2000000 %}{% set b = 'a' * 500000 ~ 'b' ~ 'a' * 500000 %}{{ b in a }}",
  "{% set a = 'a' * 2000000 %}{% set b = 'a' * 500000 ~ 'b' ~ 'a' * 500000 %}{{ a | replace(b, '') }}",
  "{% set a = 'a' * 2000000 %}{% set b = 'a' * 2000000 %}{% for i in [1] * 200000 %}{% if a == b %}{% endif %}{% endfor %}",
  "{% set a = 'a' * 2000000 %}{% for i in [1] * 200000 %}{% set q = a.upper() %}{% endfor %}",
  "{% set a = '😀' * 50000 %}{% for i in [1] * 200000 %}{% set q = a | length %}{% endfor %}",
  '{% set n = 10 ** 2000 %}{% for i in [1] * 100000 %}{% set q = n * n // n %}{% endfor %}',
  `{% set a0 = 'ab' %}${Array.from({ length: 40 }, (_, index) => `{% set a${index + 1} = a${index} ~ a${index} %}`).join('')}{{ a40 }}`,
])
  test(stops, text);

test('YAML that nests without end is a diagnostic', (t) => {
  for (const text of [
    "{{ ('[' * 20000) | from_yaml }}",
    "{{ ('- ' * 20000) | from_yaml }}",
    "{{ '&a [*a]' | from_yaml }}",
  ])
    t.throws(() => file(text), { instanceOf: TemplateError }, text);
});

test('whatever is grammatical gives a value or a diagnostic', (t) => {
  fc.assert(
    fc.property(fc.oneof(expressionText, fileText), (text) => {
      ourAnswer('templates', text, { l: [1, 2, 3], n: 42, s: 'hello', m: new Map([['k', 1]]) });
    }),
    { numRuns: 1500 },
  );
  t.pass();
});

test('any text is read or refused with a place inside it', (t) => {
  const pieces = fc.constantFrom(
    '{{',
    '}}',
    '{%',
    '%}',
    '-',
    ' x ',
    '|',
    'default',
    '(',
    ')',
    "'",
    '[',
    'if',
    'endif',
    '\n',
    '1',
    'é',
    '😀',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.array(pieces).map((all) => all.join('')),
      ),
      (text) => {
        for (const parse of [parseTemplate, parseTemplateFile, parseExpression]) {
          const parsed = parse(text, locateIn(text));
          if (parsed.ok) continue;
          const lines = text.split('\n').length;
          for (const { range } of parsed.diagnostics) if (range === undefined || range.start.line > lines) return false;
        }
        return true;
      },
    ),
    { numRuns: 1500 },
  );
  t.pass();
});

test('an evaluation reads only the variables and the entries that it names', (t) => {
  const asked: string[] = [];
  const facts = new LazyMap(
    () => Array.from({ length: 2000 }, (_, index) => `fact_${index}`),
    (name) => (asked.push(name), name === 'nope' ? undefined : name),
  );
  const scope: Scope = { get: (name) => (asked.push(name), name === 'facts' ? facts : 1), has: () => true };
  const read = (text: string): readonly string[] => {
    asked.length = 0;
    evaluateTemplate(valueOf(parseTemplate(text, locateIn(text))), scope);
    return [...asked];
  };
  t.deepEqual(read('{{ facts.fact_7 }}'), ['facts', 'fact_7']);
  t.deepEqual(read("{{ facts['fact_7'] }} {{ n }}"), ['facts', 'fact_7', 'n']);
  t.deepEqual(read("{{ facts.get('fact_7') }}"), ['facts', 'fact_7']);
  t.deepEqual(read("{{ 'fact_7' in facts }}"), ['facts', 'fact_7']);
  t.deepEqual(read("{{ ['fact_7', 'fact_8'] | map('extract', facts) | list }}"), ['facts', 'fact_7', 'fact_8']);
  t.deepEqual(read('{{ facts | length }}'), ['facts']);
  t.deepEqual(read('{{ facts.nope is defined }}'), ['facts', 'nope']);
});
