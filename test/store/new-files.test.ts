import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';

import test from 'ava';

import { writeNewFiles } from '../../src/store/new-files.ts';
import { tempFolder } from '../support/temp-folder.ts';

const files = [
  { path: 'a.yaml', text: 'a\n' },
  { path: 'in/deep/b.yaml', text: 'ü\n' },
  { path: 'in/c.yaml', text: '' },
];

test('all files and their folders are written', (t) => {
  const folder = tempFolder(t);
  t.deepEqual(writeNewFiles(folder, files), []);
  for (const { path, text } of files) t.is(readFileSync(`${folder}/${path}`, 'utf8'), text);
  t.is(statSync(`${folder}/a.yaml`).mode & 0o022, 0);
});

test('what is there stays, and is told: a file, a folder, a link to nowhere', (t) => {
  const folder = tempFolder(t);
  writeFileSync(`${folder}/a.yaml`, 'mine');
  mkdirSync(`${folder}/in/c.yaml`, { recursive: true });
  symlinkSync('/nowhere', `${folder}/d.yaml`);
  t.deepEqual(writeNewFiles(folder, [...files, { path: 'd.yaml', text: 'd' }]), ['a.yaml', 'in/c.yaml', 'd.yaml']);
  t.is(readFileSync(`${folder}/a.yaml`, 'utf8'), 'mine');
  t.false(existsSync('/nowhere'));
  t.is(readFileSync(`${folder}/in/deep/b.yaml`, 'utf8'), 'ü\n');
  t.deepEqual(writeNewFiles(folder, files), ['a.yaml', 'in/deep/b.yaml', 'in/c.yaml']);
});

test('an error in the middle takes away what was written, and only that', (t) => {
  const folder = tempFolder(t);
  mkdirSync(`${folder}/in`);
  writeFileSync(`${folder}/in/mine`, 'mine');
  writeFileSync(`${folder}/file`, 'no folder');
  const error = t.throws(() => writeNewFiles(folder, [...files, { path: 'file/x.yaml', text: 'x' }]));
  t.regex(String(error), /ENOTDIR|EEXIST/);
  t.deepEqual(readdirSync(folder).toSorted(), ['file', 'in']);
  t.deepEqual(readdirSync(`${folder}/in`), ['mine']);
});
