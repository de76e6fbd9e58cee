import test from 'ava';
import fc from 'fast-check';

import { Float } from '../../src/domain/value.ts';
import type { Value } from '../../src/domain/value.ts';
import type { YamlNode } from '../../src/domain/yaml-node.ts';
import { nodeToValue } from '../../src/source/decode.ts';
import { parseYaml } from '../../src/source/parse-yaml.ts';
import { areWithin, diagnosticsOf, told } from '../support/diagnostics.ts';

const values: readonly (readonly [what: string, text: string, value: Value | null])[] = [
  ['nothing', '', null],
  ['a comment alone', '# nothing\n', null],
  ['an empty document', '---\n', null],
  ['a byte order mark', '\uFEFFa: 1', new Map([['a', 1]])],
  [
    'zero, the empty text, false and null',
    'a: 0\nb: ""\nc: false\nd:\n',
    new Map<string, Value>([
      ['a', 0],
      ['b', ''],
      ['c', false],
      ['d', null],
    ]),
  ],
  ['integers in three bases', '[-1, +2, 0600, 0o17, 0xff, 08]', [-1, 2, 600, 15, 255, 8]],
  [
    'integers that JavaScript cannot hold',
    '[9007199254740991, 9007199254740993, -9007199254740993]',
    [9007199254740991, 9007199254740993n, -9007199254740993n],
  ],
  [
    'floats that stay floats',
    '[1.0, .5, 1e3, -.inf]',
    [new Float(1), new Float(0.5), new Float(1000), new Float(-Infinity)],
  ],
  [
    'words that YAML 1.1 took for booleans',
    '[yes, no, on, off, y, True, FALSE]',
    ['yes', 'no', 'on', 'off', 'y', true, false],
  ],
  [
    'words that only look like numbers',
    '[1_000, 1:30, 0b1, 2026-11-21, 1.2.3, "1", +, .]',
    ['1_000', '1:30', '0b1', '2026-11-21', '1.2.3', '1', '+', '.'],
  ],
  ['core tags', '[!!str 1, !!int "2", !!float 3, !!bool "true", ! 4]', ['1', 2, new Float(3), true, '4']],
  [
    'keys of several types',
    '{80: http, "80": text, true: yes, 1.5: x}',
    new Map<string | number | boolean, Value>([
      [80, 'http'],
      ['80', 'text'],
      [true, 'yes'],
      ['1.5', 'x'],
    ]),
  ],
  [
    'a merge, where the own key wins',
    'x: &x {a: 1, c: 2}\ny: {<<: *x, a: 3}',
    new Map<string, Value>([
      [
        'x',
        new Map([
          ['a', 1],
          ['c', 2],
        ]),
      ],
      [
        'y',
        new Map([
          ['a', 3],
          ['c', 2],
        ]),
      ],
    ]),
  ],
  [
    'a merge of a list, where the earlier wins',
    '<<: [{a: 1}, {a: 2, b: 2}]\nc: 3',
    new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]),
  ],
  ['a quoted `<<`, which is a key', '"<<": 1', new Map([['<<', 1]])],
  ['an anchor that is used again after it changed', '[&a 1, *a, &a 2, *a]', [1, 1, 2, 2]],
  [
    'line ends of Windows',
    'a: 1\r\nb: |\r\n  x\r\n  y\r\n',
    new Map<string, Value>([
      ['a', 1],
      ['b', 'x\ny\n'],
    ]),
  ],
  ['text in other scripts', 'größe: 日本😀', new Map([['größe', '日本😀']])],
  [
    'a template in quotes',
    'a: "{{ x }}"\nb: x {{ y }}\nc: |\n  {{ z }}\n',
    new Map([
      ['a', '{{ x }}'],
      ['b', 'x {{ y }}'],
      ['c', '{{ z }}\n'],
    ]),
  ],
  ['a document end', 'a: 1\n...\n', new Map([['a', 1]])],
];

for (const [what, text, value] of values) {
  test(`${what} can be read`, (t) => {
    const read = parseYaml('f.yaml', text);
    t.deepEqual(read.ok ? read.value && nodeToValue(read.value) : read.diagnostics, value);
  });
}

