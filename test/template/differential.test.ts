import { readFileSync } from 'node:fs';
import test from 'ava';
import { ourAnswer, theirAnswer, varsFrom } from './support/answers.ts';
import { deviations } from './support/deviations.ts';

type Case = readonly [text: string, answer: unknown];

const read = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));

/** The recorded answers of every section. */
function sectionsOf(answers: string): readonly (readonly [section: string, cases: readonly Case[]])[] {
  return Object.entries(read(answers)).flatMap(([section, cases]) =>
    Array.isArray(cases) ? [[section, cases] as const] : [],
  );
}

const agrees = test.macro({
  exec(t, questions: string, section: string, cases: readonly Case[]) {
    const { vars } = read(questions);
    const known = varsFrom(typeof vars === 'object' && vars !== null ? vars : {});
    t.true(cases.length > 0);
    for (const [text, answer] of cases) {
      const [ours, theirs] = [ourAnswer(section, text, known), theirAnswer(answer)];
      if (deviations.has(text)) t.notDeepEqual(ours, theirs, `no longer a deviation: ${text}`);
      else t.deepEqual(ours, theirs, text);
    }
  },
  title: (_title, questions: string, section: string) => `${section} of ${questions} give what Ansible 2.19 gave`,
});

const written = sectionsOf('recorded.json');
const generated = sectionsOf('generated-recorded.json');
for (const [section, cases] of written) test(agrees, 'cases.json', section, cases);
for (const [section, cases] of generated) test(agrees, 'generated.json', section, cases);

test('every deviation is a recorded case', (t) => {
  const all = new Set(written.flatMap(([, cases]) => cases.map(([text]) => text)));
  t.deepEqual(
    [...deviations.keys()].filter((text) => !all.has(text)),
    [],
  );
});

test('the recordings are as many as they were meant to be, and answer the questions that stand there', (t) => {
  const asked = (name: string): readonly unknown[] => Object.values(read(name)).filter(Array.isArray).flat();
  for (const [questions, answers, least] of [
    ['cases.json', written, 2500],
    ['generated.json', generated, 300],
  ] as const) {
    const texts = answers.flatMap(([, cases]) => cases.map(([text]) => text));
    t.true(texts.length >= least, `${texts.length} in ${questions}`);
    t.deepEqual(asked(questions), texts);
  }
});
