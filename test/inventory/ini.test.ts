import test from 'ava';
import fc from 'fast-check';

import type { Parsed } from '../../src/domain/diagnostic.ts';
import type { Inventory } from '../../src/domain/inventory.ts';
import type { ProgramOutput } from '../../src/domain/inventory-programs.ts';
import type { YamlNode } from '../../src/domain/yaml-node.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { areWithin, diagnosticsOf, told } from '../support/diagnostics.ts';
import { memoryFiles } from '../support/memory-files.ts';

const read = (text: string | Uint8Array, name = 'hosts.ini'): Parsed<Inventory> =>
  parseInventory([name], memoryFiles({ [name]: text }), null);

const mistakes: readonly (readonly [what: string, text: string, told: readonly string[], hint?: string])[] = [
  ['an empty file', '', ['- inventory-empty']],
  ['a file of comments', '# later\n ; [a]\n', ['- inventory-empty']],
  [
    'a section of an unknown kind',
    '[a:host]\nx y\n',
    ['1:2 ini-section'],
    '[a] has hosts, [a:children] has groups, [a:vars] has variables',
  ],
  [
    'a section with a space',
    '[a b]\nx y\n',
    ['1:1 ini-section'],
    'for example [workers], [cluster:children] or [workers:vars], without spaces',
  ],
  ['an empty section head', '[]\n', ['1:1 ini-section']],
  ['a group name that a pattern would misread', '[a,b]\nh\n', ['1:2 group-name']],
  [
    'a child that no section declares',
    'h\n[a:children]\n\tb # here\n',
    ['3:2 unknown-group'],
    'write a section [b] with its hosts, or take it out here',
  ],
  ['variables of a group that no section declares', '[a:vars]\nx=1\n', ['1:2 unknown-group']],
  ['two children in a line', '[a:children]\nb c\n', ['2:1 ini-line'], 'below [a:children] stands one group a line'],
  ['`all` as a child', '[a:children]\nall\n', ['2:1 group-cycle']],
  ['groups in a circle', '[a:children]\nb\n[b:children]\na\n', ['1:2 group-cycle']],
  ['a group in itself', '[a:children]\na\n', ['1:2 group-cycle']],
  ['a group that is a host', '[a]\nb\n[b]\n', ['2:1 group-is-host']],
  [
    'a variable without `=` behind a host',
    '[a]\nh x=1 y\n',
    ['2:7 ini-line'],
    'behind a host stands name=value; a value with spaces goes into quotes',
  ],
  ['a `;` behind a host', '[a]\nh ; no\n', ['2:3 ini-line', '2:5 ini-line'], 'behind a host a comment begins with #'],
  [
    'a line without `=` among variables',
    'h\n[all:vars]\nx\n',
    ['3:1 ini-line'],
    'below [all:vars] stands one `name=value` a line',
  ],
  ['a variable without a name', 'h =1\n[all:vars]\n=1\n', ['1:3 variable-name', '3:1 variable-name']],
  ['a variable twice in a line', 'h x=1 x=2\n', ['1:7 duplicate-key']],
  ['a variable twice in a section', 'h\n[all:vars]\nx=1\nx = 2\n', ['4:1 duplicate-key'], 'keep one of the lines'],
  ['a quote that is never closed', 'h x="1 y=2\n', ['1:5 ini-line']],
  ['a backslash at the end of a line', 'h x=\\\n', ['1:5 ini-line']],
  ['a host without a name', '"" x=1\n', ['1:1 host-name']],
  ['a range that runs backwards', 'n[3:1]\n', ['1:1 host-range']],
  ['a range that would fill the memory', 'n[0:999999999] x[0:9]=1\n', ['1:16 variable-name', '1:1 host-range']],
  ['ranges that would fill the memory together', 'n[0:999]-[0:999]\n', ['1:1 host-range']],
  ['a range with a number that is none to a computer', `n[0:${'9'.repeat(400)}]\n`, ['1:1 host-range']],
  ['a range without an end', 'n[1:]\n', ['1:1 host-range']],
  ['a priority in letters', 'h\n[a]\n[a:vars]\nansible_group_priority=high\n', ['4:24 wrong-type']],
  [
    'YAML in a file of another name',
    'all:\n  hosts:\n    a: {}\n',
    ['1:1 ini-line', '2:3 ini-line', '3:5 ini-line'],
    'this looks like YAML: give the file a name that ends in .yaml',
  ],
  ['a control character', 'h x=\u001b[31m\n', ['1:5 yaml-control-character']],
  [
    'several mistakes',
    '[a]\nh x\n[b:c]\nh y\n[d:children]\ne\n',
    ['2:3 ini-line', '3:2 ini-section', '6:1 unknown-group'],
  ],
];

