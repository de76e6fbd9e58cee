import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { readHead, signHead, whoSigned } from '../../../src/store/history/sign.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const head = { database: '92e8d7a7', entry: 12, hash: 'b05d92' };

/** A folder with a key, its allowed signers, and a head signed with it. */
async function signed(t: ExecutionContext) {
  const folder = tempFolder(t);
  const [key, allowed, file] = ['key', 'allowed', 'history.head'].map((name) => join(folder, name));
  makeKey(key ?? '');
  writeFileSync(allowed ?? '', `alice@example.org namespaces="bulwark-history" ${readFileSync(`${key}.pub`, 'utf8')}`);
  await signHead(head, file ?? '', key ?? '');
  return { folder, key: key ?? '', allowed: allowed ?? '', file: file ?? '' };
}

const makeKey = (path: string): void =>
  void execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);

test('a head that was signed says by whom', async (t) => {
  const { file, allowed } = await signed(t);
  t.deepEqual(readHead(file), head);
  t.is(await whoSigned(file, allowed), 'alice@example.org');
  t.is(statSync(file).mode & 0o777, 0o600);
});

test('a head that was changed after it was signed was signed by nobody', async (t) => {
  const { file, allowed } = await signed(t);
  writeFileSync(file, readFileSync(file, 'utf8').replace('12', '11'));
  t.is(await whoSigned(file, allowed), null);
});

test('a signature by somebody else, or for another purpose, does not count', async (t) => {
  const { folder, file, allowed, key } = await signed(t);
  const stranger = join(folder, 'stranger');
  makeKey(stranger);
  const theirs = join(folder, 'theirs.head');
  await signHead(head, theirs, stranger);
  t.is(await whoSigned(theirs, allowed), null);
  execFileSync('ssh-keygen', ['-Y', 'sign', '-q', '-f', key, '-n', 'file', theirs.replace('theirs', 'other')], {
    input: '',
    cwd: folder,
    stdio: ['pipe', 'ignore', 'ignore'],
    ...(copyFileSync(file, join(folder, 'other.head')) ?? {}),
  });
  t.is(await whoSigned(join(folder, 'other.head'), allowed), null);
});

test('what cannot be signed with, or read, is said', async (t) => {
  const { folder, file, key } = await signed(t);
  await t.throwsAsync(signHead(head, file, join(folder, 'nope')), { message: /ssh-keygen does not sign with .*nope/ });
  await t.throwsAsync(signHead(head, join(folder, 'no/such/folder'), key), { message: /cannot be written/ });
  await t.throwsAsync(whoSigned(file, join(folder, 'nope')), { message: /there is no such file/ });
  writeFileSync(file, '{}');
  t.throws(() => readHead(file), { message: /it is no head of a history/ });
  t.is(readHead(join(folder, 'nope')), null);
});
