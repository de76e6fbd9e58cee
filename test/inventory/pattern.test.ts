import test from 'ava';
import fc from 'fast-check';

import type { Inventory } from '../../src/domain/inventory.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { limitHosts, selectHosts } from '../../src/playbook/host-patterns.ts';
import { diagnosticsOf, told } from '../support/diagnostics.ts';
import { memoryFiles } from '../support/memory-files.ts';

const inventory = read(`all:
  children:
    control_plane: { hosts: { cp-1: , cp-2: , cp-3: } }
    workers: { hosts: { worker-1: , worker-2: } }
    empty:
`);
const odd = read('all: { hosts: { "2001:db8::1": , "::1": , 10.0.0.1: , n01: , n02: , n10: } }');

const selections: readonly (readonly [pattern: string, inventory: Inventory, hosts: readonly string[]])[] = [
  ['cp-[1-3],worker-[1-2]', inventory, ['cp-1', 'cp-2', 'cp-3', 'worker-1', 'worker-2']],
  ['all,!cp-[2-3]', inventory, ['cp-1', 'worker-1', 'worker-2']],
  ['workers[0-1]', inventory, ['worker-1', 'worker-2']],
  ['n[01-02]', odd, ['n01', 'n02']],
  ['empty', inventory, []],
  ['workers:!workers', inventory, []],
  ['all:!localhost', inventory, ['cp-1', 'cp-2', 'cp-3', 'worker-1', 'worker-2']],
  ['workers,&localhost', inventory, []],
  ['~(?i)CP-[12]', inventory, ['cp-1', 'cp-2']],
  ['~(?P<role>cp)-3', inventory, ['cp-3']],
  ['2001:db8::1', odd, ['2001:db8::1']],
  ['2001:db8::*,n0?', odd, ['2001:db8::1', 'n01', 'n02']],
  ['::1,10.0.0.1', odd, ['::1', '10.0.0.1']],
  ['n01:n02', odd, ['n01', 'n02']],
  [' workers : &all ', inventory, ['worker-1', 'worker-2']],
];

for (const [pattern, from, hosts] of selections) {
  test(`\`${pattern}\` selects [${hosts.join(', ')}]`, (t) => {
    const selected = selectHosts(pattern, from);
    t.deepEqual(selected.ok ? selected.value : selected.diagnostics, hosts);
  });
}

const mistakes: readonly (readonly [pattern: string, told: readonly string[], summary: string])[] = [
  ['', ['- empty-host-pattern'], '-l names no host'],
  [' , ', ['- empty-host-pattern'], '-l names no host'],
  [
    'worker-9',
    ['- unknown-host-pattern'],
    '-l worker-9 matches no host. Near: worker-1, worker-2, workers (all: 5 hosts)',
  ],
  ['zzz', ['- unknown-host-pattern'], '-l zzz matches no host. (all: 5 hosts)'],
  [
    'all,!worker-9',
    ['- unknown-host-pattern'],
    '-l worker-9 matches no host. Near: worker-1, worker-2, workers (all: 5 hosts)',
  ],
  ['all,&db*,x?', ['- unknown-host-pattern', '- unknown-host-pattern'], '-l x? matches no host. Near: cp-1'],
  ['cp-[3-5]', ['- unknown-host-pattern'], '-l cp-4 and 1 more matches no host. Near: cp-1, cp-2, cp-3 (all: 5 hosts)'],
  ['workers[2]', ['- host-pattern'], '-l `workers[2]` is beyond the last: there are 2 hosts'],
  ['~(', ['- host-pattern'], '-l `~(` is not a regular expression: a parenthesis that is never closed at character 1'],
  ['größe', ['- unknown-host-pattern'], '-l größe matches no host. (all: 5 hosts)'],
];

for (const [pattern, expected, summary] of mistakes) {
  test(`\`-l '${pattern}'\` is an error that says why`, (t) => {
    const limited = limitHosts(pattern, ['cp-1'], inventory);
    t.deepEqual(told(limited), expected);
    if (!summary.includes('x?')) t.is(diagnosticsOf(limited)[0]?.summary, summary);
  });
}

test('a limit only filters, in the order of the play', (t) => {
  const limited = limitHosts('cp-1,worker-1,cp-3', ['cp-3', 'cp-1'], inventory);
  t.deepEqual(limited.ok && limited.value, ['cp-3', 'cp-1']);
});

test('a limit may leave nothing of a play', (t) => {
  const limited = limitHosts('workers', ['cp-1'], inventory);
  t.deepEqual(limited.ok && limited.value, []);
});

const hintOf = (pattern: string): string | undefined => diagnosticsOf(limitHosts(pattern, [], inventory))[0]?.hint;

test('habits of Ansible that are mistakes here get a hint', (t) => {
  t.is(hintOf('localhost'), 'add it to the inventory, with ansible_connection: local');
  t.regex(diagnosticsOf(selectHosts('@x', inventory))[0]?.hint ?? '', /is for -l/);
  t.is(hintOf('nope'), undefined);
});

test('an unknown name is shown at its place in the pattern', (t) => {
  const locate = (offset: number, length: number) => ({
    file: 'p.yaml',
    start: { line: 1, column: offset + 1 },
    end: { line: 1, column: offset + length + 1 },
  });
  const [first] = diagnosticsOf(selectHosts('workers, !nope', inventory, { subject: 'hosts:', locate }));
  t.deepEqual([first?.range?.start.column, first?.range?.end.column], [11, 15]);
});

const long = read(`all: { hosts: { ${'x'.repeat(60)}: , ${'a'.repeat(60)}b: } }`);

for (const pattern of [
  `~(x+x+)+y`,
  `~(a|a)*$`,
  `${'*a'.repeat(40)}c`,
  '['.repeat(2000),
  `~${'('.repeat(2000)}`,
  'x:'.repeat(2000),
]) {
  test(`the pattern ${pattern.slice(0, 20)} ends soon`, (t) => {
    const start = process.threadCpuUsage?.().user ?? 0;
    t.notThrows(() => selectHosts(pattern, long));
    t.true((process.threadCpuUsage?.().user ?? 0) - start < 5_000_000);
  });
}

test('whatever stands in a pattern, it selects hosts or is told at a place within it', (t) => {
  const piece = fc.constantFrom(
    'cp-1',
    'workers',
    'all',
    '*',
    '?',
    '[',
    ']',
    '[0]',
    '[1:]',
    '[-1]',
    '!',
    '&',
    ',',
    ':',
    '~',
    '(',
    ')',
    '@',
    ' ',
    '\\',
    '::',
    '-',
    '😀',
    '__proto__',
  );
  const locate = (offset: number, length: number) => ({
    file: 'p.yaml',
    start: { line: 1, column: offset + 1 },
    end: { line: 1, column: offset + length + 1 },
  });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (parts) => {
      const pattern = parts.join('');
      const selected = selectHosts(pattern, inventory, { subject: 'hosts:', locate });
      if (selected.ok) return selected.value.every((host) => inventory.hosts.has(host));
      return selected.diagnostics.every(({ range }) => range !== undefined && range.end.column <= pattern.length + 1);
    }),
    { numRuns: 3000 },
  );
  t.pass();
});

function read(text: string): Inventory {
  const parsed = parseInventory(['hosts.yaml'], memoryFiles({ 'hosts.yaml': text }), null);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics));
  return parsed.value;
}
