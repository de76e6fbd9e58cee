import test from 'ava';
import { PasswordGate, type PasswordOutcome } from '../../src/transport/password-gate.ts';

const tryOn = async (
  outcomes: readonly PasswordOutcome[],
): Promise<{ results: readonly (PasswordOutcome | null)[]; most: number }> => {
  const gate = new PasswordGate();
  let [trying, most] = [0, 0];
  const attempt = (outcome: PasswordOutcome): Promise<PasswordOutcome | null> =>
    gate.attempt(async () => {
      most = Math.max(most, ++trying);
      await new Promise((resolve) => setImmediate(resolve));
      trying--;
      return outcome;
    });
  return { results: await Promise.all(outcomes.map(attempt)), most };
};

test('a wrong password reaches three hosts of many', async (t) => {
  const { results, most } = await tryOn(Array.from({ length: 50 }, () => 'refused' as const));
  t.is(results.filter((result) => result === 'refused').length, 3);
  t.is(results.filter((result) => result === null).length, 47);
  t.is(most, 3);
});

test('a right password reaches all hosts, more at once as soon as one has taken it', async (t) => {
  const { results, most } = await tryOn(Array.from({ length: 50 }, () => 'accepted' as const));
  t.true(results.every((result) => result === 'accepted'));
  t.true(most > 3);
});

test('hosts that do not ask hold up nobody', async (t) => {
  const { results } = await tryOn(Array.from({ length: 20 }, () => 'not-asked' as const));
  t.true(results.every((result) => result === 'not-asked'));
});

test('a trial that throws frees its place', async (t) => {
  const gate = new PasswordGate();
  for (let count = 0; count < 5; count++) await t.throwsAsync(gate.attempt(() => Promise.reject(new Error('lost'))));
  t.is(await gate.attempt(() => Promise.resolve('accepted')), 'accepted');
});
