import test from 'ava';

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
  ['2001:db8::1', odd, ['2001:db8::1']],
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

test('an unknown name is shown at its place in the pattern', (t) => {
  const locate = (offset: number, length: number) => ({
    file: 'p.yaml',
    start: { line: 1, column: offset + 1 },
    end: { line: 1, column: offset + length + 1 },
  });
  const [first] = diagnosticsOf(selectHosts('workers, !nope', inventory, { subject: 'hosts:', locate }));
  t.deepEqual([first?.range?.start.column, first?.range?.end.column], [11, 15]);
});

function read(text: string): Inventory {
  const parsed = parseInventory(['hosts.yaml'], memoryFiles({ 'hosts.yaml': text }), null);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics));
  return parsed.value;
}
