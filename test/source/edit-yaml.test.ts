import test from 'ava';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';

import { Float } from '../../src/domain/value.ts';
import { editYaml, type PlainYaml, type WantedYaml } from '../../src/source/edit-yaml.ts';

const wanted = (
  given: Partial<Omit<WantedYaml, 'set'>> & { readonly set?: Readonly<Record<string, PlainYaml>> },
): WantedYaml => ({ absent: [], ...given, set: new Map(Object.entries(given.set ?? {})) });

const edits = test.macro({
  exec: (t, text: string, given: Parameters<typeof wanted>[0], expected: string, changes?: readonly string[]) => {
    const edited = editYaml(text, wanted(given));
    if (!edited.ok) return t.fail(edited.message);
    t.is(edited.text, expected);
    if (changes !== undefined)
      t.deepEqual(
        edited.changes.map(({ pointer, before, after }) => `${pointer}: ${before} -> ${after}`),
        changes,
      );
    const again = editYaml(expected, wanted(given));
    t.deepEqual(again, { ok: true, text: expected, changes: [] }, 'the same edit again');
  },
  title: (title = '') => title,
});

const admission = `# by hand
apiVersion: apiserver.config.k8s.io/v1   # version
plugins:
- name: PodSecurity   # psa


  path: "psa.yaml"
- name: Other
  configuration: {a: 1,   b: [ 1,2 ]}
# the end
`;

test(
  'an empty merge leaves odd formatting byte for byte',
  edits,
  'a:   1\n\n\nb: [ 1,2 ]   # x',
  { merge: {} },
  'a:   1\n\n\nb: [ 1,2 ]   # x',
  [],
);
test('an equal value leaves the file byte for byte', edits, 'a:   0x10', { merge: { a: 16 } }, 'a:   0x10', []);
test(
  'lists of mappings are merged by their key',
  edits,
  admission,
  {
    merge: {
      plugins: [
        { name: 'PodSecurity', path: 'x.yaml' },
        { name: 'EventRateLimit', path: 'e.yaml' },
      ],
    },
    listKey: 'name',
  },
  admission.replace('"psa.yaml"', 'x.yaml').replace('# the end', '- name: EventRateLimit\n  path: e.yaml\n# the end'),
  ['/plugins/0/path: psa.yaml -> x.yaml', '/plugins/2: null -> {"name":"EventRateLimit","path":"e.yaml"}'],
);
test(
  'without a key a list is replaced whole',
  edits,
  'a:\n  - 1\n  - 2\nb: 3 # c\n',
  { merge: { a: [2] } },
  'a:\n  - 2\nb: 3 # c\n',
);
test(
  'only the flow collection that changes is written anew',
  edits,
  admission,
  { set: { '/plugins/1/configuration/a': 2 } },
  admission.replace('{a: 1,   b: [ 1,2 ]}', '{a: 2, b: [1, 2]}'),
);
test('mappings on the way are made', edits, 'a: 1\n', { set: { '/b/c/d': true } }, 'a: 1\nb:\n  c:\n    d: true\n');
test('a key without a value can become a mapping', edits, 'a:\nb: 1\n', { set: { '/a/x': 1 } }, 'a:\n  x: 1\nb: 1\n');
test('a new item goes to the end of a list', edits, 'a:\n- 1\nb: 2\n', { set: { '/a/1': 5 } }, 'a:\n- 1\n- 5\nb: 2\n', [
  '/a/1: null -> 5',
]);
test(
  '0, empty text, false and null are four values',
  edits,
  'a: 1\nb: 1\nc: 1\nd: 1\n',
  { set: { '/a': 0, '/b': '', '/c': false, '/d': null } },
  'a: 0\nb: ""\nc: false\nd: null\n',
);
test('null is not absent', edits, 'a:\n', { absent: ['/a'] }, '{}\n', ['/a: null -> null']);
test('zero in quotes is not zero', edits, 'a: "0"\n', { set: { '/a': 0 } }, 'a: 0\n', ['/a: "0" -> 0']);
test('a float keeps its point', edits, 'a: 2\n', { set: { '/a': new Float(1) } }, 'a: 1.0\n');
test(
  'numbers beyond 2^53 are exact',
  edits,
  'a: 9007199254740993\n',
  { merge: { a: 9007199254740993n } },
  'a: 9007199254740993\n',
  [],
);
test(
  'absent takes the lines of a key',
  edits,
  'a: 1\n# about b\nb:\n  c: |\n    x\n    y\n# about d\nd: 1\n',
  { absent: ['/b'] },
  'a: 1\n# about b\n# about d\nd: 1\n',
);
test(
  'absent takes items by their key',
  edits,
  admission,
  { absent: ['/plugins/Other'], listKey: 'name' },
  admission.replace('- name: Other\n  configuration: {a: 1,   b: [ 1,2 ]}\n', ''),
);
test(
  'the only item leaves an empty list',
  edits,
  'a:\n- name: x\nb: 1\n',
  { absent: ['/a/x'], listKey: 'name' },
  'a: []\nb: 1\n',
);
test(
  'set goes to items by their key',
  edits,
  admission,
  { set: { '/plugins/PodSecurity/path': 'x' }, listKey: 'name' },
  admission.replace('"psa.yaml"', 'x'),
);
test('absent of what is not there is fine', edits, 'a: 1\n', { absent: ['/b', '/a/x', '/b/0'] }, 'a: 1\n', []);
test('an empty file becomes a document', edits, '', { merge: { a: { b: 1 } } }, 'a:\n  b: 1\n');
test('comments alone stay above', edits, '# c\n', { set: { '/a': 'ü😀' } }, '# c\na: ü😀\n');
test('a pointer with escapes', edits, 'a/b:\n  c~d: 1\n', { set: { '/a~1b/c~0d': 2 } }, 'a/b:\n  c~d: 2\n', [
  '/a~1b/c~0d: 1 -> 2',
]);
test('text that looks like something else is quoted', edits, 'a: x\n', { set: { '/a': 'yes: no' } }, 'a: "yes: no"\n');
test('a file without a newline at its end', edits, 'a: 1', { set: { '/b': 2 } }, 'a: 1\nb: 2\n');

