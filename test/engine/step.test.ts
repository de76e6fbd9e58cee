import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Fleet } from './support/fleet.ts';

const text = `- hosts: all
  tasks:
    - { name: one, copy: { dest: "{{ folder }}/one", content: "1" }, notify: tell }
    - { name: nothing, file: { path: "{{ folder }}", state: directory } }
    - { name: two, command: { cmd: "touch {{ folder }}/two" } }
    - { name: three, command: { cmd: "touch {{ folder }}/three" } }
  handlers: [{ name: tell, command: { cmd: "touch {{ folder }}/told" } }]
`;
type Answer = 'yes' | 'no' | 'continue';
const asking = (answers: Readonly<Record<string, Answer>>, asked: string[]) => ({
  confirmTask: (task: string): Promise<Answer> => {
    asked.push(task);
    return Promise.resolve(answers[task] ?? 'no');
  },
});

test('--step asks once a task that has something to do, for all hosts, and does what is wanted', async (t) => {
  const fleet = new Fleet(t);
  const asked: string[] = [];
  const ran = await fleet.run(text, ['h1', 'h2'], {
    options: { forks: 1, ...asking({ one: 'yes', two: 'no', three: 'yes' }, asked) },
  });
  t.deepEqual(asked, ['one', 'two', 'three']);
  t.deepEqual(
    ['one', 'told', 'two', 'three'].map((name) => existsSync(join(fleet.folder('h2'), name))),
    [true, true, false, true],
  );
  t.deepEqual(
    ran.results.filter((result) => result.includes(' two ')),
    [],
  );
});

test('continue asks no more, and a host on which all was declined is told as drifted', async (t) => {
  const fleet = new Fleet(t);
  const asked: string[] = [];
  await fleet.run(text, ['h1', 'h2'], { options: asking({ one: 'continue' }, asked) });
  t.deepEqual(asked, ['one']);
  t.true(existsSync(join(fleet.folder('h1'), 'three')));
  const declined = await new Fleet(t).run(text, ['h1'], { options: asking({}, []) });
  t.deepEqual(declined.outcomes, { h1: 'drifted' });
});

test('control planes that come to their turn later take the answer that was given', async (t) => {
  const asked: string[] = [];
  const ran = await new Fleet(t).run(text, ['cp1', 'cp2'], {
    groups: { control_plane: ['cp1', 'cp2'], workers: [] },
    options: asking({ one: 'yes', two: 'yes', three: 'yes' }, asked),
  });
  t.deepEqual(asked, ['one', 'two', 'three']);
  t.deepEqual(ran.outcomes, { cp1: 'changed', cp2: 'changed' });
});
