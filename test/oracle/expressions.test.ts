import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import fc from 'fast-check';
import { ourAnswer, theirAnswer, varsFrom } from '../template/support/answers.ts';
import { isKnownDeviation } from '../template/support/deviations.ts';
import { conditionText, expressionText, fileText } from '../template/support/grammar.ts';

/** Set by people who cannot build the oracle (no root, no network); CI must. */
const isSpared = process.env['BULWARK_NO_ORACLE'] === '1';
const top = fileURLToPath(new URL('../../', import.meta.url));
const sections = { templates: expressionText, conditions: conditionText, files: fileText };

const run = isSpared ? test.skip : test;
run('expressions made at random give what Ansible gives, asked while the test runs', (t) => {
  // The same expressions every time, so that a run of old sources finds nothing new; others with BULWARK_SEED=$RANDOM.
  const seed = Number(process.env['BULWARK_SEED'] ?? 20261122);
  t.log(`BULWARK_SEED=${seed}`);
  const { vars }: { readonly vars: object } = JSON.parse(
    readFileSync(`${top}test/template/fixtures/cases.json`, 'utf8'),
  );
  const questions = Object.fromEntries(
    Object.entries(sections).map(([section, texts]) => [
      section,
      [...new Set(fc.sample(texts, { numRuns: 2000, seed }))],
    ]),
  );
  const answers = ask({ vars, ...questions });
  const known = varsFrom(vars);
  let compared = 0;
  const different: Difference[] = [];
  for (const section of Object.keys(sections)) {
    for (const [text, answer] of answers[section] ?? []) {
      const [ours, theirs] = [ourAnswer(section, text, known), theirAnswer(answer)];
      compared += 1;
      if (!isSame(ours, theirs) && !isKnownDeviation(text, ours, theirs))
        different.push({ section, text, ours, theirs });
    }
  }
  const parts = different.filter(({ ours }) => ours === 'error').flatMap(({ text }) => partsOf(text));
  const failing = new Set(
    parts.length === 0
      ? []
      : (ask({ vars, templates: parts })['templates'] ?? [])
          .filter(([, answer]) => theirAnswer(answer) === 'error')
          .map(([text]) => text),
  );
  // Ansible fails on a part only where its value is used; Bulwark says so at once (see deviations.ts).
  const isLazy = ({ ours, text }: Difference): boolean =>
    ours === 'error' && partsOf(text).some((part) => failing.has(part));
  t.deepEqual(
    different.filter((one) => !isLazy(one)),
    [],
  );
  t.true(compared > 3000, `${compared} compared`);
});

interface Difference {
  readonly section: string;
  readonly text: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** Each part of a text in parentheses of its own, as a template. */
function partsOf(text: string): readonly string[] {
  const open: number[] = [];
  const parts: string[] = [];
  for (const [at, character] of Array.from({ length: text.length }, (_, index) => [index, text[index]] as const)) {
    if (character === '(') open.push(at);
    const from = character === ')' ? open.pop() : undefined;
    if (from !== undefined) parts.push(`{{ ${text.slice(from, at + 1)} }}`);
  }
  return parts;
}

type Answers = Readonly<Record<string, readonly (readonly [text: string, answer: unknown])[]>>;

/** One process of the oracle answers them all. */
function ask(questions: object): Answers {
  const oracle = `${top}tools/oracle/oracle`;
  const built = spawnSync(oracle, ['build'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`${built.stderr} (BULWARK_NO_ORACLE=1 goes without)`);
  const { status, stdout, stderr } = spawnSync(oracle, ['run', `${top}tools/oracle/record_template.py`], {
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const isSame = (ours: unknown, theirs: unknown): boolean => JSON.stringify(ours) === JSON.stringify(theirs);
