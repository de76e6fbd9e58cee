import test from 'ava';
import { Secret } from '../../src/domain/secret.ts';
import type { Value } from '../../src/domain/value.ts';
import { filters } from '../../src/template/filters.ts';
import { methods } from '../../src/template/methods.ts';
import { TemplateError } from '../../src/template/evaluate.ts';
import { tests } from '../../src/template/tests.ts';
import { file, printed, template } from './support/template.ts';

const canary = 'hunter2-Canary-42';
const secrets: Readonly<Record<string, Value>> = {
  s: new Secret(canary),
  many: [new Secret(canary), new Secret(canary), 'plain'],
  rows: [
    new Map<string, Value>([
      ['key', 'a'],
      ['value', new Secret(canary)],
      ['rank', 1],
    ]),
  ],
  map: new Map<string, Value>([['a', new Secret(canary)]]),
  json: new Secret(`{"a": "${canary}"}`),
  coded: new Secret(btoa(canary)),
};

/** Inputs of every shape, and arguments that fit some filter; a secret in the input, in an argument, or in both. */
const inputs = ['s', 'many', 'rows', 'map', 'json', 'coded', '"x"', '["x"]', '{"a": 1}', '[[s]]', '(s, 1)'];
const calls = [
  '',
  '()',
  '(s)',
  '("a")',
  '("a", s)',
  '(s, s)',
  '(many)',
  '(map)',
  '([map], "a")',
  '("value")',
  '("upper")',
  '("default", s)',
  '(attribute="value")',
  '(attribute="a", default=s)',
  '("(.*)", "<\\\\1>")',
  '("key", "eq", "a")',
  '(1)',
  '("sha256")',
];

/** Parts of the canary, also coded, turned round or hashed, would tell it. */
const tells = /hunter|canary|aHVudGVy|yranaC|HUNTER/i;

function shows(text: string): string | null {
  try {
    const value = template(`{{ ${text} }}`, secrets);
    return tells.test(printed(value)) ? `${text} gives ${printed(value).slice(0, 200)}` : null;
  } catch (error) {
    const told =
      error instanceof TemplateError ? printed(error.diagnostic) : error instanceof Error ? error.message : '';
    return tells.test(told.replaceAll(text, '')) ? `${text} tells ${told.slice(0, 200)}` : null;
  }
}

const everywhere = (write: (input: string, call: string) => string): readonly string[] =>
  inputs.flatMap((input) => calls.map((call) => write(input, call)));

test('no filter lets a secret out, wherever in its input or arguments it is', (t) => {
  for (const name of filters.keys())
    t.deepEqual(
      everywhere((input, call) => `${input} | ${name}${call}`).flatMap((text) => shows(text) ?? []),
      [],
      name,
    );
});

test('no test lets a secret out', (t) => {
  for (const name of [...tests.keys()].filter((each) => /^\w/.test(each)))
    t.deepEqual(
      everywhere((input, call) => `${input} is ${name}${call}`).flatMap((text) => shows(text) ?? []),
      [],
      name,
    );
});

test('no method lets a secret out', (t) => {
  for (const name of methods.keys())
    t.deepEqual(
      everywhere((input, call) => `(${input}).${name}${call === '' ? '()' : call}`).flatMap(
        (text) => shows(text) ?? [],
      ),
      [],
      name,
    );
});

test('no filter that map, select or sort names lets a secret out', (t) => {
  for (const name of filters.keys())
    t.deepEqual(
      ['many', 'rows', '[s]', '[map]'].flatMap((input) => shows(`${input} | map('${name}') | list`) ?? []),
      [],
      name,
    );
});

const seals = test.macro({
  exec(t, text: string) {
    t.true(file(text, secrets) instanceof Secret);
  },
  title: (_title, text: string) => `${text} is a secret`,
});

for (const text of [
  '{{ s }}',
  'a{{ s }}',
  '{% if true %}{{ s }}{% endif %}',
  '{% for c in s %}{{ c }}{% endfor %}',
  '{% for x in many %}{{ loop.previtem | default("") }}{% endfor %}',
  '{% for x in many %}{{ loop.cycle(s, "b") }}{% endfor %}',
  '{% set x = s %}{{ x }}',
  '{% set x %}{{ s }}{% endset %}{{ x }}',
  '{% set x | upper %}{{ s }}{% endset %}{{ x }}',
  '{% set a, b = many[:2] %}{{ b }}',
  '{% for k, v in map.items() %}{{ v }}{% endfor %}',
  "{% for g in rows | groupby('rank') %}{{ g.list }}{% endfor %}",
  '{{ s[1:3] }}',
  '{{ s[0] }}',
  '{{ s * 2 }}',
  '{{ s ~ 1 }}',
  "{{ '%s' % s }}",
  "{{ '%(a)s' % map }}",
  "{{ '%s %s' % (1, s) }}",
  '{{ "x" if false else s }}',
  '{{ "" or s }}',
  '{{ nope | default(s) }}',
  '{{ json | from_json | string }}',
  '{{ json | from_yaml | string }}',
  "{{ ['a'] | map('extract', map) | join }}",
  '{{ (s, 1) }}',
  '{{ many | zip(many) | list }}',
  "{{ rows | map(attribute='value') | list }}",
  '{{ rows | items2dict }}',
  '{{ map | combine({"b": 1}) }}',
])
  test(seals, text);

test('the length of a secret, comparisons and tests are plain', (t) => {
  t.is(template('{{ s | length }}', secrets), canary.length);
  t.is(template("{{ s == 'x' }}", secrets), false);
  t.is(template('{{ s is defined and s is string }}', secrets), true);
});
