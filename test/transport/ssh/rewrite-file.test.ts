import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';

import test from 'ava';

import { append } from '../../../src/transport/ssh/known-hosts-files.ts';
import { rewriteFile } from '../../../src/transport/ssh/rewrite-file.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const modules = new URL('../../../src/transport/ssh/', import.meta.url).href;

/** A process that runs this text with `append`, `rewriteFile` and `file`. */
function otherProcess(text: string, file: string): Promise<number | null> {
  const script = `import { append } from '${modules}known-hosts-files.ts';
    import { rewriteFile } from '${modules}rewrite-file.ts';
    const file = ${JSON.stringify(file)};
    ${text}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  return new Promise((resolve) => child.once('close', resolve));
}

test('a file is replaced with its mode and owner, and nothing else stays behind', (t) => {
  const folder = tempFolder(t);
  const file = `${folder}/known_hosts`;
  writeFileSync(file, 'a\nb\xff\n', 'latin1');
  chmodSync(file, 0o640);
  if (process.getuid?.() === 0) chownSync(file, 1234, 1235);
  const before = statSync(file);
  rewriteFile(file, (text) => text.replace('a\n', ''));
  t.is(readFileSync(file, 'latin1'), 'b\xff\n');
  const after = statSync(file);
  t.deepEqual([after.mode, after.uid, after.gid], [before.mode, before.uid, before.gid]);
  t.deepEqual(readdirSync(folder), ['known_hosts']);
});

test('a file that need not change keeps its inode; one that is not there stays so', (t) => {
  const folder = tempFolder(t);
  writeFileSync(`${folder}/same`, 'x');
  const { ino } = statSync(`${folder}/same`);
  rewriteFile(`${folder}/same`, (text) => text);
  rewriteFile(`${folder}/absent`, () => 'x');
  t.is(statSync(`${folder}/same`).ino, ino);
  t.deepEqual(readdirSync(folder), ['same']);
});

test('a link stays a link, and what it points to is replaced', (t) => {
  const folder = tempFolder(t);
  writeFileSync(`${folder}/real`, 'old');
  symlinkSync('real', `${folder}/link`);
  rewriteFile(`${folder}/link`, () => 'new');
  t.true(lstatSync(`${folder}/link`).isSymbolicLink());
  t.is(readFileSync(`${folder}/real`, 'utf8'), 'new');
});

test('an error in between leaves the file and no other', (t) => {
  const folder = tempFolder(t);
  writeFileSync(`${folder}/file`, 'old');
  t.throws(() =>
    rewriteFile(`${folder}/file`, () => {
      throw new Error('stop');
    }),
  );
  t.is(readFileSync(`${folder}/file`, 'utf8'), 'old');
  t.deepEqual(readdirSync(folder), ['file']);
});

test('what somebody appends while the text is being made is not lost', (t) => {
  const file = `${tempFolder(t)}/file`;
  writeFileSync(file, 'a\nb\n');
  rewriteFile(file, (text) => {
    append(file, 'late\n');
    return text.replace('a\n', '');
  });
  t.is(readFileSync(file, 'utf8'), 'b\nlate\n');
});

test('the new file of a rewriter that died long ago is no lock', (t) => {
  const file = `${tempFolder(t)}/file`;
  writeFileSync(file, 'old');
  writeFileSync(`${file}.bulwark-new`, 'half');
  utimesSync(`${file}.bulwark-new`, 0, 0);
  rewriteFile(file, () => 'new');
  t.is(readFileSync(file, 'utf8'), 'new');
  t.false(existsSync(`${file}.bulwark-new`));
});

test('processes that add and take out side by side lose no line and bring none back', async (t) => {
  const file = `${tempFolder(t)}/file`;
  const gone = Array.from({ length: 60 }, (_, index) => `gone-${index}\n`);
  writeFileSync(file, ['stays\n', ...gone].join(''));
  const adds = (name: string) => `for (let i = 0; i < 150; i += 1) append(file, '${name}-' + i + '\\n');`;
  const takes = (from: number) =>
    `for (let i = ${from}; i < 60; i += 2) rewriteFile(file, (text) => text.replace('gone-' + i + '\\n', ''));`;
  const ends = await Promise.all([adds('x'), adds('y'), takes(0), takes(1)].map((text) => otherProcess(text, file)));
  t.deepEqual(ends, [0, 0, 0, 0]);
  const lines = new Set(readFileSync(file, 'utf8').split('\n'));
  const missing = ['x', 'y']
    .flatMap((name) => Array.from({ length: 150 }, (_, index) => `${name}-${index}`))
    .filter((line) => !lines.has(line));
  t.deepEqual(missing, []);
  t.deepEqual(
    [...lines].filter((line) => line.startsWith('gone')),
    [],
  );
  t.true(lines.has('stays'));
});
