import { readFileSync, writeFileSync } from 'node:fs';

import test from 'ava';

import { boundModule, complaints, targetsOf } from '../support/host-module.ts';
import { convergeHere, planHere } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('all matches are replaced, other bytes stay', (t) => {
  const path = `${tempFolder(t)}/conf`;
  writeFileSync(path, Buffer.from('caf\xe9 one\none\n', 'latin1'));
  const { second } = convergeHere(boundModule('replace', { path, regexp: '(o)ne$', replace: '\\g<1>é' }));
  t.deepEqual(readFileSync(path), Buffer.from('caf\xe9 o\xc3\xa9\no\xc3\xa9\n', 'latin1'));
  t.deepEqual(targetsOf(second), []);
});

test('a part that only one side of an alternative has is refused', (t) => {
  const path = `${tempFolder(t)}/conf`;
  writeFileSync(path, 'b\n');
  const planned = planHere(boundModule('replace', { path, regexp: 'x', after: 'zz', before: 'a|b' }));
  t.regex(targetsOf(planned).join(), /not with a part between them/);
});

test('patterns and replacements are checked before anything is connected', (t) => {
  t.deepEqual(complaints('replace', { path: '/x', regexp: 'a', replace: '\\1' }), [
    'replace: cannot be used: the replacement names a group that the pattern does not have',
  ]);
  t.is(complaints('replace', { path: '/x', regexp: 'a', before: '[' }).length, 1);
});
