import test from 'ava';

import { resumedWords } from '../../src/app/resume.ts';
import type { Words } from '../../src/app/kept-words.ts';
import type { HostOutcome } from '../../src/domain/event.ts';
import type { RunAbout } from '../../src/domain/history.ts';
import { memoryFiles } from '../support/memory-files.ts';
import { aboutRun } from '../support/records.ts';

const digests: Readonly<Record<string, string>> = { 'hardening.yaml': 'aa', 'prod.yaml': 'bb' };
const outcomes: readonly (readonly [string, HostOutcome | null])[] = [
  ['a', 'ok'],
  ['b', 'changed'],
  ['c', 'drifted'],
  ['d', 'untouched'],
  ['e', 'failed'],
  ['f', 'rolled-back'],
  ['g', 'unreachable'],
  ['h', 'half-way'],
  ['i', null],
];

const resumed = (now: Partial<Words> = {}, about: Partial<RunAbout> = {}, folder = '/srv/prod') =>
  resumedWords(
    { operands: [], values: new Map([['resume', ['1121-k7']]]), flags: new Map(), ...now },
    {
      run: { entry: 2, about: aboutRun('1121-k7', about), summary: null },
      hosts: new Map(outcomes),
      folder,
      files: memoryFiles({}),
      digest: (path) => digests[path] ?? null,
    },
  );

test('a resumed run has the words of the run, and the hosts that it did not finish', (t) => {
  const words = resumed({ flags: new Map([['diff', 1]]) });
  if (!words.ok) return t.fail(JSON.stringify(words.diagnostics));
  t.deepEqual(words.value.operands, ['hardening.yaml']);
  t.deepEqual(Object.fromEntries(words.value.values), { inventory: ['prod.yaml'], limit: ['d,e,f,g,h,i'] });
  t.deepEqual(Object.fromEntries(words.value.flags), { diff: 1 }, '--yes has to be said again');
  return undefined;
});

const refused = test.macro({
  exec(t, code: string, words: ReturnType<typeof resumedWords>) {
    t.deepEqual(words.ok ? [] : words.diagnostics.map((diagnostic) => diagnostic.code), [code]);
  },
  title: (what) => `a run is not resumed: ${what ?? ''}`,
});
test('in another folder', refused, 'resume-folder', resumed({}, {}, '/srv'));
test('with a file that changed', refused, 'resume-changed', resumed({}, { files: { 'prod.yaml': 'cc' } }));
test('with a file that is gone', refused, 'resume-changed', resumed({}, { files: { gone: 'cc' } }));
test('when it was a plan', refused, 'nothing-to-resume', resumed({}, { mode: 'plan' }));
test('with a limit of its own', refused, 'resume-options', resumed({ values: new Map([['limit', ['d']]]) }));
test(
  'when it applied a plan file',
  refused,
  'resume-plan',
  resumed({}, { given: { operands: ['prod.plan'], values: {}, flags: {}, secrets: [] } }),
);
