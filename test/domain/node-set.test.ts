import test from 'ava';
import fc from 'fast-check';

import { expandNodes, foldNodes } from '../../src/domain/node-set.ts';

const folds: readonly (readonly [names: readonly string[], folded: string])[] = [
  [[], ''],
  [['cp-1'], 'cp-1'],
  [['cp-1', 'cp-2', 'cp-3', 'worker-1', 'worker-2'], 'cp-[1-3],worker-[1-2]'],
  [['worker-2', 'cp-3', 'cp-1', 'worker-1', 'cp-2', 'cp-1'], 'cp-[1-3],worker-[1-2]'],
  [['cp-1', 'cp-3', 'cp-4'], 'cp-1,cp-[3-4]'],
  [['n9', 'n10', 'n11'], 'n[9-11]'],
  [['n09', 'n10', 'n11'], 'n[09-11]'],
  [['n1', 'n01', 'n2', 'n02'], 'n[1-2],n[01-02]'],
  [['n99', 'n100'], 'n[99-100]'],
  [['n099', 'n100'], 'n[099-100]'],
  [['n09', 'n9', 'n10'], 'n9,n[09-10]'],
  [['n0', 'n1'], 'n[0-1]'],
  [['cp1.dc2.example', 'cp2.dc2.example'], 'cp[1-2].dc2.example'],
  [['r1n1', 'r1n2', 'r2n1'], 'r1n[1-2],r2n1'],
  [['10.0.0.9', '10.0.0.10', '10.0.1.1'], '10.0.0.[9-10],10.0.1.1'],
  [['bastion', 'größe-1', 'größe-2'], 'bastion,größe-[1-2]'],
  [['1', '2'], '[1-2]'],
];

for (const [names, folded] of folds) {
  test(`[${names.join(', ')}] folds to \`${folded}\` and back`, (t) => {
    t.is(foldNodes(names), folded);
    const expanded = expandNodes(folded);
    t.deepEqual(expanded.ok ? expanded.value.toSorted() : expanded, [...new Set(names)].toSorted());
  });
}

for (const wrong of [
  'a[1-',
  'a[3-1]',
  'a[1-2]b[1-2]',
  'a[]',
  'a[x-y]',
  'a[1,2]',
  'a[01-100]',
  'a[0-999999999]',
  ',',
  'a,,b',
  'a]',
]) {
  test(`\`${wrong}\` is no set of nodes`, (t) => {
    t.false(expandNodes(wrong).ok);
  });
}

const digits = fc.oneof(
  fc.nat(120).map(String),
  fc.nat(120).map((number) => String(number).padStart(3, '0')),
  fc.constant(''),
);
const name = fc
  .tuple(fc.constantFrom('cp-', 'w', '', '10.0.0.', 'a1b'), digits, fc.constantFrom('', '.lab', '-x', '.dc2'))
  .map((parts) => parts.join(''))
  .filter((text) => text !== '');

test('unfolding gives every name exactly once, and the order of the input does not show', (t) => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 40 }), (names) => {
      const folded = foldNodes(names);
      const expanded = expandNodes(folded);
      return (
        expanded.ok &&
        JSON.stringify(expanded.value.toSorted()) === JSON.stringify([...new Set(names)].toSorted()) &&
        foldNodes(names.toReversed()) === folded
      );
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

test('5 and 500 equal hosts fold to one term', (t) => {
  t.is(foldNodes(Array.from({ length: 500 }, (_, index) => `w-${index + 1}`)), 'w-[1-500]');
});
