import test from 'ava';

import type { TaskAnswer } from '../../src/app/ports.ts';
import { askTask, confirmChange } from '../../src/cli/confirm.ts';
import { newRunId } from '../../src/cli/run-id.ts';
import { startStopping } from '../../src/cli/signals.ts';

test('the first signal stops, the second cuts, the third leaves', (t) => {
  const said: string[] = [];
  const left: number[] = [];
  const stopping = startStopping({
    say: (line) => said.push(line),
    inWork: () => 'cp-1',
    leave: (exit) => left.push(exit),
  });
  t.is(stopping.stoppedBy(), null);
  stopping.strike('SIGINT');
  t.deepEqual([stopping.stop.aborted, stopping.kill.aborted, left.length], [true, false, 0]);
  stopping.strike('SIGINT');
  t.deepEqual([stopping.stop.aborted, stopping.kill.aborted, left.length], [true, true, 0]);
  stopping.strike('SIGTERM');
  t.deepEqual(left, [130]);
  t.is(stopping.stoppedBy(), 'SIGINT');
  t.deepEqual(said, [
    'stopping: cp-1 first ends its step, restarts and gates; again: cut',
    'cutting: what runs on the hosts is killed; again: leave at once',
  ]);
});

const answers = test.macro(async (t, given: readonly (string | null)[], yes: boolean, shown: readonly string[]) => {
  const left = [...given];
  const said: string[] = [];
  const answer = await confirmChange('Apply', {
    preview: (whole) => [whole ? 'diff' : 'head'],
    say: (line) => said.push(line),
    ask: async () => left.shift() ?? null,
  });
  t.is(answer, yes);
  t.deepEqual(said, shown);
});

test('y is yes', answers, ['y'], true, ['head']);
test('YES is yes', answers, [' YES '], true, ['head']);
test('n is no', answers, ['n'], false, ['head']);
test('nothing is no', answers, [''], false, ['head']);
test('the end of the input is no', answers, [null], false, ['head']);
test('a word that is none of them is no', answers, ['maybe'], false, ['head']);
test('d shows all of it and asks again', answers, ['d', 'diff', 'y'], true, ['head', 'diff', 'diff']);

test('a run id is the date and two letters or digits', (t) => {
  t.is(
    newRunId(new Date(2026, 10, 3), () => 0, new Set()),
    '1103-aa',
  );
  t.is(
    newRunId(new Date(2026, 0, 21), () => 0.9999, new Set()),
    '0121-99',
  );
});

test('an id that another run has is not drawn again', (t) => {
  let drawn = 0;
  const random = (): number => Math.floor(drawn++ / 4) / 36;
  t.is(newRunId(new Date(2026, 10, 3), random, new Set(['1103-aa'])), '1103-bb');
});

test('the question offers a diff only where there is more to show', async (t) => {
  const asked = async (whole: string) => {
    const questions: string[] = [];
    const answer = await confirmChange('Roll back', {
      preview: (all) => [all ? whole : 'short'],
      say: () => undefined,
      ask: async (question) => {
        questions.push(question);
        return questions.length === 1 ? 'd' : 'y';
      },
    });
    return [questions, answer] as const;
  };
  t.deepEqual(await asked('short'), [['Roll back? [y/N] '], false]);
  t.deepEqual(await asked('long'), [['Roll back? [y/N/d = diff] ', 'Roll back? [y/N/d = diff] '], true]);
});

const steps = test.macro({
  title: (_, typed: readonly (string | null)[], meant: TaskAnswer) => `--step: ${JSON.stringify(typed)} means ${meant}`,
  exec: async (t, typed: readonly (string | null)[], meant: TaskAnswer) => {
    const left = [...typed];
    const answer = await askTask('Edit', { say: () => undefined, ask: () => Promise.resolve(left.shift() ?? null) });
    t.is(answer, meant);
    t.deepEqual(left, []);
  },
});
test(steps, ['y'], 'yes');
test(steps, [' Yes '], 'yes');
test(steps, ['c'], 'continue');
test(steps, ['continue'], 'continue');
test(steps, ['N'], 'no');
test(steps, [''], 'no');
test(steps, [null], 'no');
test(steps, ['what', 'c'], 'continue');
