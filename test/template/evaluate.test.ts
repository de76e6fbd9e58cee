import test from 'ava';
import fc from 'fast-check';
import { Secret } from '../../src/domain/secret.ts';
import type { Scope } from '../../src/domain/template.ts';
import type { Value } from '../../src/domain/value.ts';
import { evaluateExpression, evaluateTemplate, TemplateError } from '../../src/template/evaluate.ts';
import { filterNames } from '../../src/template/filters.ts';
import { parseExpression, parseTemplate } from '../../src/template/parse.ts';
import { testNames } from '../../src/template/tests.ts';
import { condition, expression, file, locateIn, printed, scopeOf, template, valueOf } from './support/template.ts';

const fails = test.macro({
  exec(t, text: string, summary: RegExp, columns: readonly [start: number, end: number]) {
    const error = t.throws(() => expression(text, { n: 1, s: 'a', l: [1], m: new Map([['k', 'v']]) }), {
      instanceOf: TemplateError,
    });
    t.regex(error?.diagnostic.summary ?? '', summary);
    t.deepEqual([error?.diagnostic.range?.start.column, error?.diagnostic.range?.end.column], [...columns]);
  },
  title: (_title, text: string) => `${text.slice(0, 60)} fails at its place`,
});

test(fails, 'nope', /"nope" is undefined/, [1, 5]);
test(fails, 'n == nope', /"nope" is undefined/, [6, 10]);
test(fails, 'not m.nope', /no "nope" in this mapping \(it has k\)/, [5, 11]);
test(fails, 'n and (s < 1)', /a text and a integer|a text and an integer|have no order/, [8, 13]);
test(fails, "n + 's'", /"\+" does not work/, [1, 8]);
test(fails, '1 if nope else 2', /"nope" is undefined/, [6, 10]);
test(fails, '[1, nope]', /"nope" is undefined/, [1, 10]);
test(fails, 'nope | mandatory("need it")', /need it/, [1, 5]);
test('a secret message of mandatory is not shown', (t) => {
  const error = t.throws(() => expression('nope | mandatory(s)', { s: new Secret('hunter2') }), {
    instanceOf: TemplateError,
  });
  t.is(error?.diagnostic.summary, '"nope" is undefined, and it is mandatory');
});
test(fails, "s | regex_search('(')", /regular expression/, [5, 22]);
test(fails, "'{' | from_json", /not JSON/, [7, 16]);
test(fails, '10 ** 5000', /4300 digits/, [1, 11]);
test(fails, "'x' * 10 ** 9", /8 MiB/, [1, 14]);
test(fails, '[1] * 10 ** 9', /steps/, [1, 14]);
test(fails, "'%99999999d' | format(1)", /at most 10000/, [16, 25]);
test(fails, "'" + 'a'.repeat(40) + "!' is match('(a+)+$')", /steps/, [48, 63]);
test(fails, "('a' * 5000) is search('(a*)*(a*)*b')", /steps/, [17, 38]);
test(fails, "('a' * 300000) | regex_replace('a*b', '')", /steps/, [18, 42]);

test('a condition must be a boolean', (t) => {
  for (const text of ['1', "'a'", '[]', 'none', '{}', '1.0'])
    t.is(t.throws(() => condition(text), { instanceOf: TemplateError })?.diagnostic.code, 'condition-not-boolean');
  t.true(condition('1 == 1.0'));
});

test('a short circuit, a branch and a default touch no name that they do not need', (t) => {
  const asked: string[] = [];
  const scope: Scope = { get: (name) => (asked.push(name), name === 'a'), has: () => true };
  for (const text of ['a or b', '(not a) and b', '1 if a else b', '2 if not a else 3'])
    evaluateExpression(valueOf(parseExpression(text, locateIn(text))), scope);
  t.deepEqual([...new Set(asked)], ['a']);
});

test('what the scope throws passes untouched', (t) => {
  const mine = new Error('not known yet');
  const scope: Scope = {
    get() {
      throw mine;
    },
    has: () => true,
  };
  t.is(
    t.throws(() => evaluateTemplate(valueOf(parseTemplate('a{{ x | default(1) }}', locateIn(''))), scope)),
    mine,
  );
});

test('a cycle of sharing cannot blow up', (t) => {
  const doubling = `{% set a0 = [1] %}${Array.from({ length: 60 }, (_, index) => `{% set a${index + 1} = [a${index}, a${index}] %}`).join('')}`;
  for (const end of [
    '{{ a60 }}',
    '{{ a60 }}x',
    '{{ a60 == a59 }}{{ a60 | to_json }}',
    '{{ a60 | flatten }}',
    '{{ a60 | to_yaml }}',
  ]) {
    t.is(t.throws(() => template(doubling + end), { instanceOf: TemplateError })?.diagnostic.code, 'template-limit');
  }
});

test('deep data gives a diagnostic, not a full stack', (t) => {
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  t.is(
    t.throws(() => expression('x | from_json', { x: deep }), { instanceOf: TemplateError })?.diagnostic.code,
    'template-limit',
  );
});

test('nested loops end', (t) => {
  const loops = '{% for a in l %}'.repeat(8) + 'x' + '{% endfor %}'.repeat(8);
  const l = Array.from({ length: 100 }, (_, index) => index);
  t.is(t.throws(() => file(loops, { l }), { instanceOf: TemplateError })?.diagnostic.code, 'template-limit');
});

const canary = 'hunter2-canary';
const secrets: Readonly<Record<string, Value>> = {
  s: new Secret(canary),
  l: [new Secret(canary), 'a'],
  m: new Map([['k', new Secret(canary)]]),
  n: 2,
  p: 'a',
};

