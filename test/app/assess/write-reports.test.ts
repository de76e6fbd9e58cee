import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';

import { reportProblems, writeReports } from '../../../src/app/assess/write-reports.ts';
import { writeEvidence } from '../../../src/app/evidence.ts';
import { diskPlanFiles } from '../../../src/store/plan-files.ts';
import { diskFiles } from '../../../src/store/source-files.ts';
import { signText } from '../../../src/store/ssh-keygen.ts';
import { streamFile } from '../../../src/store/stream-file.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';

const ports = () => ({ files: diskFiles(), plans: { files: diskPlanFiles(0), who: '', version: '', rehearse: never } });
const never = () => Promise.reject(new Error('nothing is rehearsed here'));
const folder = mkdtempSync(join(tmpdir(), 'bulwark-reports-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

test('an ending that names no format is refused with all that do', (t) => {
  const [problem] = reportProblems({ out: ['prod.htm'], merge: false, sign: null }, ports());
  t.is(problem?.code, 'report-format');
  t.regex(problem?.hint ?? '', /\.json/);
});

test('a folder that is not there is told before a host is contacted', (t) => {
  const [problem] = reportProblems({ out: [join(folder, 'none/prod.json')], merge: false, sign: null }, ports());
  t.is(problem?.code, 'report-unwritable');
});

test('--merge is for checklists that people fill in', (t) => {
  t.is(reportProblems({ out: [], merge: true, sign: null }, ports())[0]?.code, 'report-merge');
  const [problem] = reportProblems({ out: [join(folder, 'prod.json')], merge: true, sign: null }, ports());
  t.is(problem?.code, 'report-merge');
});

test('each format is written to its file, for the owner alone, in place of an earlier one', (t) => {
  const out = ['prod.json', 'prod.csv', 'prod.md'].map((name) => join(folder, name));
  writeFileSync(out[0] ?? '', 'old');
  t.deepEqual(reportProblems({ out, merge: false, sign: null }, ports()), []);
  const { written, problems } = writeReports(sampleAssessment, { out, merge: false }, ports());
  t.deepEqual([written, problems], [out.map((path) => ({ path, files: [path] })), []]);
  for (const path of out) t.true(existsSync(path));
  t.is(JSON.parse(readFileSync(out[0] ?? '', 'utf8')).header.run, sampleAssessment.header.run);
  t.is(statSync(out[0] ?? '').mode & 0o777, 0o600);
});

test('a form of one host is written for each of them', (t) => {
  const out = [join(folder, 'each.cklb')];
  const [one] = writeReports(sampleAssessment, { out, merge: false }, ports()).written;
  t.is(one?.path, out[0]);
  t.is(one?.files.length, sampleAssessment.scope.hosts.length);
  t.true(one?.files.every((file) => existsSync(file)));
});

test('a file that cannot be written is told, and the others are written', (t) => {
  const out = [join(folder, 'gone/prod.json'), join(folder, 'more.csv')];
  const { written, problems } = writeReports(sampleAssessment, { out, merge: false }, ports());
  t.deepEqual(written, [{ path: out[1], files: [out[1]] }]);
  t.deepEqual(
    problems.map(({ code }) => code),
    ['report-unwritable'],
  );
});

test('evidence.tar is no format and is written, signed or not at all', async (t) => {
  const out = [join(folder, 'evidence.tar')];
  const evidence = { sign: signText, write: streamFile };
  t.deepEqual(reportProblems({ out, merge: false, sign: 'key' }, ports()), []);
  t.deepEqual(writeReports(sampleAssessment, { out, merge: false }, ports()), { written: [], problems: [] });
  const unkeyed = { out, sign: join(folder, 'no-key') };
  const {
    written,
    problems: [unsigned],
  } = await writeEvidence(sampleAssessment, unkeyed, evidence);
  t.deepEqual(written, []);
  t.is(unsigned?.code, 'report-unsigned');
  t.false(existsSync(out[0] ?? ''));
  t.deepEqual(await writeEvidence(sampleAssessment, { out, sign: null }, evidence), {
    written: [{ path: out[0], files: out }],
    problems: [],
  });
  t.is(statSync(out[0] ?? '').mode & 0o777, 0o600);
  const elsewhere = { out: [join(folder, 'gone/evidence.tar')], sign: null };
  const {
    problems: [unwritten],
  } = await writeEvidence(sampleAssessment, elsewhere, evidence);
  t.is(unwritten?.code, 'report-unwritable');
});

test('--sign without an archive of evidence is refused: nothing else is signed', (t) => {
  const [problem] = reportProblems({ out: [join(folder, 'prod.json')], merge: false, sign: 'key' }, ports());
  t.is(problem?.code, 'report-sign');
});
