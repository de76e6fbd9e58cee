import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';

import test from 'ava';

import { Secret } from '../../src/domain/secret.ts';
import { boundModule, complaints, targetsOf } from '../support/host-module.ts';
import { askHere, convergeHere, planHere } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a line is added, and is then as wanted', (t) => {
  const path = `${tempFolder(t)}/conf`;
  writeFileSync(path, 'a\r\nb', { mode: 0o640 });
  const { first, second } = convergeHere(boundModule('lineinfile', { dest: path, value: 'c' }));
  t.is(readFileSync(path, 'utf8'), 'a\r\nb\r\nc\r\n');
  t.is(statSync(path).mode & 0o777, 0o640);
  t.deepEqual(targetsOf(first), [path]);
  t.deepEqual(targetsOf(second), []);
});

test('what an edit would change again each time is done once, and told', (t) => {
  const path = `${tempFolder(t)}/conf`;
  writeFileSync(path, 'a\n');
  const planned = planHere(boundModule('lineinfile', { path, regexp: '^(.*)$', line: 'x\\1', backrefs: true }));
  t.true(planned.kind === 'changes' && planned.changes[0]?.converges === 'once');
  t.regex(planned.kind === 'changes' ? (planned.warnings ?? []).join() : '', /every run changes/);
});

test('a secret line shows neither side, and a file that is not UTF-8 does not get it', (t) => {
  const path = `${tempFolder(t)}/conf`;
  writeFileSync(path, 'password=old\n');
  const bound = boundModule('lineinfile', { path, regexp: '^password=', line: new Secret('password=new') });
  t.false(JSON.stringify(planHere(bound)).includes('password=new'));
  t.false(JSON.stringify(planHere(bound)).includes('old'));
  writeFileSync(path, Buffer.from([0xff, 10]));
  t.regex(targetsOf(planHere(bound)).join(), /refused: .* is not UTF-8/);
});

test('a link is followed unless it is said otherwise', (t) => {
  const folder = tempFolder(t);
  writeFileSync(`${folder}/real`, '');
  symlinkSync('real', `${folder}/link`);
  convergeHere(boundModule('lineinfile', { path: `${folder}/link`, line: 'x' }));
  t.is(readFileSync(`${folder}/real`, 'utf8'), 'x\n');
  const refused = planHere(boundModule('lineinfile', { path: `${folder}/link`, line: 'y', follow: false }));
  t.regex(targetsOf(refused).join(), /refused: .* is a symbolic link/);
});

test('a missing file is refused, and what it would become is known for a plan', (t) => {
  const path = `${tempFolder(t)}/none`;
  const planned = planHere(boundModule('lineinfile', { path, line: 'x' }));
  t.true(planned.kind === 'refused' && planned.assuming?.length === 1 && planned.message === `${path} does not exist`);
});

test('folders and files that are too large are refused', (t) => {
  const folder = tempFolder(t);
  t.regex(targetsOf(planHere(boundModule('lineinfile', { path: folder, line: 'x' }))).join(), /is a directory/);
  writeFileSync(`${folder}/large`, 'x'.repeat(1024 * 1024 + 1));
  const planned = planHere(boundModule('lineinfile', { path: `${folder}/large`, line: 'x' }));
  t.regex(targetsOf(planned).join(), /too large to be edited/);
});

test('a pattern that takes too long is given up', (t) => {
  const path = `${tempFolder(t)}/conf`;
  writeFileSync(path, `${'a'.repeat(40)}!\n`);
  const planned = planHere(boundModule('lineinfile', { path, regexp: '^(a+)+$', line: 'x' }));
  t.regex(targetsOf(planned).join(), /is not edited: this takes more than/);
});

test('owner, group and mode alone have their words', (t) => {
  const path = `${tempFolder(t)}/conf`;
  writeFileSync(path, 'x\n');
  chmodSync(path, 0o644);
  const bound = boundModule('lineinfile', { path, line: 'x', mode: '0600' });
  t.is(bound.answer(askHere(bound)).result([]).get('msg'), 'ownership, perms or SE linux context changed');
});

test('mistakes are told under the name that was written', (t) => {
  const at = (given: object): readonly string[] => complaints('lineinfile', { path: '/x', ...given });
  t.deepEqual(at({ regex: '(', line: 'x' }), [
    'regex: cannot be used: the regular expression has a parenthesis that is never closed at character 1',
  ]);
  t.deepEqual(at({ dest: '/y', line: 'x' }), ['dest: is another name of path: give one of them']);
  t.deepEqual(at({}), ['line: is required with state: present']);
  t.deepEqual(at({ line: true }), ['line: must be text: quote a boolean or a fraction']);
  t.deepEqual(at({ line: 5 }), []);
});