const seals = test.macro({
  exec(t, text: string, revealed: string) {
    const value = template(text, secrets);
    t.true(value instanceof Secret);
    t.is(value instanceof Secret ? value.reveal() : '', revealed);
  },
  title: (_title, text: string) => `${text} is a secret`,
});

test(seals, '{{ s }}', canary);
test(seals, 'a{{ s }}b', `a${canary}b`);
test(seals, '{{ s ~ 1 }}', `${canary}1`);
test(seals, '{{ s + "x" }}', `${canary}x`);
test(seals, '{{ s | upper }}', canary.toUpperCase());
test(seals, '{{ s[0] }}', 'h');
test(seals, '{{ s[:3] }}', 'hun');
test(seals, '{{ s | split("-") | first }}', 'hunter2');
test(seals, '{{ l | join(",") }}', `${canary},a`);
test(seals, '{{ m.k }}', canary);
test(seals, '{{ m | to_json }}', `{"k": "${canary}"}`);
test(seals, '{{ l }} ', `['${canary}', 'a'] `);
test(seals, '{{ p | replace("a", s) }}', canary);
test(seals, '{{ "%s" | format(s) }}', canary);
test(seals, '{{ "%s" % s }}', canary);
test(seals, '{{ s | b64encode }}', btoa(canary));
test(seals, '{% set x %}{{ s }}{% endset %}{{ x }}', canary);
test(seals, '{% for c in s %}{{ c }}{% endfor %}', canary);
test(seals, '{{ "5" ~ (s | regex_replace(".*", "", count=1)) }}', '5');

test('questions about a secret have plain answers', (t) => {
  t.deepEqual(
    ['s == "x"', 's is defined', 's | length', '"hunter" in s', 's is match("h")'].map((text) =>
      expression(text, secrets),
    ),
    [false, true, canary.length, true, true],
  );
});

test('a secret is never a key, nor in the words of an error', (t) => {
  for (const text of [
    '{s: 1}',
    '[{"key": s, "value": 1}] | items2dict',
    's | from_json',
    's + 1',
    's | b64decode',
    's | split(1)',
    'm[s] + 1',
    's | mandatory + 1',
    '"x" | regex_search(s ~ "(")',
    'p is version(s, s)',
  ]) {
    const error = t.throws(() => expression(text, secrets), { instanceOf: TemplateError });
    t.false(printed(error?.diagnostic).includes('hunter2'), text);
  }
});

const atoms = fc.constantFrom(
  's',
  'l',
  'm',
  'm.k',
  'n',
  'p',
  'nope',
  '1',
  '2.5',
  "'a'",
  'none',
  'true',
  '[]',
  '{}',
  "'-'",
  'l[0]',
  '-1',
);
const filters = fc.constantFrom(
  ...filterNames.filter((name) => !['map', 'select', 'reject', 'selectattr', 'rejectattr'].includes(name)),
);
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atoms,
    fc
      .tuple(
        tie('tree'),
        fc.constantFrom('+', '-', '*', '/', '//', '%', '**', '~', '==', '<', 'in', 'and', 'or', 'not in'),
        tie('tree'),
      )
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('tree'), filters).map(([a, name]) => `(${a} | ${name})`),
    fc.tuple(tie('tree'), filters, tie('tree')).map(([a, name, b]) => `(${a} | ${name}(${b}))`),
    fc.tuple(tie('tree'), filters, tie('tree'), tie('tree')).map(([a, name, b, c]) => `(${a} | ${name}(${b}, ${c}))`),
    fc
      .tuple(tie('tree'), fc.constantFrom('map', 'select', 'reject'), fc.oneof(filters, fc.constantFrom(...testNames)))
      .map(([a, name, b]) => `(${a} | ${name}('${b}'))`),
    fc
      .tuple(tie('tree'), fc.constantFrom(...testNames.filter((name) => /^[a-z]/.test(name))), tie('tree'))
      .map(([a, name, b]) => `(${a} is ${name}(${b}))`),
    fc
      .tuple(tie('tree'), fc.constantFrom('items()', 'keys()', 'values()', 'split()', 'strip()', 'upper()'))
      .map(([a, method]) => `(${a}).${method}`),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(${a})[${b}]`),
    fc.tuple(tie('tree'), tie('tree'), tie('tree')).map(([a, b, c]) => `(${a} if ${b} else ${c})`),
    fc.array(tie('tree'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `{${a}: ${b}}`),
  ),
}));

test('any expression evaluates or gives a TemplateError, and never shows a secret', (t) => {
  let values = 0;
  fc.assert(
    fc.property(tree, (text) => {
      const parsed = parseTemplate(`{{ ${text} }}`, locateIn(''));
      if (!parsed.ok) return !printed(parsed.diagnostics).includes('hunter2');
      try {
        const value = evaluateTemplate(parsed.value, scopeOf(secrets));
        values += 1;
        return !/hunter2|canary/i.test(printed(value));
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        return error.diagnostic.range !== undefined && !/hunter2|canary/i.test(printed(error.diagnostic));
      }
    }),
    { numRuns: 5000 },
  );
  t.true(values > 500, `${values} gave a value`);
});

test('small expressions evaluate fast enough', (t) => {
  const parsed = valueOf(parseExpression("a.b == 'x' and n > 3 and (l | length) == 2", locateIn('')));
  const scope = scopeOf({ a: new Map([['b', 'x']]), n: 5, l: [1, 2] });
  const start = performance.now();
  for (let count = 0; count < 50_000; count++) evaluateExpression(parsed, scope);
  const rate = 50_000 / ((performance.now() - start) / 1000);
  t.log(`${Math.round(rate).toLocaleString('en')} evaluations a second`);
  t.true(rate > 20_000);
});
