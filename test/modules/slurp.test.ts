import { symlinkSync, writeFileSync } from 'node:fs';

import test from 'ava';

import { boundModule, targetsOf } from '../support/host-module.ts';
import { askHere, planHere } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a file comes as Base64, through links, whatever it holds', (t) => {
  const folder = tempFolder(t);
  writeFileSync(`${folder}/a`, Buffer.from([0, 255, 10]));
  symlinkSync('a', `${folder}/link`);
  const bound = boundModule('slurp', { path: `${folder}/link` });
  t.deepEqual(
    [...bound.answer(askHere(bound)).result([])],
    [
      ['source', `${folder}/link`],
      ['encoding', 'base64'],
      ['content', 'AP8K'],
    ],
  );
});

test('an empty file is empty, and what is missing, a folder or too large is refused', (t) => {
  const folder = tempFolder(t);
  writeFileSync(`${folder}/empty`, '');
  const bound = boundModule('slurp', { src: `${folder}/empty` });
  t.is(bound.answer(askHere(bound)).result([]).get('content'), '');
  writeFileSync(`${folder}/large`, Buffer.alloc(1024 * 1024 + 1));
  const said = (src: string): string => targetsOf(planHere(boundModule('slurp', { src }))).join();
  t.regex(said(`${folder}/none`), /File not found/);
  t.regex(said(folder), /is a folder/);
  t.regex(said(`${folder}/large`), /larger than 1 MiB/);
});
