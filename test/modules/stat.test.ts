import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';

import test from 'ava';

import { BadAnswer, type Fields } from '../../src/domain/module.ts';
import { isMapping, type Mapping } from '../../src/domain/value.ts';
import { boundModule } from '../support/host-module.ts';
import { askHere } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const lookAt = (input: unknown): Mapping => {
  const bound = boundModule('stat', input);
  const fields: Fields = bound.answer(askHere(bound)).result([]);
  const seen = fields.get('stat');
  return isMapping(seen) ? seen : new Map();
};

test('a file is described under the names of Ansible', (t) => {
  const path = `${tempFolder(t)}/ünï code`;
  writeFileSync(path, 'abc');
  chmodSync(path, 0o640);
  const seen = lookAt({ path });
  t.is(seen.get('exists'), true);
  t.is(seen.get('mode'), '0640');
  t.is(seen.get('size'), 3);
  t.is(seen.get('isreg'), true);
  t.is(seen.get('checksum'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('an empty file has a checksum, and none when it is not asked', (t) => {
  const path = `${tempFolder(t)}/empty`;
  writeFileSync(path, '');
  t.is(lookAt({ path }).get('checksum'), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  t.false(lookAt({ path, get_checksum: false }).has('checksum'));
});

test('what is not there does not exist, and nothing else is said of it', (t) => {
  t.deepEqual([...lookAt({ path: `${tempFolder(t)}/none` })], [['exists', false]]);
});

test('a folder and a link are told apart, and follow looks behind the link', (t) => {
  const folder = tempFolder(t);
  mkdirSync(`${folder}/real`);
  symlinkSync('real', `${folder}/link`);
  t.is(lookAt({ path: `${folder}/real` }).get('isdir'), true);
  const link = lookAt({ path: `${folder}/link` });
  t.deepEqual([link.get('islnk'), link.get('lnk_target'), link.get('lnk_source')], [true, 'real', `${folder}/real`]);
  t.is(lookAt({ path: `${folder}/link`, follow: true }).get('isdir'), true);
});

test('a path that could not be looked at is no absent path', (t) => {
  const bound = boundModule('stat', { path: '/root/secret' });
  const answers = {
    file: () => ({ kind: 'unknown', why: 'Permission denied' }) as const,
    output: { code: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) },
  };
  t.throws(() => bound.answer(answers), { instanceOf: BadAnswer, message: /Permission denied/ });
});
