import test from 'ava';

import { strangersOf, unseenWords } from '../../../src/app/assess/scope.ts';
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
