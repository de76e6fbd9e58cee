import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import test from 'ava';
import fc from 'fast-check';

import type { Parsed } from '../../src/domain/diagnostic.ts';
import type { Inventory } from '../../src/domain/inventory.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { areWithin, diagnosticsOf, told } from '../support/diagnostics.ts';
import { memoryFiles } from '../support/memory-files.ts';

const read = (text: string, others: Readonly<Record<string, string>> = {}): Parsed<Inventory> =>
  parseInventory(['inv/hosts.yaml'], memoryFiles({ 'inv/hosts.yaml': text, ...others }), 'play');

const mistakes: readonly (readonly [what: string, text: string, told: readonly string[]])[] = [
  ['an empty file', '', ['- inventory-empty']],
  ['a list', '- a\n', ['1:1 wrong-type']],
  ['a group that is a list', 'all: [a]\n', ['1:6 wrong-type']],
  ['hosts as a list', 'all:\n  hosts:\n    - cp-1\n    - cp-2\n', ['3:5 wrong-type']],
  ['hosts as a number', 'all: { hosts: 1 }\n', ['1:15 wrong-type']],
  ['a host name that is a number', 'all: { hosts: { 7: } }\n', ['1:17 host-name']],
  ['children as a list', 'all: { children: [workers] }\n', ['1:18 wrong-type']],
  ['vars as a list', 'all: { vars: [a] }\n', ['1:14 wrong-type']],
  ["a host's variables as text", 'all: { hosts: { a: 10.0.0.1 } }\n', ['1:20 wrong-type']],
  ['an unknown key', 'all: { host: { a: } }\n', ['1:8 unknown-key']],
  ['a group beside the keys', 'all:\n  workers: { hosts: { a: } }\n', ['2:3 unknown-key']],
  ['a host twice in one group', 'all: { hosts: { a: , a: } }\n', ['1:22 duplicate-key']],
  ['a group that is a host', 'a: { hosts: { b: , a: } }\n', ['1:20 group-is-host']],
  ['a group in itself', 'a: { children: { a: } }\n', ['1:1 group-cycle']],
  [
    'groups in a circle',
    'a: { children: { b: } }\nb: { children: { c: } }\nc: { children: { a: , d: } }\nd: { children: { e: } }\n',
    ['1:1 group-cycle'],
  ],
  ['`all` as a child', 'a: { children: { all: } }\n', ['1:18 group-cycle']],
  ['a host name with a colon at its end', 'all: { hosts: { "a:": } }\n', ['1:17 host-name']],
  [
    'host names that a pattern would misread',
    'all: { hosts: { "a b": , "!c": , "*": , "": } }\n',
    ['1:17 host-name', '1:26 host-name', '1:34 host-name', '1:41 host-name'],
  ],
  [
    'host names that a shell would run or a terminal obey when they are shown',
    'all: { hosts: { "$x": , "a;b": , "`a": , "\\ec": , "\\x9b2J": , "\\u202ea": , "a\\u200bb": } }\n',
    [17, 25, 34, 42, 51, 63, 76].map((column) => `1:${column} host-name`),
  ],
  ['a group name that a terminal would obey', String.raw`"\ec": { hosts: { a: } }` + '\n', ['1:1 group-name']],
  ['group names that a pattern would misread', '"a,b":\n7:\n', ['1:1 group-name', '2:1 group-name']],
  ['a range that runs backwards', 'all: { hosts: { "n[3:1]": } }\n', ['1:17 host-range']],
  ['a range that would fill the memory', 'all: { hosts: { "n[0:99999999]": } }\n', ['1:17 host-range']],
  ['a range with two widths', 'all: { hosts: { "n[01:100]": } }\n', ['1:17 host-range']],
  ['a priority that is no number', 'a: { vars: { ansible_group_priority: high } }\n', ['1:38 wrong-type']],
  ['a variable name that is a number', 'all: { vars: { 7: x } }\n', ['1:16 variable-name']],
  ['several mistakes at once', 'all: { host: , vars: 1 }\nb: [\n', ['2:4 yaml-syntax']],
  [
    'several mistakes of shape at once',
    'all: { host: 1, vars: 1 }\nb: { hosts: [x] }\n',
    ['1:8 unknown-key', '1:23 wrong-type', '2:13 wrong-type'],
  ],
];

for (const [what, text, expected] of mistakes) {
  test(`${what} is an error at its place in an inventory`, (t) => {
    const parsed = read(text);
    t.false(parsed.ok);
    t.deepEqual(told(parsed), expected);
  });
}

test('a missing inventory and one with the wrong name are told apart', (t) => {
  const files = memoryFiles({ 'hosts.yaml': '[workers]\n', 'hosts.toml': '' });
  t.deepEqual(told(parseInventory(['nope.yaml', 'hosts.yaml', 'hosts.toml'], files, null)), [
    '- inventory-missing',
    '- inventory-format',
    '- inventory-format',
  ]);
});

test('hosts given as a list are told the right shape', (t) => {
  const [first] = diagnosticsOf(read('all:\n  hosts:\n    - cp-1\n'));
  t.is(first?.hint, 'write `cp-1:` (a key with a colon), not `- cp-1`');
});

test('an inventory without hosts is known and empty', (t) => {
  const parsed = read('all:\n');
  t.deepEqual(parsed.ok && [...parsed.value.groups], [
    ['all', []],
    ['ungrouped', []],
  ]);
});

