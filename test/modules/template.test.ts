import { readFileSync } from 'node:fs';

import test from 'ava';

import { Secret } from '../../src/domain/secret.ts';
import { boundModule, complaints, targetsOf } from '../support/host-module.ts';
import { convergeHere } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('rendered text is written, and is then as wanted', (t) => {
  const path = `${tempFolder(t)}/policy.yaml`;
  const { second } = convergeHere(
    boundModule('template', { src: { path: 'policy.yaml.j2', content: 'rules: []\n' }, dest: path, mode: '0640' }),
  );
  t.is(readFileSync(path, 'utf8'), 'rules: []\n');
  t.deepEqual(targetsOf(second), []);
});

test('a rendered secret is written and not shown', (t) => {
  const path = `${tempFolder(t)}/enc.yaml`;
  const { first } = convergeHere(
    boundModule('template', { src: { path: 'enc.j2', content: new Secret('key: hunter2\n') }, dest: path }),
  );
  t.is(readFileSync(path, 'utf8'), 'key: hunter2\n');
  t.false(JSON.stringify(first).includes('hunter2'));
});

test('the fields tell where it went and its checksum', (t) => {
  const path = `${tempFolder(t)}/x`;
  const bound = boundModule('template', { src: { path: 'x.j2', content: '' }, dest: path });
  t.deepEqual(bound.query.files?.map((question) => question.path).includes(path), true);
});

test('a source is needed', (t) => {
  t.deepEqual(complaints('template', { dest: '/x' }), ['src: is required']);
});
