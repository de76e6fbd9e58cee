import { spawnSync } from 'node:child_process';
import test from 'ava';
import fc from 'fast-check';
import { Secret } from '../../src/domain/secret.ts';
import { shownText, wireText } from '../../src/domain/shell-command.ts';
import { joinCommands, sh } from '../../src/shell/sh.ts';

const SHELLS: readonly (readonly [string, ...string[]])[] = [['dash'], ['busybox', 'sh'], ['bash']];

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      "'",
      '"',
      '\\',
      '$',
      '`',
      '\n',
      '\r',
      ' ',
      '*',
      '~',
      '!',
      '#',
      '-',
      ';',
      '\u{81}',
      '\u{88}',
      'с',
      '😀',
      '\u001b',
    ),
  }),
  fc.constantFrom('', '-n', '--', '-e', "'", "''", '\n', '$(id)', '`id`', '\\', "\\'", '~', '*'),
);
const words = fc.array(
  hostile.filter((word) => !word.includes('\0') && word.isWellFormed()),
  { minLength: 1, maxLength: 40 },
);

function echoed([file, ...args]: readonly [string, ...string[]], script: string): readonly string[] {
  const { stdout, error } = spawnSync(file, [...args, '-c', script], { env: {} });
  if (error !== undefined)
    throw new Error(`${file} does not start (${error.message}); the tests need: apt-get install dash busybox bash`);
  return stdout.toString().split('\0').slice(0, -1);
}

for (const shell of SHELLS) {
  test(`words of any text come through ${shell.join(' ')} unchanged`, (t) => {
    fc.assert(
      fc.property(words, (list) => t.deepEqual(echoed(shell, wireText(sh`printf '%s\0' ${list}`)), list)),
      { numRuns: 150 },
    );
  });

  test(`secrets come through ${shell.join(' ')} unchanged`, (t) => {
    fc.assert(
      fc.property(words, (list) =>
        t.deepEqual(echoed(shell, wireText(sh`printf '%s\0' ${list.map((word) => new Secret(word))}`)), list),
      ),
      { numRuns: 30 },
    );
  });
}

const shows = test.macro({
  exec: (t, command: ReturnType<typeof sh>, expected: string) => t.is(shownText(command), expected),
  title: (title) => `a command is written as meant: ${title}`,
});
test('a number is a word', shows, sh`sleep ${5}`, "sleep '5'");
test('zero is a word', shows, sh`exit ${0}`, "exit '0'");
test('an empty string is a word', shows, sh`test -z ${''}`, "test -z ''");
test('an empty list is nothing', shows, sh`true ${[]}`, 'true ');
test(
  'a command is spliced in raw',
  shows,
  sh`if ${sh`test -e ${'/a b'}`}; then :; fi`,
  "if test -e '/a b'; then :; fi",
);
test('a list may mix words and commands', shows, sh`${['a', sh`"$x"`, 3]}`, `'a' "$x" '3'`);
test('a secret is not shown', shows, sh`printf %s ${new Secret("pa'ss")}`, 'printf %s ‹secret›');
test('backslashes of the template stay', shows, sh`printf 'a\nb'`, String.raw`printf 'a\nb'`);
test('commands are joined', shows, joinCommands([sh`a`, sh`b ${'c'}`], sh` && `), "a && b 'c'");
test('no commands join to nothing', shows, joinCommands([], sh`; `), '');

test('a NUL is refused, in words and in secrets', (t) => {
  t.throws(() => sh`echo ${'a\0b'}`, { message: /NUL/ });
  t.throws(() => sh`echo ${new Secret('a\0b')}`, { message: /NUL/ });
});