const mistakes: readonly (readonly [what: string, text: string | Uint8Array, told: readonly string[]])[] = [
  ['a tab as indentation', 'a:\n\tb: 1\n', ['2:1 yaml-tab']],
  ['a tab behind spaces', 'a:\n  b: 1\n \tc: 1\n', ['3:2 yaml-tab']],
  ['a byte that is not UTF-8', Uint8Array.of(97, 10, 98, 0xe4, 99), ['2:2 yaml-encoding']],
  ['UTF-16', Uint8Array.of(0xff, 0xfe, 97, 0), ['1:1 yaml-encoding']],
  ['a NUL', 'a: x\0', ['1:5 yaml-control-character']],
  ['an escape character', 'a: \u001b[31m', ['1:4 yaml-control-character']],
  ['a lone surrogate', 'a: \ud800', ['1:4 yaml-control-character']],
  ['two documents', 'a: 1\n---\nb: 2\n', ['2:1 yaml-documents']],
  ['a key written twice', 'a: 1\nb: 2\na: 3\n', ['3:1 duplicate-key']],
  ['two keys written twice', '{a: 1, a: 2, b: 1, b: 2}', ['1:8 duplicate-key', '1:20 duplicate-key']],
  ['an alias without anchor', 'a: *nope\n', ['1:4 yaml-alias']],
  ['an alias inside its own anchor', 'a: &a\n  b: *a\n', ['2:6 yaml-alias']],
  ['a merge of something else', '<<: 1\n', ['1:5 yaml-merge']],
  ['a list as a key', '? [a]\n: b\n', ['1:3 yaml-key']],
  ['an encrypted value where none can be opened', 'a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  00\n', ['1:11 sealed']],
  ['a vault tag before something else', 'a: !vault |\n  x\nb: !vault [1]\n', ['1:11 sealed', '3:4 yaml-tag']],
  ['unknown tags', 'a: !unsave x\nb: !!set {a}\nc: !x [1]\n', ['1:4 yaml-tag', '2:4 yaml-tag', '3:4 yaml-tag']],
  ['a tag that its value does not fit', 'a: !!int x\n', ['1:10 yaml-tag']],
  ['an unquoted template', 'a: {{ x }}\n', ['1:4 unquoted-template']],
  ['an unquoted template with a tail', 'a: {{ x }}/bin\n', ['1:4 unquoted-template']],
  ['an unquoted template that breaks the flow', "a: {{ x['y'] | default({}) }}:80\nb: 1\n", ['1:4 unquoted-template']],
  ['unquoted templates in lists', '- {{ x }}\n- [a, {{ y }}]\n', ['1:3 unquoted-template', '2:7 unquoted-template']],
  ['an unquoted statement', 'a: {% if x %}y{% endif %}\n', ['1:4 unquoted-template']],
  ['a quote that is not closed', 'a: "x\nb: 1\n', ['1:4 yaml-syntax']],
  ['a list that is not closed', 'a: [1, 2\nb: 1\n', ['1:4 yaml-syntax']],
  ['a second colon', 'a: b: c\n', ['1:5 yaml-syntax']],
  ['a key below a value', 'a: 1\n  b: 2\n', ['1:4 yaml-syntax']],
  ['a key without colon', 'a: 1\nb\nc: 2\n', ['2:1 yaml-syntax']],
  ['keys in different columns', 'a:\n   b: 1\n  c: 2\n', ['3:1 yaml-syntax']],
  ['a reserved character', 'a: @x\n', ['1:4 yaml-syntax']],
  ['an unknown escape', 'a: "\\q"\n', ['1:5 yaml-syntax']],
  [
    'several mistakes at once',
    'a: *x\nb: {{ y }}\nc: !z 1\nb: 2\n',
    ['1:4 yaml-alias', '2:4 unquoted-template', '3:4 yaml-tag', '4:1 duplicate-key'],
  ],
];