const refuses = test.macro({
  exec: (t, text: string, given: Parameters<typeof wanted>[0], where: string, message: RegExp) => {
    const edited = editYaml(text, wanted(given));
    if (edited.ok) return t.fail(edited.text);
    t.is(`${edited.line}:${edited.column}`, where);
    t.regex(edited.message, message);
  },
  title: (title = '') => `refuses ${title}`,
});

test('invalid YAML', refuses, 'a: 1\nb: [\n', { merge: { c: 1 } }, '3:1', /invalid YAML/);
test('duplicate keys', refuses, 'a: 1\na: 2\n', { merge: {} }, '2:1', /unique/);
test('several documents', refuses, 'a: 1\n---\nb: 1\n', { merge: { a: 2 } }, '2:1', /several documents/);
test('an alias at the edited place', refuses, 'a: &x {b: 1}\nc: *x\n', { set: { '/c/b': 2 } }, '2:4', /alias/);
test(
  'an anchor that is repeated elsewhere',
  refuses,
  'a: &x {b: 1}\nc: *x\n',
  { merge: { a: { b: 2 } } },
  '1:7',
  /repeated elsewhere/,
);
test(
  'a scalar where a mapping is wanted',
  refuses,
  'ä: 1\nb: 0\n',
  { merge: { b: { c: 1 } } },
  '2:4',
  /mapping is wanted/,
);
test('a pointer through a scalar', refuses, 'a: ""\n', { set: { '/a/b': 1 } }, '1:4', /mapping is wanted/);
test(
  'a mapping where a list is wanted',
  refuses,
  'a: {}\n',
  { merge: { a: [{ name: 'x' }] }, listKey: 'name' },
  '1:4',
  /list is wanted/,
);
test('to remove an item by its index', refuses, 'a: [1, 2]\n', { absent: ['/a/0'] }, '1:5', /index names another item/);
test('a place beyond the end of a list', refuses, 'a: [1]\n', { set: { '/a/5': 1 } }, '1:4', /no place/);

const scalar = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    0,
    -1,
    '',
    '0',
    'x: y',
    '# no',
    '- a',
    'a\nb\n',
    ' é',
    'null',
    '{',
    '%',
    '@a',
    "it's",
    '|',
  ),
  fc.integer(),
);
const { data } = fc.letrec<{ data: PlainYaml }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('data'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c c', 'd/e', '0'), tie('data'), { maxKeys: 3 }),
  ),
}));
const mapping = fc.dictionary(fc.constantFrom('a', 'b', 'c c', 'd/e', '0'), data, { maxKeys: 4 });

test('what is set can be read, the rest stays, and a second time nothing is done', (t) => {
  fc.assert(
    fc.property(mapping, fc.constantFrom('a', 'b', 'new'), data, fc.boolean(), (before, name, value, indentSeq) => {
      const text = `# top\n${stringify(before, { indentSeq })}`;
      const edited = editYaml(text, wanted({ set: { [`/${name}`]: value } }));
      if (!edited.ok) return t.fail(edited.message);
      t.deepEqual(parse(edited.text), { ...before, [name]: value });
      t.deepEqual(editYaml(edited.text, wanted({ set: { [`/${name}`]: value } })), {
        ok: true,
        text: edited.text,
        changes: [],
      });
      t.true(Object.keys(before).length === 0 || edited.text.startsWith('# top\n'));
    }),
    { numRuns: 500 },
  );
});

test('what is taken away is gone, and the rest stays', (t) => {
  fc.assert(
    fc.property(mapping, fc.constantFrom('a', 'b'), (before, name) => {
      const edited = editYaml(stringify(before), wanted({ absent: [`/${name}`] }));
      if (!edited.ok) return t.fail(edited.message);
      t.deepEqual(parse(edited.text), Object.fromEntries(Object.entries(before).filter(([key]) => key !== name)));
    }),
    { numRuns: 300 },
  );
});
