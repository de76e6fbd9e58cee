import { execFileSync } from 'node:child_process';

import test from 'ava';
import fc from 'fast-check';

import { typedWords } from '../../src/domain/typed-words.ts';

test('plain words and node sets stay as they are', (t) => {
  t.is(typedWords([]), '');
  t.is(typedWords(['bulwark', 'apply', '-l', 'cp-[1-3],worker-1', 'a=b']), 'bulwark apply -l cp-[1-3],worker-1 a=b');
  t.is(typedWords(['', "it's", '$HOME', 'a b', 'ü']), String.raw`'' 'it'\''s' '$HOME' 'a b' 'ü'`);
});

test('a shell reads back the words that were shown', (t) => {
  const read = (typed: string): string =>
    execFileSync('sh', ['-c', `printf '%s\\0' ${typed}`], { cwd: '/' }).toString();
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: 'binary' }).filter((word) => !word.includes('\0')),
        { minLength: 1 },
      ),
      (words) => read(typedWords(words)) === words.map((word) => `${word}\0`).join(''),
    ),
    { numRuns: 50 },
  );
  t.pass();
});