for (const [what, text, expected, hint] of mistakes) {
  test(`${what} is an error at its place in an INI inventory`, (t) => {
    const parsed = read(text);
    t.false(parsed.ok);
    t.deepEqual(told(parsed), expected);
    if (hint !== undefined) t.is(diagnosticsOf(parsed)[0]?.hint, hint);
  });
}

const nodeOf = (parsed: Parsed<Inventory>, host: string, name: string): YamlNode | undefined =>
  parsed.ok
    ? parsed.value.hosts
        .get(host)
        ?.layers.flatMap(({ vars }) => vars.get(name) ?? [])
        .at(-1)
    : undefined;

const located: readonly (readonly [what: string, text: string, piece: string, place: string])[] = [
  ['a plain word', 'h x=abc{{y}}\n', '{{y}}', '1:8-1:13'],
  ['a word in quotes', 'h x="ab {{y}}"\n', '{{y}}', '1:9-1:14'],
  ['a quote in a quote', `h x="it's {{y}}"\n`, '{{y}}', '1:11-1:16'],
  ['an escaped quote', 'h x="a\\" {{y}}"\n', '{{y}}', '1:10-1:15'],
  ['a Python text in a word', `h x="'a {{y}}'"\n`, '{{y}}', '1:9-1:14'],
  ['a value of a group', 'h\n[all:vars]\nx = a {{y}}\n', '{{y}}', '3:7-3:12'],
  ['a Python text of a group', `h\n[all:vars]\nx = '\\t{{y}}'  # c\n`, '{{y}}', '3:8-3:13'],
  ['wide characters', 'h x=😀{{y}}\n', '{{y}}', '1:6-1:11'],
];

for (const [what, text, piece, place] of located) {
  test(`a template in ${what} of an INI inventory is located`, (t) => {
    const node = nodeOf(read(text), 'h', 'x');
    if (node?.kind !== 'scalar' || typeof node.value !== 'string') return t.fail();
    const { start, end } = node.locate(node.value.indexOf(piece), piece.length);
    return t.is(`${start.line}:${start.column}-${end.line}:${end.column}`, place);
  });
}

test('items of a list in an INI inventory have their own places', (t) => {
  const node = nodeOf(read("h\n[all:vars]\nx = [1, {'k': 'v'}]\n"), 'h', 'x');
  const second = node?.kind === 'list' ? node.items[1] : undefined;
  const value = second?.kind === 'map' ? second.entries[0]?.value : undefined;
  t.deepEqual([second?.range.start.column, value?.range.start.column, value?.range.end.column], [9, 15, 18]);
});

const formats: readonly (readonly [name: string, text: string, hosts: readonly string[] | string])[] = [
  ['hosts', '[web]\nw1\n', ['w1']],
  ['hosts', 'w1\nw2\n', ['w1', 'w2']],
  ['hosts', 'w1 x=1\n', ['w1']],
  ['hosts', 'web: { hosts: { w1: } }\n', ['w1']],
  ['hosts.lab', 'web: { hosts: { w1: } }\n', ['w1']],
  ['hosts.lab', '[web]\nw1\n', ['w1']],
  ['hosts.json', '{"web": {"hosts": {"w1": null}}}', ['w1']],
  ['hosts.ini', '[web]\r\nw1 x=1\r\n', ['w1']],
  ['hosts.yaml', '[web]\nw1\n', 'yaml-syntax'],
  ['hosts.yaml', '[web]\n', 'inventory-format'],
  ['hosts.yaml', '[web]\nw1 x=1\n[db:vars]\ny: [\n', 'yaml-syntax'],
  ['hosts', 'all:\n  hosts:\n  x: [1\n', 'yaml-syntax'],
  ['hosts', '[web]\nw1: [\n', 'ini-line'],
  ['hosts', '- a\n- b\n', 'ini-line'],
  ['hosts', 'plugin: aws_ec2\n', 'inventory-format'],
  ['hosts.yaml', 'plugin: aws_ec2\nregions: [x]\n', 'inventory-format'],
];