test('each layer says where it was written, weakest first', (t) => {
  const parsed = read('all:\n  vars: { a: 1 }\nw: { vars: { a: 2 }, hosts: { h: { a: 3 } } }\n', {
    'inv/group_vars/all.yaml': 'a: 4',
    'inv/group_vars/w/one.yml': 'a: 5',
    'inv/host_vars/h.yaml': 'a: 6',
    'play/group_vars/all': 'a: 7',
    'play/group_vars/w.json': '{"a": 8}',
    'play/host_vars/h': 'a: 9',
  });
  t.deepEqual(parsed.ok && parsed.value.hosts.get('h')?.layers.map(({ origin }) => origin), [
    'inv/hosts.yaml group all',
    'inv/hosts.yaml group w',
    'inv/group_vars/all.yaml',
    'play/group_vars/all',
    'inv/group_vars/w/one.yml',
    'play/group_vars/w.json',
    'inv/hosts.yaml host h',
    'inv/host_vars/h.yaml',
    'play/host_vars/h',
  ]);
});

test('a file for a group that does not exist is a warning with the near names', (t) => {
  const parsed = read('workers: { hosts: { h-1: } }\n', {
    'inv/group_vars/worker.yaml': 'a: 1',
    'inv/host_vars/zzz.yaml': 'a: 1',
    'inv/group_vars/.git': '',
    'inv/group_vars/x~': '',
  });
  t.true(parsed.ok);
  t.deepEqual(
    diagnosticsOf(parsed).map(({ code, hint }) => [code, hint]),
    [
      ['unknown-group', 'near: workers'],
      ['unknown-host', 'groups and hosts come from the inventory; this file is not read'],
    ],
  );
});

test('of two files for one group Ansible reads one, and that is told', (t) => {
  const parsed = read('w: { hosts: { h: } }\n', { 'inv/group_vars/w.yml': 'a: 1', 'inv/group_vars/w.yaml': 'a: 2' });
  t.deepEqual(
    diagnosticsOf(parsed).map(({ summary }) => summary),
    ['inv/group_vars/w.yaml is not read, because there is inv/group_vars/w.yml'],
  );
});

test('mistakes in files of variables are told too', (t) => {
  const parsed = read('w: { hosts: { h: } }\n', { 'inv/group_vars/w.yml': '- a', 'inv/host_vars/h.yml': 'a: {{ x }}' });
  t.deepEqual(told(parsed), ['1:1 wrong-type', '1:4 unquoted-template']);
});

test('an empty file of variables says nothing', (t) => {
  const parsed = read('w: { hosts: { h: } }\n', { 'inv/group_vars/w.yml': '# later\n' });
  t.deepEqual(parsed.ok && parsed.value.hosts.get('h')?.layers, []);
});

test('several inventories and a folder of them add up, each with the files beside it', (t) => {
  const files = memoryFiles({
    'a/1.yaml': 'w: { hosts: { h1: } }',
    'a/2.yml': 'w: { hosts: { h2: } }',
    'a/.hidden.yaml': 'x: [',
    'a/notes.txt': 'x: [',
    'a/group_vars/w.yaml': 'a: 1',
    'b/more.yaml': 'w: { hosts: { h3: , h1: { b: 1 } } }',
    'b/group_vars/w.yaml': 'a: 2',
  });
  const parsed = parseInventory(['a', 'b/more.yaml'], files, null);
  t.deepEqual(parsed.ok && parsed.value.groups.get('w'), ['h1', 'h2', 'h3']);
  t.deepEqual(parsed.ok && parsed.value.hosts.get('h1')?.layers.map(({ origin }) => origin), [
    'a/group_vars/w.yaml',
    'b/group_vars/w.yaml',
    'b/more.yaml host h1',
  ]);
});

test('an inventory and a playbook in one folder read its files once', (t) => {
  const parsed = parseInventory(
    ['hosts.yaml'],
    memoryFiles({ 'hosts.yaml': 'w: { hosts: { h: } }', 'group_vars/w.yaml': 'a: 1' }),
    '.',
  );
  t.is(parsed.ok && parsed.value.hosts.get('h')?.layers.length, 1);
});

for (const kind of ['yaml', 'ini', 'json']) {
  test(`10,000 hosts in ${kind} are read within 1.5 s of CPU and 400 MB`, (t) => {
    const bench = fileURLToPath(new URL('../bench/inventory-10000.ts', import.meta.url));
    const { stdout, stderr } = spawnSync(process.execPath, [bench, kind], { encoding: 'utf8' });
    const [, hosts, cpu, megabytes] =
      /: (\d+) hosts[^]* (\d+) ms of CPU[^]* (\d+) MB in all/.exec(stdout)?.map(Number) ?? [];
    t.log(stdout);
    t.is(hosts, 10_000, stderr);
    t.true((cpu ?? Infinity) < 1500 * Number(process.env['BULWARK_SLOWNESS'] ?? 4)); // other programs share the caches
    t.true((megabytes ?? Infinity) < 400);
  });
}

const valid = `all:
  vars: { a: 1 }
  hosts: { bastion: }
  children:
    control_plane: { hosts: { cp-1: { größe: "😀" }, "cp-[2:3]": } }
    workers:
      hosts:
        worker-1:
          labels: [x, y]
      children: { gpu: { hosts: { worker-9: } } }
`;
const pieces = [
  'hosts',
  'children',
  ':',
  ' ',
  '\n',
  '- ',
  '{',
  '}',
  '[',
  '"',
  '😀',
  '\t',
  '*',
  'all',
  'cp-1',
  '\0',
  '{{ x }}',
  '<<: ',
  '1',
];

test('whatever is changed in an inventory, reading it does not crash and every place is in the file', (t) => {
  const edit = fc.tuple(fc.nat(valid.length), fc.nat(8), fc.constantFrom('', ...pieces));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const text = edits.reduce(
        (before, [at, removed, added]) => before.slice(0, at) + added + before.slice(at + removed),
        valid,
      );
      return areWithin(diagnosticsOf(read(text)), text);
    }),
    { numRuns: 1000 },
  );
  t.pass();
});
