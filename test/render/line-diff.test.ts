import test from 'ava';
import fc from 'fast-check';

import { diffLines } from '../../src/render/line-diff.ts';
import { unifiedDiff } from '../../src/render/unified-diff.ts';

const texts = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', 'last')).map((lines) => lines.join(''));

test('both sides can be read back from a comparison', (t) => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const lines = diffLines(before, after);
      t.is(
        lines
          .filter(({ kind }) => kind !== 'added')
          .map(({ text }) => text)
          .join(''),
        before,
      );
      t.is(
        lines
          .filter(({ kind }) => kind !== 'removed')
          .map(({ text }) => text)
          .join(''),
        after,
      );
    }),
  );
});

test('equal texts have no hunk', (t) => {
  fc.assert(fc.property(texts, (text) => t.deepEqual(unifiedDiff(text, text), [])));
});

test('a new file is one hunk', (t) => {
  t.deepEqual(unifiedDiff('', 'a\nb\n'), ['@@ -0,0 +1,2 @@', '+a', '+b']);
});

test('a missing line feed at the end is said', (t) => {
  t.deepEqual(unifiedDiff('a', 'a\n'), ['@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+a']);
});

test('changes far apart are hunks of their own, with three lines around them', (t) => {
  const lines = Array.from({ length: 20 }, (_, index) => `${index}\n`);
  const changed = lines.with(2, 'x\n').with(17, 'y\n');
  t.deepEqual(
    unifiedDiff(lines.join(''), changed.join('')).filter((line) => line.startsWith('@@')),
    ['@@ -1,6 +1,6 @@', '@@ -15,6 +15,6 @@'],
  );
});

test('two large texts that have nothing in common are compared in no time', (t) => {
  const text = (prefix: string): string => Array.from({ length: 20_000 }, (_, index) => `${prefix}${index}\n`).join('');
  t.is(diffLines(text('a'), text('b')).length, 40_000);
});