for (const [name, text, expected] of formats) {
  const shown = JSON.stringify(text);
  test(`${name} with ${shown} is read as ${typeof expected === 'string' ? `the mistake ${expected}` : 'what it is'}`, (t) => {
    const parsed = read(text, name);
    const codes = diagnosticsOf(parsed).map(({ code }) => code);
    if (typeof expected === 'string') t.true(!parsed.ok && codes.includes(expected), codes.join(' '));
    else t.deepEqual(parsed.ok && [...parsed.value.hosts.keys()], expected);
  });
}

test('comments of an INI inventory may be in another encoding, what counts may not', (t) => {
  t.true(read(Buffer.from('# gr\xfc\xdfe\nh\n', 'latin1')).ok);
  t.deepEqual(told(read(Buffer.from('h x=gr\xfc\xdfe\n', 'latin1'))), ['1:7 yaml-encoding']);
});

test('names of JavaScript are names like others', (t) => {
  const parsed = read('[__proto__]\nconstructor toString=1 __proto__=2\n[hasOwnProperty:children]\n__proto__\n');
  t.deepEqual(parsed.ok && parsed.value.groups.get('hasOwnProperty'), ['constructor']);
  t.deepEqual(parsed.ok && [...(parsed.value.hosts.get('constructor')?.layers[0]?.vars.keys() ?? [])], [
    'toString',
    '__proto__',
  ]);
});

const program = (outputs: Readonly<Record<string, ProgramOutput>>): Parsed<Inventory> => {
  const programs = {
    isExecutable: () => true,
    run: (path: string, args: readonly string[]): ProgramOutput =>
      outputs[[path, ...args].join(' ')] ?? { kind: 'refused', message: 'unexpected', hint: '' },
  };
  return parseInventory(['inv/gen'], { ...memoryFiles({ 'inv/gen': '#!/bin/sh\n' }), programs }, null);
};
const printed = (value: unknown): ProgramOutput => ({ kind: 'printed', text: JSON.stringify(value) });

const outputs: readonly (readonly [what: string, text: string, code: string])[] = [
  ['no JSON', 'Traceback: {', 'yaml-syntax'],
  ['a text', '"x"', 'wrong-type'],
  ['_meta without hostvars', '{"_meta": {}}', 'inventory-program'],
  ['hostvars as a list', '{"_meta": {"hostvars": []}}', 'wrong-type'],
  ['hosts as a mapping', '{"a": {"hosts": {"h": 1}}, "_meta": {"hostvars": {}}}', 'wrong-type'],
  ['a host that is a number', '{"a": {"hosts": [1]}, "_meta": {"hostvars": {}}}', 'wrong-type'],
  ['a group of variables only', '{"a": {"x": 1}, "_meta": {"hostvars": {}}}', 'unknown-key'],
  ['a host that no pattern could say', '{"a": ["x y"], "_meta": {"hostvars": {}}}', 'host-name'],
  ['a group in itself', '{"a": {"children": ["a"]}, "_meta": {"hostvars": {}}}', 'group-cycle'],
];

for (const [what, text, code] of outputs) {
  test(`a program that prints ${what} is an error that names its output`, (t) => {
    const parsed = program({ 'inv/gen --list': { kind: 'printed', text } });
    const [first] = diagnosticsOf(parsed);
    t.false(parsed.ok);
    t.is(first?.code, code);
    t.is(first?.range?.file ?? 'inv/gen --list', 'inv/gen --list');
  });
}

test('what a program says for a host has the program as its origin', (t) => {
  const parsed = program({
    'inv/gen --list': printed({ a: { hosts: ['h'], vars: { x: 1 } } }),
    'inv/gen --host h': printed({ y: 2 }),
  });
  const layers = parsed.ok ? parsed.value.hosts.get('h')?.layers : [];
  t.deepEqual(
    layers?.map(({ origin }) => origin),
    ['inv/gen --list group a', 'inv/gen --host h host h'],
  );
});

test('a failing program is told with what it wrote to standard error', (t) => {
  const refused: ProgramOutput = {
    kind: 'refused',
    message: 'it ended with exit code 3',
    detail: 'no token',
    hint: 'x',
  };
  const [first] = diagnosticsOf(program({ 'inv/gen --list': refused }));
  t.deepEqual([first?.summary, first?.detail], ['inv/gen --list: it ended with exit code 3', 'no token']);
});

