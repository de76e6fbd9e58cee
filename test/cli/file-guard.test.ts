import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';

import { othersMay } from '../../src/cli/file-guard.ts';

const guards = test.macro((t, mode: number, group: 'mine' | 'foreign', expected: { read: boolean; write: boolean }) => {
  const folder = mkdtempSync(join(tmpdir(), 'bulwark-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'file');
  writeFileSync(path, '');
  chmodSync(path, mode);
  const { uid, gid } = statSync(path);
  t.deepEqual(othersMay(path, { uid, gid: group === 'mine' ? gid : gid + 1 }), expected);
});

test('0600 is private', guards, 0o600, 'foreign', { read: false, write: false });
test('0644 can be read', guards, 0o644, 'foreign', { read: true, write: false });
test('0666 can be written', guards, 0o666, 'mine', { read: true, write: true });
test('0660 is private in a group of my own', guards, 0o660, 'mine', { read: false, write: false });
test('0620 can be written by a group of others', guards, 0o620, 'foreign', { read: false, write: true });

if (process.getuid?.() === 0)
  test('0660 is open to a group that others have for their own too', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'bulwark-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'file');
    writeFileSync(path, '');
    chmodSync(path, 0o660);
    chownSync(path, 1000, 100);
    t.deepEqual(othersMay(path, { uid: 1000, gid: 100 }), { read: true, write: true });
    chownSync(path, 1000, 1000);
    t.deepEqual(othersMay(path, { uid: 1000, gid: 1000 }), { read: false, write: false });
  });
