import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';

import { diskFiles } from '../../src/store/source-files.ts';

test('files and folders are told apart, and what is missing is null', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bulwark-files-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'b.yaml'), 'b: ä');
  writeFileSync(join(folder, 'a'), '');
  const files = diskFiles();
  t.deepEqual(files.list(folder), ['a', 'b.yaml', 'sub']);
  t.is(files.list(join(folder, 'nope')), null);
  t.is(files.read(join(folder, 'nope')), null);
  t.is(files.read(join(folder, 'a', 'below-a-file')), null);
  t.deepEqual(
    [
      files.isFile(join(folder, 'a')),
      files.isFolder(join(folder, 'sub')),
      files.isFile(join(folder, 'sub')),
      files.isFolder(join(folder, 'nope')),
    ],
    [true, true, false, false],
  );
});

test('the text of a file is the one that was read, also after it changed', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bulwark-files-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'f');
  writeFileSync(path, 'before');
  const files = diskFiles();
  t.is(files.textOf(path), undefined);
  files.read(path);
  writeFileSync(path, 'after');
  t.is(files.textOf(path), 'before');
});

test('a file that is there and cannot be read is not a missing one', (t) => {
  t.throws(() => diskFiles().read(tmpdir()), { code: 'EISDIR' });
});
