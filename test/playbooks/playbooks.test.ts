import test, { type ExecutionContext } from 'ava';
import pLimit from 'p-limit';
import { tempFolder } from '../support/temp-folder.ts';
import { recordedAnswers } from './support/answers.ts';
import { type Case, allCases } from './support/cases.ts';
import { isSame, ofAnswer, ofRun } from './support/compare.ts';
import { deviating, pending } from './support/differences.ts';
import { runCase } from './support/run-case.ts';

const answers = recordedAnswers();
const cases = allCases();
const inTurn = pLimit(4);

test('every case has an answer, and every answer a case', (t) => {
  t.deepEqual([...answers.keys()].toSorted(), cases.map(({ name }) => name).toSorted());
});

test('what is said to differ is a case', (t) => {
  const names = new Set(cases.map(({ name }) => name));
  t.deepEqual(
    [...deviating.keys(), ...pending].filter((name) => !names.has(name)),
    [],
  );
});

const asAnsible = test.macro({
  title: (_title, { name }: Case) => `as Ansible: ${name}`,
  exec: (t: ExecutionContext, given: Case) => inTurn(() => compare(t, given)),
});

async function compare(t: ExecutionContext, given: Case): Promise<void> {
  const runs = await runCase(given, tempFolder(t));
  const ours = runs.map(ofRun);
  const theirs = (answers.get(given.name) ?? []).map(ofAnswer);
  const reason = deviating.get(given.name) ?? (pending.has(given.name) ? 'it is not built yet' : undefined);
  if (reason === undefined) t.deepEqual(ours, theirs);
  else t.false(isSame(ours, theirs), `this is as Ansible does it now: it is no difference any more (${reason})`);
}

for (const given of cases) test(asAnsible, given);
