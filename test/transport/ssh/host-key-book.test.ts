import { appendFileSync, chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';

import test from 'ava';

import type { HostTarget } from '../../../src/domain/connection.ts';
import type { HostKeyLook } from '../../../src/domain/host-key.ts';
import { forgetHostKeys, linesNaming, lookAtHostKeys, pinHostKeys } from '../../../src/transport/ssh/host-key-book.ts';
import { createConnector } from '../../../src/transport/connector.ts';
import { openDirectly } from '../../../src/transport/ssh/fetch-host-key.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { freePort, run, startSshd, targetOf, type TestSshd } from '../helpers/sshd.ts';

let sshd: TestSshd;
let onlyRsa: TestSshd;
test.before('two real sshds start', async () => {
  sshd = await startSshd();
  onlyRsa = await startSshd(['HostKeyAlgorithms rsa-sha2-512']);
});
test.after.always('they stop', () => Promise.all([sshd.stop(), onlyRsa.stop()]));

const id = (of: TestSshd): string => `[127.0.0.1]:${of.port}`;
const using = (file: string, of: TestSshd = sshd): HostTarget =>
  targetOf(of, { hostKeyPolicy: { kind: 'known-hosts', files: [file] } });

async function look(file: string, of: TestSshd = sshd, allTypes = false): Promise<HostKeyLook['state']> {
  const [found] = await lookAtHostKeys([using(file, of)], { allTypes, open: openDirectly });
  if (found === undefined) throw new Error('one target, one look');
  return found.state;
}

const shown = (of: TestSshd, type: 'ed25519' | 'rsa' | 'ecdsa'): string =>
  run('ssh-keygen', '-lf', `${of.folder}/host_${type}.pub`).split(' ')[1] ?? '';

test('a new host shows its best key, with the fingerprint that ssh-keygen prints, and nobody logs in', async (t) => {
  const state = await look(`${tempFolder(t)}/known_hosts`);
  t.is(state.kind, 'new');
  if (state.kind !== 'new') return;
  t.deepEqual(
    state.keys.map(({ type, fingerprint }) => [type, fingerprint]),
    [['ssh-ed25519', shown(sshd, 'ed25519')]],
  );
  t.false(/Accepted|Failed/.test(sshd.log()));
});

test('all types on demand, and a host that has but one', async (t) => {
  const file = `${tempFolder(t)}/known_hosts`;
  const [all, one] = [await look(file, sshd, true), await look(file, onlyRsa)];
  t.deepEqual(all.kind === 'new' && all.keys.map(({ fingerprint }) => fingerprint), [
    shown(sshd, 'ed25519'),
    shown(sshd, 'ecdsa'),
    shown(sshd, 'rsa'),
  ]);
  t.deepEqual(one.kind === 'new' && one.keys.map(({ fingerprint }) => fingerprint), [shown(onlyRsa, 'rsa')]);
});

test('what was pinned is known, to us and to ssh', async (t) => {
  const file = `${tempFolder(t)}/known_hosts`;
  const state = await look(file);
  if (state.kind !== 'new') return t.fail();
  const pins = state.keys.map((key) => ({ name: 'web-1', id: id(sshd), key }));
  t.deepEqual(pinHostKeys(file, pins), []);
  t.deepEqual(pinHostKeys(file, pins), []);
  t.is(readFileSync(file, 'utf8'), `${id(sshd)} ${sshd.publicHostKey('ed25519')}\n`);
  t.is(statSync(file).mode & 0o777, 0o600);
  t.is((await look(file)).kind, 'known');
  t.regex(run('ssh-keygen', '-F', id(sshd), '-f', file), /found: line 1/);
});

test('a file that hides names gets a hidden one, which ssh finds', async (t) => {
  const file = `${tempFolder(t)}/known_hosts`;
  writeFileSync(file, `other.example ${sshd.publicHostKey('rsa')}\n`);
  run('ssh-keygen', '-H', '-f', file);
  const state = await look(file);
  if (state.kind !== 'new') return t.fail();
  pinHostKeys(file, [{ name: 'web-1', id: id(sshd), key: state.keys[0] }]);
  t.false(readFileSync(file, 'utf8').includes('127.0.0.1'));
  t.regex(run('ssh-keygen', '-F', id(sshd), '-f', file), /found: line 2/);
  t.is((await look(file)).kind, 'known');
});

test('a changed key is told with both fingerprints, and never replaced', async (t) => {
  const file = `${tempFolder(t)}/known_hosts`;
  const before = `${id(sshd)} ${onlyRsa.publicHostKey('ed25519')}\n`;
  writeFileSync(file, before);
  const state = await look(file);
  if (state.kind !== 'changed') return t.fail(state.kind);
  t.deepEqual(
    [state.key.fingerprint, state.expected.fingerprint, state.at.line],
    [shown(sshd, 'ed25519'), shown(onlyRsa, 'ed25519'), 1],
  );
  const pin = { name: 'web-1', id: id(sshd), key: state.key };
  t.deepEqual(pinHostKeys(file, [pin]), [pin]);
  t.is(readFileSync(file, 'utf8'), before);
});

test('each known type is compared: one that changed is found behind one that did not', async (t) => {
  const file = `${tempFolder(t)}/known_hosts`;
  writeFileSync(file, `${id(sshd)} ${sshd.publicHostKey('ed25519')}\n${id(sshd)} ${onlyRsa.publicHostKey('rsa')}\n`);
  const state = await look(file);
  t.is(state.kind === 'changed' && state.key.type, 'ssh-rsa');
  writeFileSync(file, `${id(onlyRsa)} ${sshd.publicHostKey('ed25519')}\n`);
  const gone = await look(file, onlyRsa);
  t.is(gone.kind === 'changed' && gone.key.type, 'ssh-rsa', 'the known type is no longer offered');
});

test('a revoked key is told as such', async (t) => {
  const file = `${tempFolder(t)}/known_hosts`;
  writeFileSync(file, `@revoked * ${sshd.publicHostKey('ed25519')}\n`);
  t.is((await look(file)).kind, 'revoked');
});

test('a host that does not answer is an answer; the others are looked at all the same', async (t) => {
  const file = `${tempFolder(t)}/known_hosts`;
  const nobody = { ...using(file), name: 'web-2', port: await freePort() };
  const looks = await lookAtHostKeys([nobody, using(file)], { allTypes: false, open: openDirectly });
  t.deepEqual(
    looks.map(({ name, state }) => [name, state.kind]),
    [
      ['web-2', 'unreachable'],
      ['web-1', 'new'],
    ],
  );
});

test('an interruption ends the looking', async (t) => {
  const [found] = await lookAtHostKeys(
    [using(`${tempFolder(t)}/known_hosts`)],
    { allTypes: false, open: openDirectly },
    AbortSignal.abort(),
  );
  t.is(found?.state.kind, 'unreachable');
});

test('forgetting takes the host out of every file, and a pattern that stays is told', async (t) => {
  const folder = tempFolder(t);
  const [one, two] = [`${folder}/one`, `${folder}/two`];
  writeFileSync(one, `${id(sshd)},friend ${sshd.publicHostKey('ed25519')}\n`);
  writeFileSync(two, `${id(sshd)} ${sshd.publicHostKey('rsa')}\n`);
  appendFileSync(two, `*.example,friend ${sshd.publicHostKey('rsa')}\n`);
  chmodSync(two, 0o600);
  const names = new Map([
    ['web-1', new Set([id(sshd)])],
    ['a', new Set(['a.example'])],
    ['friend', new Set(['friend'])],
  ]);
  const lines = linesNaming([one, two, `${folder}/absent`], names);
  t.deepEqual(
    lines.map(({ name, line, kept }) => [name, line, kept]),
    [
      ['web-1', 1, null],
      ['friend', 1, null],
      ['web-1', 1, null],
      ['a', 2, 'pattern'],
      ['friend', 2, null],
    ],
  );
  forgetHostKeys([one, two], names);
  t.is(readFileSync(one, 'utf8'), '');
  t.is(readFileSync(two, 'utf8'), `*.example ${sshd.publicHostKey('rsa')}\n`);
  t.is(statSync(two).mode & 0o777, 0o600);
});

test('a host behind a jump host shows its own key, and the jump host has to be known', async (t) => {
  const file = `${tempFolder(t)}/known_hosts`;
  const connector = createConnector({ keys: { home: onlyRsa.folder }, localUser: 'root' });
  const behind = { ...using(file), ssh: { jumps: [{ ...using(file, onlyRsa), name: 'jump' }] } };
  const lookThere = async (): Promise<HostKeyLook['state'] | undefined> =>
    (await lookAtHostKeys([behind], { allTypes: false, open: connector.stream }))[0]?.state;
  const unknown = await lookThere();
  t.regex(unknown?.kind === 'unreachable' ? unknown.message : '', /in none of/);
  writeFileSync(file, `${id(onlyRsa)} ${onlyRsa.publicHostKey('rsa')}\n`);
  const trusting = createConnector({ keys: { home: onlyRsa.folder }, localUser: 'root' });
  const [found] = await lookAtHostKeys([behind], { allTypes: false, open: trusting.stream });
  t.deepEqual(found?.state.kind === 'new' && found.state.keys.map(({ fingerprint }) => fingerprint), [
    shown(sshd, 'ed25519'),
  ]);
  connector.close();
  trusting.close();
});

test('where the inventory has the key, only that counts', async (t) => {
  const pinned = (key: string): HostTarget =>
    targetOf(sshd, { hostKeyPolicy: { kind: 'pinned', keys: [key], files: [] } });
  const kinds = await lookAtHostKeys(
    [pinned(shown(sshd, 'ed25519')), pinned(sshd.publicHostKey('rsa')), pinned(shown(onlyRsa, 'rsa'))],
    { allTypes: false, open: openDirectly },
  );
  t.deepEqual(
    kinds.map(({ state }) => state.kind),
    ['known', 'known', 'unreachable'],
  );
});