for (const [what, text, expected] of mistakes) {
  test(`${what} is an error at its place`, (t) => {
    const read = parseYaml('f.yaml', text);
    t.false(read.ok);
    t.deepEqual(told(read).toSorted(), expected.toSorted());
  });
}

test('the hint for an unquoted template is the line as it should be', (t) => {
  const [first] = diagnosticsOf(parseYaml('f.yaml', '  - cmd: {{ bin }} --say "hi" # loud\n'));
  t.is(first?.hint, `quote it: - cmd: '{{ bin }} --say "hi"' # loud`);
});

test('a duplicate key names the first one', (t) => {
  const [first] = diagnosticsOf(parseYaml('f.yaml', 'a: 1\n\n  \na: 2\n'));
  t.is(first?.label, 'first written at 1:1');
});

const bombs: readonly (readonly [what: string, text: string, code: string])[] = [
  ['lists in lists', '['.repeat(20_000), 'yaml-too-deep'],
  ['closed lists in lists', '['.repeat(300) + ']'.repeat(300), 'yaml-too-deep'],
  [
    'mappings in mappings',
    Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    'yaml-too-deep',
  ],
  ['lists in lists through aliases', chain(500, (before) => `[*a${before}]`), 'yaml-too-deep'],
  ['aliases that multiply', chain(12, (before) => `[${Array(10).fill(`*a${before}`).join(',')}]`), 'yaml-too-large'],
];

for (const [what, text, code] of bombs) {
  test(`${what} end as an error, not in a crash`, (t) => {
    t.true(diagnosticsOf(parseYaml('f.yaml', text)).some((diagnostic) => diagnostic.code === code));
  });
}

test('many keys are checked for duplicates in linear time', (t) => {
  const text = Array.from({ length: 50_000 }, (_, index) => `key${index}: 1\n`).join('');
  const start = performance.now();
  t.true(parseYaml('f.yaml', text).ok);
  t.true(performance.now() - start < 5000);
});

test('`!unsafe` marks text as data', (t) => {
  const read = parseYaml('f.yaml', '!unsafe "{{ x }}"');
  t.like(read.ok ? read.value : null, { kind: 'scalar', value: '{{ x }}', unsafe: true });
});

test('a number keeps the way in which it was written', (t) => {
  const read = parseYaml('f.yaml', '0600');
  t.like(read.ok ? read.value : null, { value: 600, written: '0600', style: 'plain' });
});

test('columns count code points', (t) => {
  t.deepEqual(told(parseYaml('f.yaml', '😀é: "😀" x\n')), ['1:9 yaml-syntax']);
});

const valid = `all: &all
  hosts:
    cp-1: { ansible_host: 10.0.0.1, größe: "😀\\n" }
  vars:
    text: |
      one
       two
    <<: { a: 1 }
    list: [1, 2.0, 'it''s', *x]
other: { <<: *all, t: "{{ x }}" }
`.replace('*x', '3');
const pieces = [
  '\t',
  '{{',
  '"',
  "'",
  '[',
  '}',
  ': ',
  '\n',
  '&a ',
  '*a',
  '!x ',
  '---\n',
  '😀',
  '<<',
  '- ',
  '|',
  '\0',
  '  ',
  '#',
  '? ',
];

test('whatever is changed in a file, reading it does not crash and every place is in the file', (t) => {
  const edit = fc.tuple(fc.nat(valid.length), fc.nat(3), fc.constantFrom('', ...pieces));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce(
        (before, [at, removed, added]) => before.slice(0, at) + added + before.slice(at + removed),
        valid,
      );
      const read = parseYaml('f.yaml', text);
      return areWithin(diagnosticsOf(read), text) && (!read.ok || read.value === null || depthOf(read.value) > 0);
    }),
    { numRuns: 1500 },
  );
  t.pass();
});

function chain(length: number, item: (before: number) => string): string {
  return Array.from({ length }, (_, index) => `a${index}: &a${index} ${index === 0 ? '[1]' : item(index - 1)}\n`).join(
    '',
  );
}

const depthOf = (node: YamlNode): number => {
  if (node.kind === 'scalar') return 1;
  const inner = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  return 1 + Math.max(0, ...inner.map(depthOf));
};
