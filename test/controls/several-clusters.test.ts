import test from 'ava';

import type { RunEventBody } from '../../src/domain/event.ts';
import type { Value } from '../../src/domain/value.ts';
import { assessed, catalogueOf, resultsOf } from './support/assessed.ts';
import { run, started, task } from './support/events.ts';

const wanted = '{ task: all of it }';
const controls = ['BW-A'];
const catalogue = catalogueOf({
  'BW-A': `scope: cluster\ncheck: ${wanted}`,
  'BW-N': `check: ${wanted}`,
  'BW-M': 'scope: cluster\nmanual: a person looks',
});
const facts = (host: string, given: Readonly<Record<string, Value>>): RunEventBody => ({
  type: 'facts',
  host,
  facts: new Map(Object.entries(given)),
});
const nodes = (host: string, ...names: readonly string[]): RunEventBody =>
  facts(host, { cluster: new Map<string, Value>([['nodes', names]]) });
const asked = (host: string, more: Parameters<typeof task>[0] = {}): RunEventBody =>
  task({ host, module: 'assert', controls, ...more });
const told =
  'cp-[1-2] and cp-8 know no node in common, and the inventory has them as one cluster, a: give each cluster its cluster_name';
const hosts = ['cp-1', 'cp-2', 'cp-8', 'w-1'];
const mixed = [nodes('cp-1', 'cp-1', 'cp-2', 'w-1'), nodes('cp-2', 'CP-1', 'cp-2'), nodes('cp-8', 'cp-8')];

test('one control plane does not answer for two clusters that the inventory has as one', (t) => {
  const assessment = assessed(catalogue, run(started(hosts), ...mixed, asked('cp-1')));
  t.deepEqual(assessment.scope.missing, [told]);
  t.deepEqual(resultsOf(assessment, 'BW-A'), [`unknown a: ${told}`]);
});

test('what fails in one of them fails, and what a person judges is said to be a part', (t) => {
  const assessment = assessed(catalogue, run(started(hosts), ...mixed, asked('cp-1', { warnings: ['no'] })));
  t.deepEqual(resultsOf(assessment, 'BW-A'), ['fail a']);
  t.deepEqual(resultsOf(assessment, 'BW-M'), [`manual a: ${told}`]);
});

test('what is asked of each host is judged as ever', (t) => {
  const own = hosts.map((host) => asked(host, { controls: ['BW-N'] }));
  t.deepEqual(resultsOf(assessed(catalogue, run(started(hosts), ...mixed, ...own)), 'BW-N'), [
    'pass cp-1,cp-2,cp-8,w-1',
  ]);
});

test('with a cluster_name each, each cluster has an answer of its own', (t) => {
  const apart = ['cp-1', 'cp-2', 'b/cp-8', 'w-1'];
  const assessment = assessed(catalogue, run(started(apart), ...mixed, asked('cp-1'), asked('cp-8')));
  t.deepEqual(assessment.scope.missing, []);
  t.deepEqual(resultsOf(assessment, 'BW-A'), ['pass a,b']);
  t.deepEqual(resultsOf(assessed(catalogue, run(started(apart), ...mixed, asked('cp-1'))), 'BW-A'), [
    'pass a',
    'not-assessed b: nothing that was run looks at it',
  ]);
});

const oneCluster = test.macro({
  exec(t, lists: readonly RunEventBody[]) {
    const assessment = assessed(catalogue, run(started(hosts), ...lists, asked('cp-1')));
    t.deepEqual(assessment.scope.missing, []);
    t.deepEqual(resultsOf(assessment, 'BW-A'), ['pass a']);
  },
  title: (what) => `no second cluster: ${what ?? ''}`,
});

test('nodes have names of their own', oneCluster, [nodes('cp-1', 'ip-1', 'ip-2'), nodes('cp-8', 'ip-1', 'ip-2')]);
test('one knows of a node that another does not know yet', oneCluster, [
  nodes('cp-1', 'cp-1'),
  nodes('cp-8', 'cp-8', 'cp-2'),
  nodes('cp-2', 'cp-2', 'cp-1', 'cp-8'),
]);
test('one named no nodes', oneCluster, [nodes('cp-1', 'cp-1'), nodes('cp-8'), facts('cp-2', {})]);
test('a worker has no say', oneCluster, [nodes('cp-1', 'cp-1'), nodes('w-1', 'w-1')]);
