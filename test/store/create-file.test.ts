import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';

import test from 'ava';

import { createFile } from '../../src/store/create-file.ts';
import { tempFolder } from '../support/temp-folder.ts';

const creates = test.macro((t, content: Uint8Array | string) => {
  const path = `${tempFolder(t)}/new`;
  createFile(path, content);
  t.deepEqual(readFileSync(path), Buffer.from(content));
  t.is(statSync(path).mode & 0o777, 0o600);
});
test('nothing is written as nothing', creates, '');
test('a text is written as UTF-8', creates, 'ü ☃\n');
test('bytes are written as they are', creates, Uint8Array.of(0, 255, 10));

test('what is there stays, also a link to nowhere', (t) => {
  const folder = tempFolder(t);
  writeFileSync(`${folder}/mine`, 'mine');
  chmodSync(`${folder}/mine`, 0o640);
  symlinkSync('/nowhere', `${folder}/link`);
  for (const name of ['mine', 'link']) t.throws(() => createFile(`${folder}/${name}`, 'x'), { code: 'EEXIST' });
  t.is(readFileSync(`${folder}/mine`, 'utf8'), 'mine');
  t.is(statSync(`${folder}/mine`).mode & 0o777, 0o640);
});
