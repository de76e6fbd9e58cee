import { readFileSync, statSync } from 'node:fs';

import test from 'ava';

import { boundModule, complaints, targetsOf } from '../support/host-module.ts';
import { convergeHere } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a block makes its file and the folders above it, privately', (t) => {
  const folder = tempFolder(t);
  const path = `${folder}/a/b/conf`;
  const bound = boundModule('blockinfile', { path, content: 'x', create: true });
  const { first, second } = convergeHere(bound);
  t.deepEqual(targetsOf(first), [`${folder}/a/b`, path]);
  t.deepEqual(targetsOf(second), []);
  t.is(readFileSync(path, 'utf8'), '# BEGIN ANSIBLE MANAGED BLOCK\nx\n# END ANSIBLE MANAGED BLOCK\n');
  t.is(statSync(`${folder}/a`).mode & 0o777, 0o700);
  t.is(statSync(path).mode & 0o777, 0o600);
});

test('words of the marker are plain', (t) => {
  t.deepEqual(complaints('blockinfile', { path: '/x', marker_begin: 'é' }), [
    'marker_begin: must be plain ASCII without a backslash',
  ]);
  t.deepEqual(complaints('blockinfile', { path: '/x', insertafter: 'a', insertbefore: 'b' }), [
    'insertbefore: does not go with insertafter',
  ]);
});
