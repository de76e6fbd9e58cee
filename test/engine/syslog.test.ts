import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { Fleet } from './support/fleet.ts';

const play = `- hosts: all
  tasks:
    - copy: { dest: "{{ folder }}/a", content: "a" }
    - copy: { dest: "{{ folder }}/b", content: "b" }
`;

/** A fleet of one host, and what its journal was told: the words of each call. */
function told(t: ExecutionContext) {
  const fleet = new Fleet(t);
  const file = join(fleet.folder('h1'), 'told');
  fleet.logger('h1', `printf '%s\\n' "$#" "$@" >>${file}`);
  return { fleet, words: () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []) };
}

test('a changed host is told once by whom, what and how it ended, in no exchange of its own', async (t) => {
  const { fleet, words } = told(t);
  const changing = await fleet.run(play, ['h1']);
  t.deepEqual(words(), ['4', '-t', 'bulwark', '--', 'run 1121-t1 by test@here: apply site.yaml, 2 changes, changed']);
  // Look, lock, look again, perform: the line travels with the end of the connection.
  t.is(changing.exchanges.get('h1'), 4);
  await fleet.run(play, ['h1']);
  t.is(words().length, 5);
});

test('what is put back is told, too', async (t) => {
  const { fleet, words } = told(t);
  await fleet.run(play, ['h1']);
  await fleet.rollback('1121-t1', ['h1'], { options: { run: '1121-t2' } });
  t.is(words().at(-1), 'run 1121-t2 by test@here: rollback of 1121-t1, 2 changes, put back');
});

test('words that could mean something to a shell or a terminal are only words', async (t) => {
  const { fleet, words } = told(t);
  const who = `$(touch ${fleet.folder('h1')}/owned) 'a"b\`\n\u001B[31m\u202E@here`;
  await fleet.run(play, ['h1'], { options: { who } });
  t.is(words()[0], '4');
  t.is(words().length, 5);
  t.is(
    words()[4],
    `run 1121-t1 by $(touch ${fleet.folder('h1')}/owned) 'a"b\` [31m @here: apply site.yaml, 2 changes, changed`,
  );
  t.false(existsSync(join(fleet.folder('h1'), 'owned')));
});

test('a logger that fails or hangs is no failure', async (t) => {
  for (const script of ['exit 1', 'sleep 60']) {
    const { fleet } = told(t);
    fleet.logger('h1', script);
    const startedAt = performance.now();
    t.is((await fleet.run(play, ['h1'])).outcomes['h1'], 'changed');
    t.true(performance.now() - startedAt < 20_000);
  }
});

test('a check and a host that is as wanted are told nothing', async (t) => {
  const { fleet, words } = told(t);
  await fleet.run(play, ['h1'], { mode: 'plan' });
  for (const name of ['a', 'b']) writeFileSync(join(fleet.folder('h1'), name), name, { mode: 0o600 });
  await fleet.run(play, ['h1']);
  t.deepEqual(words(), []);
});
