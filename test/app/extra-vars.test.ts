import test from 'ava';

import { readExtraVars } from '../../src/app/extra-vars.ts';
import type { Value } from '../../src/domain/value.ts';
import { memoryFiles } from '../support/memory-files.ts';

const files = memoryFiles({ 'vars.yaml': 'days: 90\nlist: [1, two]\n', 'list.yaml': '- 1\n' });

const reads = test.macro((t, texts: readonly string[], expected: readonly (readonly [string, Value])[]) => {
  const vars = readExtraVars(texts, files);
  t.deepEqual(vars.ok ? [...vars.value] : vars.diagnostics, expected);
});
const refuses = test.macro((t, text: string, code: string) => {
  const vars = readExtraVars([text], files);
  t.true(!vars.ok && vars.diagnostics.some((diagnostic) => diagnostic.code === code), JSON.stringify(vars));
});

test(
  'k=v is text, whatever it looks like',
  reads,
  ['a=1 b=true c= d=x=y'],
  [
    ['a', '1'],
    ['b', 'true'],
    ['c', ''],
    ['d', 'x=y'],
  ],
);
test(
  'quotes and backslashes are those of a shell',
  reads,
  [String.raw`a='two words' b="say \"x\"" c=d\ e`],
  [
    ['a', 'two words'],
    ['b', 'say "x"'],
    ['c', 'd e'],
  ],
);
test(
  'JSON keeps its types',
  reads,
  ['{"a": 1, "b": [true, null]}'],
  [
    ['a', 1],
    ['b', [true, null]],
  ],
);
test('YAML keeps its types', reads, ['a: 90'], [['a', 90]]);
test(
  '@file is read',
  reads,
  ['@vars.yaml'],
  [
    ['days', 90],
    ['list', [1, 'two']],
  ],
);
test('a later one wins', reads, ['a=1', 'a=2'], [['a', '2']]);
test('nothing gives nothing', reads, [''], []);
test('a word alone is refused', refuses, 'word', 'extra-vars');
test('an open quote is refused', refuses, "a='x", 'extra-vars');
test('a missing file is refused', refuses, '@nope.yaml', 'extra-vars');
test('a file that is no mapping is refused', refuses, '@list.yaml', 'wrong-type');
test('a name that is none is refused', refuses, 'a-b=1', 'extra-vars');
test('host_key_checking is refused', refuses, 'ansible_host_key_checking=false', 'host-key-variable');
test(
  'ssh arguments are refused',
  refuses,
  "ansible_ssh_common_args='-o StrictHostKeyChecking=no'",
  'host-key-variable',
);
