import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import { conditionMemory } from '../../src/store/condition-memory.ts';
import { tempFolder } from '../support/temp-folder.ts';

const one = {
  key: '["unreachable","a"]',
  digest: 'd',
  kind: 'unreachable',
  host: 'a',
  since: 1,
  toldAt: 2,
  times: 1,
} as const;
const silent = (why: string): void => {
  throw new Error(why);
};

test('what was told is read back, is for the owner alone, and nothing to remember is no file', (t) => {
  const path = join(tempFolder(t), 'state/conditions/x.json');
  const memory = conditionMemory(path, silent);
  t.deepEqual(memory.read(), []);
  memory.write([one]);
  t.deepEqual(memory.read(), [one]);
  t.is(statSync(path).mode & 0o777, 0o600);
  t.deepEqual(readdirSync(join(path, '..')), ['x.json']);
  memory.write([]);
  t.deepEqual(readdirSync(join(path, '..')), []);
});

for (const text of ['', '{', '{"bulwark":"conditions","schemaVersion":2,"conditions":[]}', '[1]', 'x'.repeat(100)])
  test(`a broken memory remembers nothing: ${text.slice(0, 30)}`, (t) => {
    const path = join(tempFolder(t), 'x.json');
    writeFileSync(path, text);
    t.deepEqual(conditionMemory(path, silent).read(), []);
    conditionMemory(path, silent).write([one]);
    t.deepEqual(conditionMemory(path, silent).read(), [one]);
  });

test('a memory that cannot be written is told, and ends nothing', (t) => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'x.json'));
  const said: string[] = [];
  conditionMemory(join(folder, 'x.json'), (why) => said.push(why)).write([one]);
  t.regex(said.join(), /will be told again/);
  writeFileSync(join(folder, 'file'), 'x');
  conditionMemory(join(folder, 'file/x.json'), (why) => said.push(why)).write([one]);
  t.is(said.length, 2);
  t.is(readFileSync(join(folder, 'file'), 'utf8'), 'x');
});

test('a memory that others may write, a link to one, or one with impossible times remembers nothing', (t) => {
  const path = join(tempFolder(t), 'x.json');
  conditionMemory(path, silent).write([one]);
  chmodSync(path, 0o620);
  t.deepEqual(conditionMemory(path, silent).read(), []);
  chmodSync(path, 0o600);
  symlinkSync(path, `${path}.link`);
  t.deepEqual(conditionMemory(`${path}.link`, silent).read(), []);
  conditionMemory(path, silent).write([{ ...one, since: 1e300 }]);
  t.deepEqual(conditionMemory(path, silent).read(), []);
});
