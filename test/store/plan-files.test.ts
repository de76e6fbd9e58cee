import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import { PlanFileError } from '../../src/domain/plan-ports.ts';
import { diskPlanFiles } from '../../src/store/plan-files.ts';
import { tempFolder } from '../support/temp-folder.ts';

const me = process.getuid?.() ?? 0;
const codeOf = (action: () => unknown): string => {
  try {
    action();
    return 'ok';
  } catch (error) {
    return error instanceof PlanFileError ? error.code : String(error);
  }
};

test('a plan file is written whole, for its owner only, and never over another file', (t) => {
  const folder = tempFolder(t);
  const path = join(folder, 'a.plan');
  const files = diskPlanFiles(me);
  files.create(path, 'one');
  t.is(statSync(path).mode & 0o7777, 0o600);
  t.is(
    codeOf(() => files.create(path, 'two')),
    'plan-exists',
  );
  t.is(readFileSync(path, 'utf8'), 'one');
  symlinkSync('nowhere', join(folder, 'link'));
  t.is(
    codeOf(() => files.create(join(folder, 'link'), 'x')),
    'plan-exists',
  );
  t.is(
    codeOf(() => files.create(join(folder, 'no', 'folder'), 'x')),
    'plan-unwritable',
  );
  files.replace(path, 'three');
  t.is(new TextDecoder().decode(files.read(path)), 'three');
  t.is(statSync(path).mode & 0o7777, 0o600);
  t.deepEqual(readdirSync(folder).toSorted(), ['a.plan', 'link'], 'nothing temporary stays');
});

test("a plan file that others may write, that is a link or no file, or somebody else's is refused", (t) => {
  const folder = tempFolder(t);
  const path = join(folder, 'a.plan');
  writeFileSync(path, 'x', { mode: 0o600 });
  const files = diskPlanFiles(me);
  for (const mode of [0o620, 0o602, 0o666]) {
    chmodSync(path, mode);
    t.is(
      codeOf(() => files.read(path)),
      'plan-unsafe',
      mode.toString(8),
    );
  }
  chmodSync(path, 0o600);
  symlinkSync(path, join(folder, 'link'));
  mkdirSync(join(folder, 'sub'));
  t.is(
    codeOf(() => files.read(join(folder, 'link'))),
    'plan-unreadable',
  );
  t.is(
    codeOf(() => files.read(join(folder, 'sub'))),
    'plan-unreadable',
  );
  t.is(
    codeOf(() => files.read(join(folder, 'nope'))),
    'plan-unreadable',
  );
  t.is(files.start(join(folder, 'sub')), null);
  t.is(files.start(join(folder, 'nope')), null);
  if (me !== 0) return;
  chownSync(path, 12_345, 12_345);
  t.is(
    codeOf(() => files.read(path)),
    'plan-unsafe',
  );
});
