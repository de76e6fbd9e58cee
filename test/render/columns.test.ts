import test from 'ava';
import fc from 'fast-check';

import { cells, clip, spread, wrap } from '../../src/render/columns.ts';

test('wide characters take two cells', (t) => {
  t.is(cells('日本'), 4);
  t.is(cells('e\u0301'), 1);
  t.is(cells(''), 0);
});

test('no part of a wrapped line is too wide, and no word is lost', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z日]{1,30}$/)),
      fc.integer({ min: 10, max: 60 }),
      fc.integer({ min: 0, max: 8 }),
      (words, width, hang) => {
        const lines = wrap(words.join(' '), width, hang);
        t.true(lines.every((line) => cells(line) <= width));
        t.is(lines.join('').replaceAll(' ', ''), words.join(''));
      },
    ),
  );
});

test('what does not fit beside goes below', (t) => {
  t.deepEqual(spread('left', 'right', 20), ['left           right']);
  t.deepEqual(spread('a long text', 'right', 14), ['a long   right', '  text']);
});

test('a clipped text ends in dots', (t) => {
  t.is(clip('abcdefgh', 6), 'abc...');
  t.is(clip('abc', 6), 'abc');
});

test('a number and its unit stay together', (t) => {
  t.deepEqual(wrap('nothing was changed. 0.3 s', 24, 2), ['nothing was changed.', '  0.3 s']);
  t.deepEqual(wrap('it took 2 min 15 s', 16, 2), ['it took', '  2 min 15 s']);
  t.deepEqual(wrap('a rebuilt host: bulwark hostkeys scan cp-3', 30, 2), [
    'a rebuilt host:',
    '  bulwark hostkeys scan cp-3',
  ]);
  t.deepEqual(wrap('look with `ssh-keygen -lf KEY` there', 26, 2), ['look with', '  `ssh-keygen -lf KEY`', '  there']);
  t.deepEqual(wrap('`a b c d e`', 6, 0), ['`a b c', 'd e`']);
  t.deepEqual(wrap('on 2 hosts', 8, 2), ['on 2', '  hosts']);
});