test('what is not run yet is empty, and no error', (t) => {
  const parsed = program({ 'inv/gen --list': { kind: 'wanted' } });
  t.deepEqual(parsed.ok && [...parsed.value.hosts], []);
});

test('what a program marks as vaulted or unsafe is so', (t) => {
  const marked = { v: { __ansible_vault: '$ANSIBLE_VAULT;1.1;AES256\n6162' }, u: { __ansible_unsafe: '{{ x }}' } };
  const list = { a: ['h'], _meta: { hostvars: { h: marked } } };
  const parsed = program({ 'inv/gen --list': printed(list) });
  t.deepEqual(told(parsed).length, 1);
  t.is(diagnosticsOf(parsed)[0]?.code, 'sealed');
  const unsafe = program({ 'inv/gen --list': printed({ ...list, _meta: { hostvars: { h: { u: marked.u } } } }) });
  const node = nodeOf(unsafe, 'h', 'u');
  t.true(node?.kind === 'scalar' && node.unsafe === true && node.value === '{{ x }}');
});

const valid = `first ansible_host=10.0.0.1 # c
; c
[web]
node[01:12:2]:2222 a="x y" b='{"k": [1, 2.5]}'
größe x=😀
[db:children]
web
[web:vars]
list = ['a', {1: (True, None)}]
t = {{ x }} # no comment
ansible_group_priority = 5
[all:vars]
big = 123456789012345678901234567890
`;
const pieces = [
  '[',
  ']',
  ':',
  '=',
  ' ',
  '\n',
  '\r',
  '"',
  "'",
  '\\',
  '#',
  ';',
  '[a:vars]\n',
  '[a:children]\n',
  '[0:999999999]',
  '[::]',
  '😀',
  '\0',
  '\u001b',
  '\u2028',
  '__proto__',
  'all',
  'web',
  '{{',
  '(',
  '{',
  '1_0',
  '\ufeff',
  '\t',
];

test('whatever is changed in an INI inventory, reading it does not crash and every place is in the file', (t) => {
  const edit = fc.tuple(fc.nat(valid.length), fc.nat(8), fc.constantFrom('', ...pieces));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce(
        (before, [at, removed, added]) => before.slice(0, at) + added + before.slice(at + removed),
        valid,
      );
      return areWithin(diagnosticsOf(read(text)), text) && areWithin(diagnosticsOf(read(text, 'hosts')), text);
    }),
    { numRuns: 3000 },
  );
  t.pass();
});

test('whatever bytes and lines are changed in an INI inventory, each mistake is told with a place', (t) => {
  const bytes = new TextEncoder().encode(valid);
  const lines = valid.split('\n');
  const flipped = fc
    .array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 })
    .map((flips) => {
      const changed = Uint8Array.from(bytes);
      for (const [at, byte] of flips) changed[at] = byte;
      return changed;
    });
  const shuffled = fc
    .shuffledSubarray(lines, { minLength: 1 })
    .map((some) => new TextEncoder().encode(some.map((line, at) => `${' '.repeat(at % 3)}${line}\n`).join('')));
  fc.assert(
    fc.property(fc.oneof(flipped, shuffled), (text) => {
      const diagnostics = diagnosticsOf(read(text)).filter(({ severity }) => severity === 'error');
      return diagnostics.every(({ range, code }) => range !== undefined || code === 'inventory-empty');
    }),
    { numRuns: 3000 },
  );
  t.pass();
});

test('whatever stands in a value, it is read within milliseconds and never throws', (t) => {
  const piece = fc.constantFrom(
    ...'[](){},:\'"\\ #+-.0123456789eEjJxob_TrueNone'.split(''),
    '"""',
    '\\x4',
    '\\u12',
    'set()',
    '...',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
      const node = nodeOf(read(`h\n[all:vars]\nx=${parts.join('')}\n`), 'h', 'x');
      return node !== undefined;
    }),
    { numRuns: 3000 },
  );
  const deep = '['.repeat(100_000);
  t.is(nodeOf(read(`h\n[all:vars]\nx=${deep}\n`), 'h', 'x')?.kind, 'scalar');
  const long = nodeOf(read(`h\n[all:vars]\nx=[${'1,'.repeat(50_000)}]\n`), 'h', 'x');
  t.is(long?.kind === 'list' && long.items.length, 50_000);
});
