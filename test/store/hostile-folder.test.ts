import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, linkSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import { replaceMetrics } from '../../src/store/metrics-file.ts';
import { appendReport } from '../../src/store/private-files.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a report goes into a file of ours, and nowhere that somebody else made of its name', (t) => {
  const folder = tempFolder(t);
  const [precious, report] = [join(folder, 'authorized_keys'), join(folder, 'report')];
  writeFileSync(precious, 'key\n');
  symlinkSync(precious, report);
  t.throws(() => appendReport(report, 'evil\n'));
  const hard = join(folder, 'hard');
  linkSync(precious, hard);
  t.throws(() => appendReport(hard, 'evil\n'));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  t.throws(() => appendReport(pipe, 'evil\n'));
  t.is(readFileSync(precious, 'utf8'), 'key\n');
  const own = join(folder, 'own');
  appendReport(own, 'one\n');
  appendReport(own, 'two\n');
  t.is(readFileSync(own, 'utf8'), 'one\ntwo\n');
  t.is(statSync(own).mode & 0o777, 0o600);
});

test('metrics replace a pipe or a link in their place, and read neither', (t) => {
  const folder = tempFolder(t);
  const path = join(folder, 'bulwark.prom');
  execFileSync('mkfifo', [path]);
  t.is(
    replaceMetrics(path, (before) => `a${before}\n`),
    null,
  );
  t.is(readFileSync(path, 'utf8'), 'a\n');
  t.is(statSync(path).mode & 0o777, 0o644);
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'b');
  chmodSync(secret, 0o600);
  const link = join(folder, 'link.prom');
  symlinkSync(secret, link);
  t.is(
    replaceMetrics(link, (before) => `c${before}\n`),
    null,
  );
  t.is(readFileSync(link, 'utf8'), 'c\n');
  t.is(readFileSync(secret, 'utf8'), 'b');
  t.is(statSync(secret).mode & 0o777, 0o600);
  t.true(existsSync(secret));
});
