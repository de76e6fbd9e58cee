import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Fleet, type Ran } from './support/fleet.ts';

const log = (fleet: Fleet, host = 'h1'): string => {
  const path = join(fleet.folder(host), 'log');
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().replaceAll('\n', ' ') : '';
};
const say = (text: string, more = ''): string =>
  `{ name: ${text}, shell: { cmd: "echo ${text} >>{{ folder }}/log" }${more} }`;
const pending = (fleet: Fleet): readonly string[] => {
  const folder = join(fleet.journal('h1'), 'pending');
  return existsSync(folder) ? readdirSync(folder) : [];
};
const exits = (ran: Ran): readonly string[] => ran.results.filter((result) => result.includes(' failed'));

test('handlers are flushed after pre_tasks, tasks and post_tasks', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  pre_tasks: [${say('pre', ', notify: H')}]
  tasks: [${say('task', ', notify: H')}, ${say('other')}]
  post_tasks: [${say('post', ', notify: [H, I]')}]
  handlers: [${say('I')}, ${say('H')}]
`,
    ['h1'],
  );
  t.is(log(fleet), 'pre H task other H post I H');
  t.is(ran.finished('pre').taskId, '0.pre_tasks.0');
  t.is(ran.finished('post').taskId, '0.post_tasks.0');
  t.deepEqual(pending(fleet), []);
});

test('flush_handlers runs what was notified there, once, and a false when keeps it from that', async (t) => {
  const fleet = new Fleet(t);
  await fleet.run(
    `- hosts: all
  tasks:
    - ${say('a', ', notify: H')}
    - { meta: flush_handlers, when: false }
    - ${say('b', ', notify: H')}
    - meta: flush_handlers
    - ${say('c')}
    - meta: flush_handlers
    - meta: noop
    - ${say('d', ', notify: H')}
  handlers: [${say('H')}]
`,
    ['h1'],
  );
  t.is(log(fleet), 'a b H c d H');
});

test('a handler that an earlier one notifies comes in its place; one that stands before it comes with the next flush', async (t) => {
  const fleet = new Fleet(t);
  await fleet.run(
    `- hosts: all
  tasks:
    - ${say('t', ', notify: [A, C]')}
    - meta: flush_handlers
    - ${say('u')}
  handlers: [${say('Z')}, ${say('A', ', notify: [B, Z, C]')}, ${say('B')}, ${say('C')}]
`,
    ['h1'],
  );
  t.is(log(fleet), 't A B C u Z');
});

test('listen, templated names, loops, when and register work in handlers', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  vars: { service: web }
  tasks:
    - ${say('t', ', notify: ["restart {{ service }}", topic]')}
    - meta: flush_handlers
    - { name: shown, debug: { msg: "{{ loops.results | map(attribute='item') | list }}" } }
  handlers:
    - { name: "restart {{ service }}", shell: { cmd: "echo {{ item }} >>{{ folder }}/log" }, loop: [1, 2], register: loops }
    - { name: heard, listen: [topic, other], shell: { cmd: "echo heard >>{{ folder }}/log" }, when: loops is changed }
    - { name: deaf, listen: topic, shell: { cmd: "echo deaf >>{{ folder }}/log" }, when: false }
    - { name: same, listen: topic, shell: { cmd: "echo same >>{{ folder }}/log" }, changed_when: false }
`,
    ['h1'],
  );
  t.is(log(fleet), 't 1 2 heard same');
  t.deepEqual(ran.finished('shown').message, [1, 2]);
});

test('end_host ends the play for the host alone; its handlers stay written down and the next run does them', async (t) => {
  const fleet = new Fleet(t);
  const text = (when: string): string => `- hosts: all
  name: play
  tasks:
    - { name: a, copy: { dest: "{{ folder }}/a", content: "1" }, notify: H }
    - { meta: end_host, when: ${when} }
    - ${say('rest', ', changed_when: false')}
  handlers: [${say('H')}]
- hosts: all
  tasks: [${say('second')}]
`;
  const ran = await fleet.run(text("inventory_hostname == 'h1'"), ['h1', 'h2']);
  t.is(log(fleet), 'second');
  t.is(log(fleet, 'h2'), 'rest H second');
  t.is(pending(fleet).length, 1);
  t.is(ran.outcomes['h1'], 'changed');
  t.like(
    ran.events.find(({ type }) => type === 'handler-pending'),
    { host: 'h1', handler: 'H', settled: false },
  );
  await fleet.run(text('false'), ['h1']);
  t.true(log(fleet).includes('H'));
  t.deepEqual(pending(fleet), []);
});

