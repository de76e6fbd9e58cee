import { readFileSync } from 'node:fs';

import test from 'ava';

import { editTwice, type TextAnswer, type TextCase } from './support/edit-in-memory.ts';

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));
const questions = fixture('questions-text.json') as Readonly<Record<string, TextCase>>;
const { answers } = fixture('answers-text.json') as {
  readonly answers: Readonly<Record<string, readonly TextAnswer[]>>;
};

/** What differs on purpose, by question, with the reason. */
const deviations: Readonly<Record<string, string>> = {
  'insertafter a last line without line feed': 'no line is glued to the last one',
  'CRLF: a line is added': 'CRLF is kept',
  'CRLF: a line is replaced': 'CRLF is kept',
  'CRLF: a line that is there': 'CRLF is kept, and no reason to change anything',
  'CRLF: dollar stands before LF only': 'CRLF is kept',
  'CRLF: insertbefore': 'CRLF is kept',
  'CRLF: a last line without its end': 'CRLF is kept',
  'random 8': 'CRLF is kept',
  'random 67': 'a pattern is checked before it is used',
  'random 107': 'a replacement is checked before it is used',
};

for (const [name, question] of Object.entries(questions)) {
  const reason = deviations[name];
  test(`${question.module}: ${name}${reason === undefined ? '' : `, other than Ansible: ${reason}`}`, (t) => {
    const ours = editTwice(question).map(comparable);
    const theirs = (answers[name] ?? []).map(comparable);
    if (reason === undefined) t.deepEqual(ours, theirs);
    else t.notDeepEqual(ours, theirs, 'it no longer differs: take it off the list');
  });
}

test('every deviation names a question', (t) => {
  t.deepEqual(
    Object.keys(deviations).filter((name) => !(name in questions)),
    [],
  );
});

/** Of what failed only that it did, and that nothing was written. */
const comparable = ({ msg, mode, ...answer }: TextAnswer): TextAnswer =>
  answer.failed
    ? answer
    : { ...answer, ...(msg === undefined ? {} : { msg }), ...(mode === undefined ? {} : { mode }) };
