import test from 'ava';
import fc from 'fast-check';

import { hostText } from '../../src/render/host-text.ts';

test('control sequences are escaped', (t) => {
  t.deepEqual(hostText('\x1b[2J\x1b]0;title\x07red\x1b[31m\u009b5m\u202eabc'), [
    '\\x1b[2J\\x1b]0;title\\x07red\\x1b[31m\\x9b5m\\u202eabc',
  ]);
});

test('a carriage return cannot write over what stands there', (t) => {
  t.deepEqual(hostText('failed\rok'), ['failed\\x0dok']);
});

test('three lines are shown and the rest is counted', (t) => {
  t.deepEqual(hostText(['a\nb\n\n', 'c', 'd', 'e']), ['a', 'b', 'c (and 2 more lines)']);
});

test('a line of 10 kB is clipped', (t) => {
  const [line = ''] = hostText('x'.repeat(10_000));
  t.true(line.length < 250);
  t.true(line.endsWith('...'));
});

test('empty and blank words give no line', (t) => {
  t.deepEqual(hostText(['', ' ', '\n']), []);
});

test('whatever a host prints, no control character reaches the terminal', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (said) => {
      // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
      t.false(hostText(said).some((line) => /[\x00-\x1f\x7f-\x9f]|\p{Surrogate}/u.test(line)));
      t.true(hostText(said).length <= 3);
    }),
  );
});
