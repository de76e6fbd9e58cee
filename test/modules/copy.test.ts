import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { inspect } from 'node:util';

import test from 'ava';
import fc from 'fast-check';

import { Secret } from '../../src/domain/secret.ts';
import { boundModule, targetsOf } from '../support/host-module.ts';
import { convergeHere, planHere } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a new file is written 0600 and is then as wanted', (t) => {
  const path = `${tempFolder(t)}/motd`;
  const { second } = convergeHere(boundModule('copy', { dest: path, content: 'hello\n' }));
  t.is(readFileSync(path, 'utf8'), 'hello\n');
  t.is(statSync(path).mode & 0o7777, 0o600);
  t.deepEqual(second, { kind: 'changes', changes: [] });
});

test('an existing file keeps its mode unless one is stated, and the diff shows both texts', (t) => {
  const path = `${tempFolder(t)}/conf`;
  writeFileSync(path, 'old\n');
  chmodSync(path, 0o644);
  const { first } = convergeHere(boundModule('copy', { dest: path, content: 'new\nmore\n' }));
  t.is(statSync(path).mode & 0o7777, 0o644);
  t.deepEqual(first.kind === 'changes' && first.changes[0]?.diff, {
    entries: [{ name: 'content', before: '1 line', after: '2 lines' }],
    text: { before: 'old\n', after: 'new\nmore\n' },
  });
  convergeHere(boundModule('copy', { dest: path, content: 'new\nmore\n', mode: 'go=' }));
  t.is(statSync(path).mode & 0o7777, 0o600);
});

test('what was seen is what the write expects', (t) => {
  const path = `${tempFolder(t)}/conf`;
  writeFileSync(path, '');
  const planned = planHere(boundModule('copy', { dest: path, content: 'x' }));
  const step = planned.kind === 'changes' ? planned.changes[0]?.steps[0] : undefined;
  t.like(step, {
    kind: 'write-file',
    expect: { kind: 'file', sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
  });
});

test('a source goes into a folder under its own name, with and without the slash', (t) => {
  const folder = tempFolder(t);
  const src = { path: 'files/policy.yaml', content: Buffer.from('a: 1\n') };
  t.deepEqual(targetsOf(planHere(boundModule('copy', { src, dest: `${folder}/` }))), [`${folder}/policy.yaml`]);
  t.deepEqual(targetsOf(planHere(boundModule('copy', { src, dest: folder }))), [`${folder}/policy.yaml`]);
  t.deepEqual(targetsOf(planHere(boundModule('copy', { src, dest: `${folder}/other.yaml` }))), [
    `${folder}/other.yaml`,
  ]);
});

test('a missing folder, a folder and a link in the way are refused, the link with its target', (t) => {
  const folder = tempFolder(t);
  symlinkSync(`${folder}/real`, `${folder}/link`);
  mkdirSync(`${folder}/dir`);
  t.deepEqual(targetsOf(planHere(boundModule('copy', { dest: `${folder}/no/file`, content: '' }))), [
    `refused: the folder ${folder}/no does not exist`,
  ]);
  t.deepEqual(targetsOf(planHere(boundModule('copy', { dest: `${folder}/dir`, content: '' }))), [
    `refused: ${folder}/dir is a directory`,
  ]);
  t.deepEqual(targetsOf(planHere(boundModule('copy', { dest: `${folder}/link`, content: '' }))), [
    `refused: ${folder}/link is a symbolic link to ${folder}/real`,
  ]);
});

test('follow writes to what a link points to and leaves the link', (t) => {
  const folder = tempFolder(t);
  writeFileSync(`${folder}/real`, 'old');
  symlinkSync(`${folder}/real`, `${folder}/link`);
  const { second } = convergeHere(boundModule('copy', { dest: `${folder}/link`, content: 'new', follow: true }));
  t.is(readFileSync(`${folder}/real`, 'utf8'), 'new');
  t.deepEqual(targetsOf(second), []);
});

test('without force a file that is there stays', (t) => {
  const path = `${tempFolder(t)}/conf`;
  writeFileSync(path, 'mine');
  t.deepEqual(targetsOf(planHere(boundModule('copy', { dest: path, content: 'yours', force: false }))), []);
});

test('a file that its validation refuses is not put in place', (t) => {
  const path = `${tempFolder(t)}/conf`;
  const { outputs } = convergeHere(
    boundModule('copy', { dest: path, content: 'bad', validate: 'grep -q "good one" %s' }),
  );
  t.is(outputs[0]?.output.code, 1);
  t.is(statSync(path, { throwIfNoEntry: false }), undefined);
});

test('for secret, binary and large content the old content is not asked for', (t) => {
  const want = (content: unknown): string | undefined => {
    const input =
      content instanceof Buffer ? { dest: '/etc/x', src: { path: 'x', content } } : { dest: '/etc/x', content };
    return boundModule('copy', input).query.files?.[0]?.want;
  };
  t.is(want('text'), 'content');
  t.is(want(''), 'content');
  t.is(want(new Secret('text')), 'hash');
  t.is(want(Buffer.from('text')), 'hash');
  t.is(want('x'.repeat(40_000)), 'hash');
});

test('a list or a mapping is written as JSON', (t) => {
  const path = `${tempFolder(t)}/x.json`;
  convergeHere(boundModule('copy', { dest: path, content: { a: [1, 'ü'] } }));
  t.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { a: [1, 'ü'] });
});

test('a plan never shows secret content', (t) => {
  const folder = tempFolder(t);
  writeFileSync(`${folder}/there`, 'before');
  fc.assert(
    fc.property(fc.string({ minLength: 8 }), fc.constantFrom('new', 'there'), (text, name) => {
      const content = `marker-${text}`;
      const planned = planHere(boundModule('copy', { dest: `${folder}/${name}`, content: new Secret(content) }));
      t.false([inspect(planned, { depth: 20 }), JSON.stringify(planned)].some((shown) => shown.includes('marker-')));
    }),
    { numRuns: 30 },
  );
});

test('any text arrives as it is, and then nothing is left to do', (t) => {
  const folder = tempFolder(t);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (content) => {
      const { second } = convergeHere(boundModule('copy', { dest: `${folder}/any`, content }));
      t.is(readFileSync(`${folder}/any`, 'utf8'), Buffer.from(content).toString());
      t.deepEqual(targetsOf(second), []);
    }),
    { numRuns: 50 },
  );
});
