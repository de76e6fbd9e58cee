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
  const seed = Number(process.env['BULWARK_SEED'] ?? Date.now() % 1_000_000);
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
  const different: unknown[] = [];
  for (const section of Object.keys(sections)) {
    for (const [text, answer] of answers[section] ?? []) {
      const [ours, theirs] = [ourAnswer(section, text, known), theirAnswer(answer)];
      compared += 1;
      if (!isSame(ours, theirs) && !isKnownDeviation(text)) different.push({ section, text, ours, theirs });
    }
  }
  t.deepEqual(different, []);
  t.true(compared > 3000, `${compared} compared`);
});

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
