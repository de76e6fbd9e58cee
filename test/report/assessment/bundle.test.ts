import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { evidenceArchive } from '../../../src/app/evidence.ts';
import { SigningError } from '../../../src/domain/errors.ts';
import { bundle } from '../../../src/report/assessment/bundle.ts';
import { assessmentFormats } from '../../../src/report/assessment/formats.ts';
import { streamFile } from '../../../src/store/stream-file.ts';
import { signText } from '../../../src/store/ssh-keygen.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const long = `cklb/${'a-host-with-a-name-'.repeat(12)}.cklb`;
const files = [
  { path: 'README.txt', text: 'read me\n' },
  { path: 'empty.csv', text: '' },
  { path: 'cklb/worker-1.cklb', text: 'A'.repeat(512) },
  { path: 'cklb/wörker 証 \\1.cklb', text: 'ü\n' },
  { path: long, text: 'x'.repeat(1025) },
];
const inParts = files.map(({ path, text }) => ({ path, parts: text.match(/.{1,100}/gsu) ?? [] }));

/** The archive written by us, unpacked by tar(1). */
async function unpacked(t: ExecutionContext, archive: AsyncIterable<Uint8Array>): Promise<string> {
  const folder = tempFolder(t);
  await streamFile(join(folder, 'evidence.tar'), archive);
  execFileSync('tar', ['-xf', 'evidence.tar'], { cwd: folder, stdio: 'pipe' });
  return join(folder, 'bulwark-1122-a7');
}

const unsigned = () => Promise.resolve(null);
async function bytesOf(archive: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces);
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

test('tar unpacks all of it, with every name and byte, and the times of the assessment', async (t) => {
  const folder = await unpacked(t, bundle(sampleAssessment, inParts, unsigned));
  for (const { path, text } of files) t.is(readFileSync(join(folder, path), 'utf8'), text, path);
  t.is(statSync(join(folder, 'empty.csv')).mtimeMs, Date.parse('2026-11-22T09:52:01Z'));
  t.is(statSync(join(folder, 'empty.csv')).mode & 0o777, 0o644);
  t.is(shell(folder, 'sha256sum --check --strict SHA256SUMS').match(/: OK$/gm)?.length, files.length);
});

test('the same assessment makes the same bytes', async (t) => {
  const once = await bytesOf(evidenceArchive(sampleAssessment, null, signText));
  t.deepEqual(await bytesOf(evidenceArchive(structuredClone(sampleAssessment), null, signText)), once);
});

test('it holds every format, and each of its files once', async (t) => {
  const folder = await unpacked(t, evidenceArchive(sampleAssessment, null, signText));
  const names = readFileSync(join(folder, 'SHA256SUMS'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(66));
  t.is(new Set(names).size, names.length);
  for (const { extensions } of assessmentFormats)
    t.true(
      names.some((name) => name.endsWith(extensions[0])),
      extensions[0],
    );
});

test('who follows the README finds it whole and signed', async (t) => {
  const { key, allowed } = signerIn(t);
  const folder = await unpacked(t, evidenceArchive(sampleAssessment, key, signText));
  writeFileSync(join(folder, 'allowed_signers'), allowed);
  const [whole = '', signed = ''] = commands(folder);
  t.notRegex(shell(folder, whole), /FAILED/);
  t.regex(shell(folder, signed.replace('SIGNER', 'alice@example.org')), /Good "bulwark-evidence" signature/);
});

test('a changed file, a changed manifest, a stranger and another purpose are found', async (t) => {
  const { key, allowed } = signerIn(t);
  const folder = await unpacked(t, evidenceArchive(sampleAssessment, key, signText));
  const [whole = '', signed = ''] = commands(folder);
  const verify = signed.replace('SIGNER', 'alice@example.org');
  const allow = (text: string): void => writeFileSync(join(folder, 'allowed_signers'), text);
  writeFileSync(join(folder, 'assessment.csv'), 'all is well\n');
  t.throws(() => shell(folder, whole), { message: /did NOT match/ });
  allow(signerIn(t).allowed);
  t.throws(() => shell(folder, verify));
  allow(allowed.replace('bulwark-evidence', 'file'));
  t.throws(() => shell(folder, verify));
  allow(allowed);
  t.notThrows(() => shell(folder, verify));
  writeFileSync(join(folder, 'SHA256SUMS'), `${readFileSync(join(folder, 'SHA256SUMS'), 'utf8')}\n`);
  t.throws(() => shell(folder, verify));
});

test('a key that is not there signs nothing, says so, and leaves no file', async (t) => {
  const folder = tempFolder(t);
  const archive = evidenceArchive(sampleAssessment, join(folder, 'none'), signText);
  await t.throwsAsync(streamFile(join(folder, 'evidence.tar'), archive), {
    instanceOf: SigningError,
    message: /does not sign with .*none: .*No such file/,
  });
  t.deepEqual(readdirSync(folder), []);
});

test('an earlier file stays as it was until the new one is whole', async (t) => {
  const file = join(tempFolder(t), 'evidence.tar');
  writeFileSync(file, 'earlier');
  await t.throwsAsync(streamFile(file, evidenceArchive(sampleAssessment, '/no/key', signText)));
  t.is(readFileSync(file, 'utf8'), 'earlier');
  await streamFile(file, evidenceArchive(sampleAssessment, null, signText));
  t.is(statSync(file).mode & 0o777, 0o600);
  t.true(statSync(file).size > 10_000);
});
