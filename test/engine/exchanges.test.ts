import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Fleet } from './support/fleet.ts';

const copies = (count: number): string =>
  Array.from(
    { length: count },
    (_, at) => `    - copy: { dest: "{{ folder }}/f${String(at)}", content: "${String(at)}" }\n`,
  ).join('');
const play = (tasks: string): string => `- hosts: all\n  tasks:\n${tasks}`;

const converged = test.macro({
  async exec(t, text: string, count: number) {
    const fleet = new Fleet(t);
    for (let at = 0; at < count; at += 1)
      writeFileSync(join(fleet.folder('h1'), `f${String(at)}`), String(at), { mode: 0o600 });
    const again = await fleet.run(text, ['h1']);
    t.is(again.results.filter((result) => result.endsWith('ok')).length, count);
    t.is(again.exchanges.get('h1'), 1);
  },
  title: (_, __, count: number) => `a converged host is asked once: ${String(count)} tasks`,
});
test(converged, play(copies(3)), 3);
test(converged, play(copies(20)), 20);
test(converged, play(copies(200)), 200);
test('in several plays', converged, `${play(copies(4))}${play(copies(5))}${play(copies(6))}`, 15);

const registered = (count: number): string =>
  play(
    Array.from(
      { length: count },
      (_, at) => `    - command: { cmd: "echo ${String(at)}", read_only: true }
      register: r${String(at)}
    - copy: { dest: "{{ folder }}/r${String(at)}", content: "{{ r${String(at)}.stdout }}" }
`,
    ).join(''),
  );
const costs = test.macro({
  async exec(t, count: number) {
    const fleet = new Fleet(t);
    await fleet.run(registered(count), ['h1']);
    const again = await fleet.run(registered(count), ['h1']);
    t.true(again.results.every((result) => result.endsWith(' ok')));
    t.is(again.exchanges.get('h1'), count === 1 ? 2 : again.exchanges.get('h1'));
    t.true((again.exchanges.get('h1') ?? 0) <= 1 + count);
  },
  title: (_, count: number) => `a registered value that is used costs one exchange more: ${String(count)}`,
});
test(costs, 1);
test(costs, 10);

test('independent changes are performed and asked again in one exchange', async (t) => {
  const fleet = new Fleet(t);
  let performing = 0;
  const ran = await fleet.run(play(copies(30)), ['h1'], {
    beforeFrame: (_, { prelude }) => {
      if (prelude?.parts.join('').includes('bw_write()') === true) performing += 1;
    },
  });
  t.is(ran.results.filter((result) => result.endsWith('changed')).length, 30);
  t.is(performing, 1);
});

test('a converged host is asked once, whatever blocks, sections, flushes, handlers and metas the play has', async (t) => {
  const fleet = new Fleet(t);
  const file = (name: string): string =>
    `{ name: ${name}, copy: { dest: "{{ folder }}/${name}", content: "1" }, notify: h }`;
  const text = `- hosts: all
  pre_tasks: [${file('pre')}]
  tasks:
    - block:
        - ${file('a')}
        - block: [${file('b')}]
          rescue: [${file('never')}]
          always: [${file('c')}]
        - meta: flush_handlers
      rescue: [{ command: "true" }]
      always: [${file('d')}, { command: { cmd: "true", read_only: true }, until: true }]
      on_failure: rollback
    - { meta: end_host, when: false }
    - { meta: noop }
    - ${file('e')}
  post_tasks: [${file('post')}]
  handlers: [{ name: h, command: "true", register: handled }]
- hosts: all
  tasks: [${file('second').replace(', notify: h', '')}]
`;
  await fleet.run(text, ['h1']);
  const again = await fleet.run(text, ['h1']);
  t.deepEqual([...new Set(again.results.map((result) => result.split(' ').at(-1)))], ['ok']);
  t.is(again.exchanges.get('h1'), 1);
  t.is(again.results.length, 9);
  const plan = await fleet.run(text, ['h1'], { mode: 'plan' });
  t.is(plan.exchanges.get('h1'), 1);
});

test('many registered results that later tasks use cost one exchange more, not one a task', async (t) => {
  const fleet = new Fleet(t);
  const asks = Array.from(
    { length: 10 },
    (_, at) => `    - { command: { cmd: "echo ${String(at)}", read_only: true }, register: r${String(at)} }\n`,
  );
  const uses = Array.from(
    { length: 10 },
    (_, at) => `    - copy: { dest: "{{ folder }}/r${String(at)}", content: "{{ r${String(at)}.stdout }}" }\n`,
  );
  const text = play([...asks, ...uses].join(''));
  await fleet.run(text, ['h1']);
  const again = await fleet.run(text, ['h1']);
  t.true(again.results.every((result) => result.endsWith(' ok')));
  t.is(again.exchanges.get('h1'), 2);
});
