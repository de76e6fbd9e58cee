import test from 'ava';

import { planesLeftOut, strangersOf, unseenWords } from '../../../src/app/assess/scope.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import type { LookedHost } from '../../../src/controls/collect.ts';
import type { Value } from '../../../src/domain/value.ts';

const host = (
  name: string,
  facts: readonly (readonly [string, Value])[] | null,
  more: Partial<LookedHost> = {},
): LookedHost => ({
  name,
  cluster: 'prod-a',
  controlPlane: name.startsWith('cp'),
  facts: facts === null ? null : new Map(facts),
  factsAt: facts === null ? null : 0,
  reached: true,
  blind: null,
  answers: new Map(),
  ...more,
});
const nodes = (...names: readonly string[]): readonly [string, Value] => [
  'cluster',
  new Map<string, Value>([['nodes', names]]),
];

test('nodes that the cluster names and the inventory lacks are found, each once', (t) => {
  const looked = {
    hosts: [
      host('cp-1', [nodes('cp-1', 'worker-1', 'worker-3')]),
      host('cp-2', [nodes('cp-1', 'worker-3')]),
      host('worker-1', []),
    ],
    notSelected: [],
  };
  t.deepEqual(strangersOf(looked), ['worker-3']);
});

test('neither a worker nor another control plane hides what a control plane told', (t) => {
  const looked = {
    hosts: [host('cp-1', [nodes('cp-1', 'rogue-1')]), host('cp-2', [nodes('cp-2')]), host('w-1', [nodes('w-1')])],
    notSelected: [],
  };
  t.deepEqual(strangersOf(looked), ['rogue-1']);
  t.deepEqual(unseenWords({ hosts: [host('w-1', [nodes('w-1')])], notSelected: [] }), [
    'no control plane said which nodes prod-a has',
  ]);
});

test('a node may have its own name, upper case, or be left out by -l', (t) => {
  const looked = {
    hosts: [
      host('cp-1', [nodes('ip-10-0-0-1', 'ip-10-0-0-2', 'worker-9'), ['nodename', 'IP-10-0-0-1']]),
      host('w', [['hostname', 'ip-10-0-0-2']]),
    ],
    notSelected: ['worker-9'],
  };
  t.deepEqual(strangersOf(looked), []);
});

test('no host stands for a second node by another of its names, and no two for one', (t) => {
  const hosts = [
    host('cp-1', [nodes('cp-1', 'w-1', 'rogue', 'ip-10-0-0-2', 'w-2')]),
    host('w-1', [
      ['nodename', 'w-1'],
      ['fqdn', 'rogue'],
    ]),
    host('w-2', [['nodename', 'ip-10-0-0-2']]),
  ];
  t.deepEqual(strangersOf({ hosts, notSelected: [] }), ['rogue', 'w-2']);
  const copied = [
    host('cp-1', [nodes('cp-1', 'w-1')]),
    ...['w-1', 'w-2'].map((one) => host(one, [['nodename', 'W-1']])),
  ];
  t.deepEqual(unseenWords({ hosts: copied, notSelected: [] }), ['w-1 and w-2 both say that they are w-1 of prod-a']);
});

test('that no control plane named its nodes, and that a host did not say what it is, is told', (t) => {
  const lost = host('cp-1', null, { reached: false, blind: 'not reached: no answer' });
  t.deepEqual(unseenWords({ hosts: [lost, host('worker-1', null)], notSelected: [] }), [
    'worker-1 did not say what it is',
    'no control plane said which nodes prod-a has',
  ]);
  t.deepEqual(unseenWords({ hosts: [host('cp-1', [nodes('cp-1')])], notSelected: [] }), []);
});

test('an answer that is no list of nodes is none', (t) => {
  const told = host('cp-1', [['cluster', new Map<string, Value>([['nodes', null]])]]);
  t.deepEqual(unseenWords({ hosts: [told], notSelected: [] }), ['no control plane said which nodes prod-a has']);
  t.deepEqual(strangersOf({ hosts: [told], notSelected: [] }), []);
});

test('control planes that -l leaves out keep the cluster that is written for them', (t) => {
  const text =
    'control_plane: { hosts: { cp-1: {}, cp-2: { cluster_name: b }, cp-3: { cluster_name: "{{ x }}" } } }\nworkers: { hosts: { w-1: {} } }\n';
  const read = parseInventory(['inv.yaml'], memoryFiles({ 'inv.yaml': text }), null);
  if (!read.ok) throw new Error(read.diagnostics.map(({ summary }) => summary).join());
  t.deepEqual(planesLeftOut(read.value, ['cp-2', 'cp-3', 'w-1']), [
    { name: 'cp-2', cluster: 'b' },
    { name: 'cp-3', cluster: null },
  ]);
});
