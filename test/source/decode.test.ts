import test from 'ava';

import type { YamlMap, YamlNode } from '../../src/domain/yaml-node.ts';
import {
  asBoolean,
  asInteger,
  asList,
  asMap,
  asString,
  asStrings,
  entryOf,
  get,
  nodeToValue,
  unknownKeys,
} from '../../src/source/decode.ts';
import { parseYaml } from '../../src/source/parse-yaml.ts';
import { collectProblems } from '../../src/source/problems.ts';
import type { Problems } from '../../src/source/problems.ts';
import { diagnosticsOf, told } from '../support/diagnostics.ts';

type Decode = (node: YamlNode, what: string, problems: Problems) => unknown;

const rows: readonly (readonly [
  name: string,
  decode: Decode,
  text: string,
  value: unknown,
  told: readonly string[],
])[] = [
  ['a boolean', asBoolean, 'false', false, []],
  ['an old boolean', asBoolean, 'Yes', true, ['1:1 old-boolean']],
  ['an old boolean in quotes', asBoolean, '"off"', false, ['1:1 old-boolean']],
  ['a number as a boolean', asBoolean, '0', null, ['1:1 wrong-type']],
  ['nothing as a boolean', asBoolean, '~', null, ['1:1 wrong-type']],
  ['zero', asInteger, '0', 0, []],
  ['a float as an integer', asInteger, '1.0', null, ['1:1 wrong-type']],
  ['an integer too large', asInteger, '9007199254740993', null, ['1:1 wrong-type']],
  ['a number in quotes as an integer', asInteger, '"1"', null, ['1:1 wrong-type']],
  ['text', asString, '"x"', 'x', []],
  ['the empty text', asString, '""', '', []],
  ['a number as text', asString, '0600', '0600', []],
  ['a boolean as text', asString, 'true', null, ['1:1 wrong-type']],
  ['a list as text', asString, '[x]', null, ['1:1 wrong-type']],
  ['one text as texts', asStrings, 'x', ['x'], []],
  ['an empty list as texts', asStrings, '[]', [], []],
  ['a list with a wrong item as texts', asStrings, '[x, {}, ~]', null, ['1:5 wrong-type', '1:9 wrong-type']],
];

for (const [name, decode, text, value, expected] of rows) {
  test(`${name} is decoded or refused at its place`, (t) => {
    const problems = collectProblems();
    t.deepEqual(decode(read(text), 'the value', problems), value);
    t.deepEqual(told(problems.finish(null)), expected);
  });
}

test('mappings and lists are told apart', (t) => {
  const problems = collectProblems();
  t.is(asMap(read('[]'), 'the play', problems), null);
  t.is(asList(read('{}'), 'the tasks', problems), null);
  t.deepEqual(
    diagnosticsOf(problems.finish(null)).map(({ summary }) => summary),
    ['the play must be a mapping, not a list', 'the tasks must be a list, not a mapping'],
  );
});

test('every unknown key is an error, with the nearest known one', (t) => {
  const problems = collectProblems();
  unknownKeys(map('{host: 1, hosts: 2, 7: 3, zzz: 4}'), ['hosts', 'vars'], 'a play', problems);
  t.deepEqual(
    diagnosticsOf(problems.finish(null)).map(({ summary, label, hint }) => [summary, label ?? hint]),
    [
      ['unknown key `host` in a play', 'did you mean `hosts`?'],
      ['unknown key `7` in a play', 'known: hosts, vars'],
      ['unknown key `zzz` in a play', 'known: hosts, vars'],
    ],
  );
});

test('a key is found by its text only', (t) => {
  const node = map('{7: a, "8": b}');
  t.is(get(node, '7'), undefined);
  t.is(entryOf(node, '8')?.key.written, '8');
});

test('plain data keeps the order of keys', (t) => {
  t.deepEqual(
    nodeToValue(read('{b: [1], a: ~}')),
    new Map<string, unknown>([
      ['b', [1]],
      ['a', null],
    ]),
  );
});

test('warnings do not refuse, errors take the warnings along', (t) => {
  const problems = collectProblems();
  problems.warn('w', 'careful');
  t.like(problems.finish(1), { ok: true, value: 1 });
  t.is(problems.take({ ok: false, diagnostics: [{ severity: 'error', code: 'e', summary: 'no' }] }), null);
  t.deepEqual(told(problems.finish(1)), ['- w', '- e']);
});

function read(text: string): YamlNode {
  const parsed = parseYaml('f.yaml', text);
  if (!parsed.ok || parsed.value === null) throw new Error(text);
  return parsed.value;
}

function map(text: string): YamlMap {
  const node = read(text);
  if (node.kind !== 'map') throw new Error(text);
  return node;
}
