import { readFileSync } from 'node:fs';

import test from 'ava';

import { ownAnswer } from './differential.ts';
import type { Answer, Question, Selected } from './differential.ts';
import { deviations } from './deviations.ts';

const questions: Readonly<Record<string, Question>> = readFixture('questions.json');
const answers: { readonly provenance: string; readonly cases: Readonly<Record<string, Answer>> } =
  readFixture('answers.json');
const [oracle] = answers.provenance.split(',');

test('the oracle was asked what is compared', (t) => {
  t.deepEqual(Object.keys(answers.cases), Object.keys(questions));
  const patterns = Object.values(questions).flatMap((question) => question.patterns);
  t.true(patterns.length >= 120, `${patterns.length} patterns`);
});

for (const [name, question] of Object.entries(questions)) {
  const wanted = answers.cases[name];
  const own = ownAnswer(question);
  const compare = (what: string, title: string, theirs: unknown, ours: unknown): void => {
    if (theirs === null || theirs === undefined) return;
    const reason = deviations[name]?.[what];
    test(reason === undefined ? `${title} as in ${oracle}` : `${title} on purpose otherwise: ${reason}`, (t) => {
      if (reason === undefined) t.deepEqual(ours, theirs);
      else t.notDeepEqual(ours, theirs, 'it is as in ansible-core: take it out of the list');
    });
  };
  if (wanted === undefined) continue;
  if (wanted.error !== undefined && wanted.error !== null) {
    compare('inventory', `the inventory ${name} is refused`, true, own.error !== undefined);
    continue;
  }
  compare('inventory', `the inventory ${name} is read`, 'no error', own.error ?? 'no error');
  for (const [pattern, hosts] of Object.entries(wanted.patterns ?? {}))
    compare(
      pattern,
      `\`${pattern}\` selects from ${name}`,
      hosts && failing(hosts),
      failing(own.patterns?.[pattern] ?? { error: own.error ?? '' }),
    );
  for (const [index, [pattern, limit]] of (question.limits ?? []).entries()) {
    const theirs = wanted.limits?.[index] ?? null;
    const key = `${pattern} -l ${limit}`;
    compare(
      key,
      `\`${key}\` selects from ${name}`,
      theirs && failing(theirs),
      failing(own.limits?.[index] ?? { error: '' }),
    );
  }
  compare('groups', `hosts of ${name} are in their groups`, wanted.groups, own.groups);
  compareEach(name, 'members', wanted.members, own.members, compare);
  compareEach(name, 'vars', wanted.vars, own.vars, compare);
}

function compareEach(
  name: string,
  what: string,
  theirs: Readonly<Record<string, unknown>> | null,
  ours: Readonly<Record<string, unknown>> | null,
  compare: (what: string, title: string, theirs: unknown, ours: unknown) => void,
): void {
  for (const [key, value] of Object.entries(theirs ?? {}))
    compare(`${what} ${key}`, `${what} of ${key} in ${name} are`, value, ours?.[key]);
}

/** Errors are compared as such, not by their words. */
function failing(selected: Selected): unknown {
  return 'error' in selected ? 'an error' : selected;
}

function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));
}
