/**
 * Random edits by lineinfile, blockinfile and replace, ours against ansible-core's.
 *
 *     node tools/oracle/fuzz-text.ts ROOT [COUNT] [SEED]     ROOT: the oracle's folder (tools/oracle/oracle where)
 *
 * Prints each case where they differ, as a question for test/modules/fixtures/questions-text.json.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

import * as fc from 'fast-check';

import { textCases } from './text-cases.ts';
import { editTwice, type TextAnswer, type TextCase } from '../../test/modules/support/edit-in-memory.ts';

const [root = '', count = '500', seed = '1'] = process.argv.slice(2);

const asked: readonly TextCase[] = fc.sample(textCases, { numRuns: Number(count), seed: Number(seed) });
copyFileSync(new URL('record_text.py', import.meta.url), `${root}/tmp/record_text.py`);
const questions = Object.fromEntries(asked.map((one, at) => [String(at), one]));
const { stdout, stderr } = spawnSync(
  'chroot',
  [root, 'env', 'LC_ALL=C.UTF-8', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'python3', '/tmp/record_text.py'],
  {
    input: JSON.stringify(questions),
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  },
);
if (stderr !== '') console.error(stderr);
const recorded: { readonly answers: Readonly<Record<string, readonly TextAnswer[]>> } = JSON.parse(stdout);
let differing = 0;
for (const [at, one] of asked.entries()) {
  const theirs = recorded.answers[at] ?? [];
  const ours = editTwice(one);
  const shown = (answers: readonly TextAnswer[]) =>
    answers.map((answer) => ({ ...answer, ...(answer.failed ? { msg: '', mode: '' } : {}) }));
  if (isDeepStrictEqual(shown(ours), shown(theirs)) || isKnown(one, ours, theirs)) continue;
  differing += 1;
  console.log(JSON.stringify(one), '\n  theirs', JSON.stringify(theirs), '\n  ours  ', JSON.stringify(ours));
}
console.log(`${differing} of ${asked.length} differ`);

/** What differs on purpose: CRLF is kept, no line is glued to the last one, and a pattern is checked before it is used. */
function isKnown(
  { module, content: before, args }: TextCase,
  ours: readonly TextAnswer[],
  theirs: readonly TextAnswer[],
): boolean {
  const plain = (answers: readonly TextAnswer[]): string =>
    answers.map(({ content: text }) => (text ?? '').replaceAll(/[\r\n]/g, '')).join('|');
  const isSame = plain(ours) === plain(theirs);
  if (module === 'lineinfile' && isSame && (before ?? '').includes('\r')) return true;
  if (module === 'lineinfile' && isSame && 'insertafter' in args && !(before ?? '').endsWith('\n')) return true;
  return ours.every(({ failed }) => failed) && theirs.every(({ changed }) => !changed) && before === theirs[1]?.content;
}
