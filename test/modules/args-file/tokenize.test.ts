import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';
import fc from 'fast-check';

import { RefusedError } from '../../../src/modules/args-file/refusal.ts';
import { tokenizeArgs } from '../../../src/modules/args-file/tokenize.ts';

const wordsOf = (text: string | Uint8Array): readonly string[] =>
  tokenizeArgs(Buffer.from(text)).words.map((word) => word.text);

const reads = test.macro({
  exec: (t, text: string, expected: readonly string[]) => t.deepEqual(wordsOf(text), expected),
  title: (_, text) => `reads ${JSON.stringify(text)}`,
});

test(reads, '', []);
test(reads, '\n\n', []);
test(reads, '--k=v', ['--k=v']);
test(reads, '--k="v"\n', ['--k=v']);
test(reads, "--k='v w'\n", ['--k=v w']);
test(reads, '--k=a"b c"d', ['--k=ab cd']);
test(reads, '--k', ['--k']);
test(reads, '--k v -v=4', ['--k', 'v', '-v=4']);
test(reads, '--k=\n--l=""', ['--k=', '--l=']);
test(reads, '--k=0', ['--k=0']);
test(reads, '--a=1 --b=2\\\n --c=3\n\n', ['--a=1', '--b=2', '--c=3']);
test(reads, '--a=x\\\ny', ['--a=xy']);
test(reads, '--a=x\\ y', ['--a=x y']);
test(reads, '--a="\\$x \\q \\\\"', ['--a=$x \\q \\']);
test(reads, "--a='$(reboot) `x` *'", ['--a=$(reboot) `x` *']);
test(reads, '--eviction-hard="memory.available<100Mi,x<1%"', ['--eviction-hard=memory.available<100Mi,x<1%']);
test(reads, '--a=größe😀', ['--a=größe😀']);
test(reads, '--a=x#y:~', ['--a=x#y:~']);
test(reads, '# only\n  # two', []);

const refuses = test.macro({
  exec: (t, text: string | Uint8Array, where: string) => {
    const error = t.throws(() => wordsOf(text), { instanceOf: RefusedError });
    t.is(`${error?.refusal.line}:${error?.refusal.column}`, where);
  },
  title: (_, text, where) => `refuses ${JSON.stringify(String(text))} at ${String(where)}`,
});

for (const character of '*?[]{}$`<>;|&()')
  test(`refuses an unquoted ${character}`, refuses.exec, `--a=1\n--b=x${character}y`, '2:6');
test(refuses, '--a="$HOME"', '1:6');
test(refuses, '--ä=1 --b="x `id`"', '1:14');
test(refuses, '[0]=--anonymous-auth=true', '1:1');
test(refuses, '--a ~/x', '1:5');
test(refuses, "--a=1\n--b='x\n--c=2", '2:5');
test(refuses, '--a="x', '1:5');
test(refuses, '--a=1 \\\n', '1:7');
test(refuses, '--a=1\r\n', '1:6');
test(refuses, '--a=\0', '1:5');
test(refuses, '--a=\x1b', '1:5');
test(refuses, Buffer.from([0x2d, 0x2d, 0x61, 0x3d, 0xff]), '1:5');
test(refuses, Buffer.from([0x61, 0x0a, 0xc3, 0x28]), '2:1');

test('tells whole-line comments from trailing ones', (t) => {
  const { comments } = tokenizeArgs(Buffer.from('# top\n--a=1 # why\n  # below \n--b=x#no\n'));
  t.deepEqual(comments, [
    { text: '# top', trailing: false },
    { text: '# why', trailing: true },
    { text: '# below', trailing: false },
  ]);
});

const atoms = [
  '--a=',
  '--b',
  '-v',
  ' ',
  '\n',
  '\t',
  '"',
  "'",
  '\\',
  '\\\n',
  '#',
  'x',
  'é',
  '😀',
  '=',
  '~',
  '!',
  ',',
  '^',
  '%',
  '@',
  '+',
  ':',
  '/',
  '$',
  '`',
  '*',
  '[',
  '{',
  '(',
  ';',
  '0',
  '""',
];
const argsText = fc.array(fc.constantFrom(...atoms), { maxLength: 16 }).map((parts) => parts.join(''));

/** The argv of every text as the snap's wrapper makes it, in one bash; `null` where bash failed. */
function bashReads(texts: readonly string[]): readonly (readonly string[] | null)[] {
  const folder = mkdtempSync(join(tmpdir(), 'bulwark-args-'));
  try {
    texts.forEach((text, index) => writeFileSync(join(folder, String(index)), text));
    const script =
      'for i in $(seq 0 $2); do printf "\\1"; (declare -a file_args="($(cat "$1/$i"))"; printf "%s" "${#file_args[@]}"; for a in "${file_args[@]}"; do printf "\\2%s" "$a"; done); done';
    const said = execFileSync('bash', ['-c', script, 'bash', folder, String(texts.length - 1)], {
      stdio: ['ignore', 'pipe', 'ignore'],
      cwd: folder,
    }).toString();
    return said
      .split('\u0001')
      .slice(1)
      .map((part) => (part === '' ? null : part.split('\u0002').slice(1)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('reads every accepted file as bash does', (t) => {
  const accepted = fc.sample(argsText, 3000).flatMap((text) => {
    try {
      return [{ text, words: wordsOf(text) }];
    } catch {
      return [];
    }
  });
  t.true(accepted.length > 300);
  const bash = bashReads(accepted.map(({ text }) => text));
  accepted.forEach(({ text, words }, index) => t.deepEqual(bash[index], words, JSON.stringify(text)));
});
