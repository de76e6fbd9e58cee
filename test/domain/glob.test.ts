import test from 'ava';
import { globTest } from '../../src/domain/glob.ts';

const texts = ['', 'cp-1', 'cp-2', 'cp-10', 'CP-1', 'cp-[1]', 'ü-1', '🦊-1', 'a\nb'];

const means = test.macro<[string, readonly string[]]>({
  title: (_, glob) => `the glob ${JSON.stringify(glob)}`,
  exec: (t, glob, expected) => t.deepEqual(texts.filter(globTest(glob)), expected),
});
test(means, '', ['']);
test(means, '*', texts);
test(means, 'cp-1', ['cp-1']);
test(means, 'cp-?', ['cp-1', 'cp-2']);
test(means, '?-1', ['ü-1', '🦊-1']);
test(means, 'a?b', ['a\nb']);
test(means, 'cp-[1-9]', ['cp-1', 'cp-2']);
test(means, 'cp-[!1]', ['cp-2']);
test(means, 'cp-[[]1]', ['cp-[1]']);
test(means, 'cp-[!]1]', ['cp-2']);
test(means, 'cp-[1', []);
test(means, '*-*-*', []);
test(means, '.*', []);

test('many stars do not take for ever', (t) => {
  t.false(globTest(`${'*a'.repeat(40)}b`)('a'.repeat(2000)));
});
