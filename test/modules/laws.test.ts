import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';

import test from 'ava';

import { modules } from '../../src/modules/index.ts';
import { laws } from '../../src/modules/laws/laws.ts';
import { boundModule } from '../support/host-module.ts';
import { planHere } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const fileName = (name: string): string => name.replaceAll('_', '-');

for (const module of modules) {
  test(`${module.name} has a file and a test`, (t) => {
    t.true(existsSync(new URL(`../../src/modules/${fileName(module.name)}.ts`, import.meta.url)));
    t.true(existsSync(new URL(`./${fileName(module.name)}.test.ts`, import.meta.url)));
  });

  for (const law of laws) test(`${module.name}: ${law.name}`, (t) => t.deepEqual(law.check(module), []));
}

test('every module that has a file has its line in the registry, and the lines are sorted', (t) => {
  const folder = new URL('../../src/modules/', import.meta.url);
  const files = readdirSync(folder).filter(
    (name) =>
      name.endsWith('.ts') &&
      /^export const \w+: (?:Controller)?Module</m.test(readFileSync(new URL(name, folder), 'utf8')),
  );
  t.deepEqual(
    files.map((name) => name.replace(/\.ts$/, '')).toSorted(),
    modules.map(({ name }) => fileName(name)),
  );
});

test('asking leaves a folder as it was, to the last bit and time', (t) => {
  const folder = tempFolder(t);
  mkdirSync(`${folder}/sub`);
  writeFileSync(`${folder}/sub/a.key`, 'x');
  symlinkSync('sub', `${folder}/link`);
  const questions = [
    boundModule('file', { path: folder, state: 'directory', recurse: true, mode: '0700' }),
    boundModule('file', { glob: `${folder}/sub/*`, state: 'absent' }),
    boundModule('file', { path: [`${folder}/sub`, `${folder}/link`], state: 'absent' }),
    boundModule('copy', { dest: `${folder}/sub/a.key`, content: 'y', validate: 'rm %s' }),
    boundModule('command', { cmd: `rm -r ${folder}`, creates: `${folder}/none`, onlyif: 'true', chdir: folder }),
    boundModule('stat', { path: `${folder}/link`, follow: true }),
  ];
  const before = pictureOf(folder);
  for (const bound of questions) planHere(bound);
  t.deepEqual(pictureOf(folder), before);
});

const pictureOf = (folder: string): readonly unknown[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => lstatSync(`${folder}/${name}`))
    .map(({ mode, ino, size, mtimeMs, ctimeMs, uid }) => [mode, ino, size, mtimeMs, ctimeMs, uid]);
