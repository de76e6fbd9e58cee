import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';

import { bind } from '../../src/domain/bound.ts';
import { Secret } from '../../src/domain/secret.ts';
import { yamlFile } from '../../src/modules/yaml-file.ts';
import { convergeHere, planHere } from '../support/simulated-host.ts';

const withFile = test.macro({
  exec: (t, before: string | null, given: object, after: string | RegExp) => {
    inFolder((path) => {
      if (before !== null) writeFileSync(path, before, { mode: 0o640 });
      const { first, second } = convergeHere(bind(yamlFile, yamlFile.params.parse({ path, ...given })));
      if (typeof after !== 'string') return t.regex(first.kind === 'refused' ? first.message : 'not refused', after);
      t.is(first.kind, 'changes');
      t.deepEqual(second, { kind: 'changes', changes: [] });
      t.is(readFileSync(path, 'utf8'), after);
      t.is(statSync(path).mode & 0o777, before === null ? 0o600 : 0o640);
      if (first.kind === 'changes' && before === after) t.deepEqual(first.changes, []);
    });
  },
  title: (title = '') => title,
});

function inFolder(use: (path: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'bulwark-yaml-'));
  try {
    use(join(folder, 'file.yaml'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test(
  'a value is changed, the rest and the mode stay',
  withFile,
  '# c\na:   1\nb: 2   # b\n',
  { set: { '/b': 0 } },
  '# c\na:   1\nb: 0   # b\n',
);
test('an equal value changes nothing', withFile, 'a:   [ 1 ]\n', { merge: { a: [1] } }, 'a:   [ 1 ]\n');
test(
  'a byte order mark and Windows line ends stay where nothing changes',
  withFile,
  '\uFEFFa: 1\r\nb: 2\r\n',
  { merge: { a: 1 } },
  '\uFEFFa: 1\r\nb: 2\r\n',
);
test('a missing file can begin with nothing', withFile, null, { set: { '/a/b': '' }, create: true }, 'a:\n  b: ""\n');
test(
  'a missing file can begin with a document',
  withFile,
  null,
  { merge: { plugins: [{ name: 'x' }] }, list_key: 'name', create: '# new\nkind: K\n' },
  '# new\nkind: K\nplugins:\n  - name: x\n',
);
test('a missing file is refused without create', withFile, null, { set: { '/a': 1 } }, /does not exist/);
test(
  'invalid YAML is refused with its place',
  withFile,
  'a: 1\n\tb: 2\n',
  { set: { '/a': 2 } },
  /file\.yaml:2:1: invalid YAML/,
);
test(
  'a scalar where a mapping is wanted is refused with its place',
  withFile,
  'a: 0\n',
  { merge: { a: { b: 1 } } },
  /file\.yaml:1:4: /,
);
test('bytes that are no UTF-8 are refused', (t) => {
  inFolder((path) => {
    writeFileSync(path, Buffer.from([0x61, 0x3a, 0x20, 0xff]));
    t.is(planHere(bind(yamlFile, yamlFile.params.parse({ path, set: { '/a': 1 } }))).kind, 'refused');
  });
});

test('a link is refused by its target, or followed', (t) => {
  inFolder((path) => {
    writeFileSync(`${path}.real`, 'a: 1\n');
    symlinkSync(`${path}.real`, path);
    const planned = planHere(bind(yamlFile, yamlFile.params.parse({ path, set: { '/a': 2 } })));
    t.regex(planned.kind === 'refused' ? planned.message : '', /symbolic link to .*real/);
    convergeHere(bind(yamlFile, yamlFile.params.parse({ path, set: { '/a': 2 }, follow: true })));
    t.is(readFileSync(`${path}.real`, 'utf8'), 'a: 2\n');
  });
});

test('the diff names pointers, the mode and the whole text', (t) => {
  inFolder((path) => {
    writeFileSync(path, 'a: 1\n');
    chmodSync(path, 0o644);
    const planned = planHere(bind(yamlFile, yamlFile.params.parse({ path, set: { '/a': 2 }, mode: '0600' })));
    t.deepEqual(planned.kind === 'changes' ? planned.changes[0]?.diff : null, {
      entries: [
        { name: '/a', before: '1', after: '2' },
        { name: 'mode', before: '0644', after: '0600' },
      ],
      text: { before: 'a: 1\n', after: 'a: 2\n' },
    });
  });
});

test('a secret shows nowhere, and is written', (t) => {
  inFolder((path) => {
    writeFileSync(path, 'a: hunter1\n');
    const bound = bind(yamlFile, yamlFile.params.parse({ path, merge: { a: new Secret('hunter2') } }));
    t.false(JSON.stringify(planHere(bound)).includes('hunter'));
    convergeHere(bound);
    t.is(readFileSync(path, 'utf8'), 'a: hunter2\n');
    t.deepEqual(planHere(bound), { kind: 'changes', changes: [] });
  });
});

for (const [what, given] of Object.entries({
  'nothing to do': {},
  'a relative pointer': { set: { a: 1 } },
  'an empty pointer': { absent: [''] },
  'a list to merge': { merge: [1] },
  'an unknown name': { merge: {}, sets: {} },
})) {
  test(`does not accept ${what}`, (t) => t.false(yamlFile.params.safeParse({ path: '/x', ...given }).success));
}
