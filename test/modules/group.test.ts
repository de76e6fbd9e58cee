import test from 'ava';

import { complaints, boundModule, targetsOf } from '../support/host-module.ts';
import { ownAccounts } from '../support/own-accounts.ts';
import { convergeHere, shells } from '../support/simulated-host.ts';

const life = test.macro({
  exec(t, shell: string) {
    const host = ownAccounts(t, shell);
    const steps: readonly (readonly [object, readonly string[]])[] = [
      [{ name: 'bw-a', gid: 4321 }, ['group bw-a']],
      [{ name: 'bw-a' }, []],
      [{ name: 'bw-a', gid: 4322 }, ['group bw-a']],
      [{ name: 'bw-b', system: true }, ['group bw-b']],
      [{ name: 'bw-c', gid: 4322, non_unique: true }, ['group bw-c']],
      [{ name: 'bw-a', state: 'absent' }, ['group bw-a']],
      [{ name: 'bw-a', state: 'absent' }, []],
    ];
    for (const [input, wanted] of steps) {
      const { first, second } = convergeHere(boundModule('group', input), host);
      t.deepEqual([targetsOf(first), targetsOf(second)], [wanted, []], JSON.stringify(input));
    }
  },
  title: (_, shell) => `groups are made, changed and removed by the real programs (${String(shell)})`,
});
for (const shell of Object.keys(shells)) test(life, shell);

test('the result has the number of a group that was just made', (t) => {
  const bound = boundModule('group', { name: 'bw-x', gid: 4400 });
  const { outputs } = convergeHere(bound, ownAccounts(t, 'dash'));
  const answered = bound.answer({
    file: () => ({ kind: 'absent', realPath: '' }),
    output: { code: 0, stdout: Buffer.from('group=\n'), stderr: Buffer.alloc(0) },
  });
  t.deepEqual(Object.fromEntries(answered.result(outputs)), {
    name: 'bw-x',
    state: 'present',
    system: false,
    gid: 4400,
  });
});

test('names that are none, and numbers that are none, are told', (t) => {
  for (const name of ['', '-x', 'a b', 'a:b', 'a\nb', 'é', 'x'.repeat(33)])
    t.true(complaints('group', { name }).length > 0, name);
  t.deepEqual(complaints('group', { name: 'a', non_unique: true }), ['gid: is required with non_unique']);
  t.is(complaints('group', { name: 'a', gid: -1 }).length, 1);
  t.deepEqual(complaints('group', { name: 'a', gid: 0 }), []);
});