test('end_play ends it with no handler run, and the next play goes on', async (t) => {
  const fleet = new Fleet(t);
  await fleet.run(
    `- hosts: all
  tasks: [${say('a', ', notify: H')}, { meta: end_play }, ${say('no')}]
  handlers: [${say('H')}]
- hosts: all
  tasks: [${say('second')}]
`,
    ['h1'],
  );
  t.is(log(fleet), 'a second');
});

test('what a plan cannot know does not end it', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: unknown, command: "true", register: r }
    - { meta: end_host, when: r.rc == 0 }
    - { name: rest, command: "true" }
`,
    ['h1'],
    { mode: 'plan' },
  );
  t.deepEqual(ran.results, ['h1 unknown drifted', 'h1 rest drifted']);
});

test('a meta whose when cannot be worked out fails', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: asked, command: { cmd: "echo x", read_only: true }, register: r }
    - { name: ends, meta: end_host, when: r.nothing.at_all }
`,
    ['h1'],
  );
  t.deepEqual(exits(ran), ['h1 ends failed']);
});

const refused = test.macro(async (t, word: string, hint: RegExp) => {
  const fleet = new Fleet(t);
  await t.throwsAsync(fleet.run(`- hosts: all\n  tasks: [{ meta: ${word} }]\n`, ['h1']), { message: hint });
});
test('end_batch is told its replacement', refused, 'end_batch', /end_play/);
test('reset_connection is told that it is not here', refused, 'reset_connection', /is not here/);
test('clear_facts is told that it is not here', refused, 'clear_facts', /anew in every run/);
test('any other word is told the words there are', refused, 'end_hosts', /end_host/);
test('a meta is no template', refused, '"{{ word }}"', /word|undefined|meta/);
test('the names of handlers may hang on the host and the item', async (t) => {
  const fleet = new Fleet(t);
  const text = (names: string): string => `- hosts: all
  tasks:
    - { name: each, shell: { cmd: "echo {{ item }} >>{{ folder }}/log" }, loop: [1, 2], notify: "${names}", changed_when: item == 2 }
  handlers: [${say('H1')}, ${say('H2')}]
`;
  await fleet.run(text('H{{ item }}'), ['h1']);
  t.is(log(fleet), '1 2 H2');
  const ran = await fleet.run(text('X{{ item }}'), ['h1']);
  t.is(ran.finished('each').error?.message, 'no handler of this play is called "X2"');
  t.is(log(fleet), '1 2 H2', 'found by the plan');
});

test('items of set_fact see what those before them set, and the loop stays as it was', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: adds, set_fact: { sum: "{{ sum | default([]) + [item] }}" }, loop: [1, 2, 3] }
    - { name: takes, set_fact: { sum: "{{ sum | difference([item]) }}", last: "{{ item }}" }, loop: "{{ sum }}", register: r }
    - { name: shown, debug: { msg: "{{ sum }} {{ last }} {{ r.results | length }}" } }
`,
    ['h1'],
  );
  t.is(ran.finished('shown').message, '[] 3 3');
  t.is(ran.exchanges.get('h1'), 0);
});

test('diff: false tells that something changes, and not what it was and will be', async (t) => {
  const fleet = new Fleet(t);
  const text = `- hosts: all
  tasks:
    - { name: hides, copy: { dest: "{{ folder }}/a", content: "the words" }, diff: false }
    - { name: shows, copy: { dest: "{{ folder }}/b", content: "other words" } }
`;
  const ran = await fleet.run(text, ['h1'], { mode: 'plan' });
  const contents = (task: string): readonly unknown[] =>
    ran.finished(task).changes.map(({ diff }) => [diff.text?.after, diff.entries.map(({ after }) => String(after))]);
  t.false(JSON.stringify(contents('hides')).includes('words'));
  t.true(JSON.stringify(contents('shows')).includes('other words'));
  t.is(ran.finished('hides').changes.length, 1);
});

test('a handler cannot be a block', async (t) => {
  const fleet = new Fleet(t);
  const text = '- hosts: all\n  tasks: [{ ping: {} }]\n  handlers: [{ block: [{ name: h, ping: {} }] }]\n';
  await t.throwsAsync(fleet.run(text, ['h1']), { message: /a handler cannot be a block/ });
});

test('--force-handlers runs the handlers of a host that failed', async (t) => {
  const fleet = new Fleet(t);
  const text = `- hosts: all
  tasks: [${say('a', ', notify: H')}, { name: breaks, command: "false" }]
  handlers: [${say('H')}]
`;
  await fleet.run(text, ['h1'], { options: { forceHandlers: true } });
  t.is(log(fleet), 'a H');
});
