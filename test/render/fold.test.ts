import test from 'ava';
import fc from 'fast-check';

import type { Block } from '../../src/render/blocks.ts';
import { foldEqual, foldPlans } from '../../src/render/fold.ts';
import type { HostPlan } from '../../src/render/fold.ts';
import { sectionText } from '../../src/render/section-text.ts';

const block = (target: string, values: Readonly<Record<string, string>> = {}): Block => ({
  key: target,
  sign: '~',
  target,
  delegatedTo: null,
  note: '',
  remarks: [],
  changes: 1,
  texts: [],
  entries: Object.entries(values).map(([name, after]) => ({ name, before: 'unset', after })),
});

const anyBlocks = fc
  .uniqueArray(
    fc.record({
      target: fc.constantFrom('kubelet', 'kube-apiserver', '/etc/a'),
      values: fc.dictionary(fc.constantFrom('--a', '--b', '--c', '--d'), fc.constantFrom('1', '2')),
    }),
    { selector: ({ target }) => target },
  )
  .map((blocks) => blocks.map(({ target, values }) => block(target, values)));
const anyPlans = fc.uniqueArray(fc.record({ host: fc.stringMatching(/^(?:cp|w)-[0-9]{1,2}$/), blocks: anyBlocks }), {
  selector: ({ host }) => host,
  maxLength: 12,
});

const lines = (plans: readonly HostPlan[]): readonly string[] =>
  foldPlans(plans).flatMap((section) => sectionText(section, { width: 80, diff: false, fleet: plans.length }));

/** What the sections say of each host, as sorted lines. */
const unfolded = (plans: readonly HostPlan[]): readonly string[] =>
  foldPlans(plans)
    .flatMap((section) =>
      section.blocks.flatMap((folded) => [
        ...section.hosts.map((host) => `${host} ${folded.block.key}`),
        ...folded.entries.flatMap(({ value, hosts }) =>
          hosts.map((host) => `${host} ${folded.block.key} ${value.name}=${value.after}`),
        ),
      ]),
    )
    .toSorted();

const written = (plans: readonly HostPlan[]): readonly string[] =>
  plans
    .flatMap(({ host, blocks }) =>
      blocks.flatMap(({ key, entries }) => [
        `${host} ${key}`,
        ...entries.map(({ name, after }) => `${host} ${key} ${name}=${after}`),
      ]),
    )
    .toSorted();

test('unfolding gives every change of every host exactly once', (t) => {
  fc.assert(fc.property(anyPlans, (plans) => t.deepEqual(unfolded(plans), written(plans))));
});

test('the order of the hosts in the input does not show', (t) => {
  fc.assert(fc.property(anyPlans, (plans) => t.deepEqual(lines(plans), lines(plans.toReversed()))));
});

test('5 and 500 equal hosts print the same number of lines', (t) => {
  const fleet = (size: number): readonly HostPlan[] =>
    Array.from({ length: size }, (_, index) => ({
      host: `cp-${index + 1}`,
      blocks: [block('kubelet', { '--a': '1', '--b': '2' }), block('/etc/a')],
    }));
  t.is(lines(fleet(5)).length, lines(fleet(500)).length);
});

test('a host that differs in one line stays in the fold, and the line says so', (t) => {
  const values = { '--a': '1', '--b': '2', '--c': '3', '--d': '4' };
  const { '--d': _, ...fewer } = values;
  const [section, ...others] = foldPlans([
    { host: 'cp-1', blocks: [block('k', values)] },
    { host: 'cp-2', blocks: [block('k', fewer)] },
    { host: 'cp-3', blocks: [block('k', values)] },
  ]);
  t.deepEqual(others, []);
  t.deepEqual(
    section?.blocks[0]?.entries.map(({ hosts }) => hosts.length),
    [3, 3, 3, 2],
  );
});

test('a host with more than a third of its lines unlike the others leaves the fold', (t) => {
  const odd = block('k', { '--a': '9', '--b': '9', '--c': '3' });
  const usual = block('k', { '--a': '1', '--b': '2', '--c': '3' });
  const sections = foldPlans([
    { host: 'cp-1', blocks: [usual] },
    { host: 'cp-2', blocks: [odd] },
    { host: 'cp-3', blocks: [usual] },
  ]);
  t.deepEqual(
    sections.map(({ hosts }) => hosts),
    [['cp-1', 'cp-3'], ['cp-2']],
  );
});

test('equal values are said once, most hosts first', (t) => {
  const items = [
    { host: 'b', value: 'x' },
    { host: 'c', value: 'y' },
    { host: 'a', value: 'y' },
  ];
  t.deepEqual(
    foldEqual(items, (value) => value),
    [
      { value: 'y', hosts: ['a', 'c'] },
      { value: 'x', hosts: ['b'] },
    ],
  );
});
