import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { evidenceArchive } from '../../../src/app/evidence.ts';
import { SigningError } from '../../../src/domain/errors.ts';
import { bundle } from '../../../src/report/assessment/bundle.ts';
import { signText } from '../../../src/store/ssh-keygen.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const long = `cklb/${'a-host-with-a-name-'.repeat(12)}.cklb`;
const files = [
  { path: 'assessment.json', content: '{"schemaVersion": 1}\n' },
  { path: 'empty.csv', content: '' },
  { path: 'cklb/worker-1.cklb', content: new Uint8Array(512).fill(65) },
  { path: 'cklb/wörker 証 \\1.cklb', content: 'ü\n' },
  { path: long, content: 'x'.repeat(1025) },
];

/** The archive written by us, unpacked by tar(1). */
function unpacked(t: ExecutionContext, archive: Uint8Array): string {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'evidence.tar'), archive);
  execFileSync('tar', ['-xf', 'evidence.tar'], { cwd: folder, stdio: 'pipe' });
  return join(folder, 'bulwark-1122-a7');
}

const shell = (cwd: string, script: string): string =>
  execFileSync('sh', ['-euc', script], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** What README.txt says to type. */
function commands(folder: string): readonly string[] {
  const lines = readFileSync(join(folder, 'README.txt'), 'utf8').split('\n');
  return lines.flatMap((line) => (line.startsWith('  ') ? [line.trim()] : []));
}

function signerIn(t: ExecutionContext, namespace = 'bulwark-evidence') {
  const folder = tempFolder(t);
  const key = join(folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', key]);
  const allowed = `alice@example.org namespaces="${namespace}" ${readFileSync(`${key}.pub`, 'utf8')}`;
  return { key, allowed };
}

test('tar unpacks all of it, with every name and byte, and the times of the assessment', (t) => {
  const folder = unpacked(t, bundle(sampleAssessment, files).archive(null));
  for (const { path, content } of files) t.deepEqual(readFileSync(join(folder, path)), Buffer.from(content), path);
  t.is(statSync(join(folder, 'assessment.json')).mtimeMs, Date.parse('2026-11-22T09:52:01Z'));
  t.is(statSync(join(folder, 'assessment.json')).mode & 0o777, 0o644);
});

test('the same assessment makes the same bytes, in whatever order its files come', (t) => {
  const once = bundle(sampleAssessment, files).archive(null);
  t.deepEqual(bundle(sampleAssessment, files.toReversed()).archive(null), once);
});

test('who follows the README finds it whole and signed', async (t) => {
  const { key, allowed } = signerIn(t);
  const folder = unpacked(t, await evidenceArchive(sampleAssessment, files, key, signText));
  writeFileSync(join(folder, 'allowed_signers'), allowed);
  const [whole = '', signed = ''] = commands(folder);
  t.is(shell(folder, whole).match(/: OK$/gm)?.length, files.length + 1);
  t.regex(shell(folder, signed.replace('SIGNER', 'alice@example.org')), /Good "bulwark-evidence" signature/);
});

test('a changed file, a changed manifest, a stranger and another purpose are found', async (t) => {
  const { key, allowed } = signerIn(t);
  const folder = unpacked(t, await evidenceArchive(sampleAssessment, files, key, signText));
  const [whole = '', signed = ''] = commands(folder);
  const verify = signed.replace('SIGNER', 'alice@example.org');
  const allow = (text: string): void => writeFileSync(join(folder, 'allowed_signers'), text);
  writeFileSync(join(folder, 'empty.csv'), 'all is well\n');
  t.throws(() => shell(folder, whole), { message: /empty\.csv|did NOT match/ });
  allow(signerIn(t).allowed);
  t.throws(() => shell(folder, verify));
  allow(allowed.replace('bulwark-evidence', 'file'));
  t.throws(() => shell(folder, verify));
  allow(allowed);
  t.notThrows(() => shell(folder, verify));
  writeFileSync(join(folder, 'SHA256SUMS'), `${readFileSync(join(folder, 'SHA256SUMS'), 'utf8')}\n`);
  t.throws(() => shell(folder, verify));
});

test('a key that is not there signs nothing, and says so', async (t) => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'no-key'));
  await t.throwsAsync(evidenceArchive(sampleAssessment, files, join(folder, 'none'), signText), {
    instanceOf: SigningError,
    message: /does not sign with .*none: .*No such file/,
  });
});
