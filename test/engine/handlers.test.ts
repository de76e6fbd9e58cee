import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fleet, Ran } from './support/fleet.ts';
import { onEveryShell } from './support/on-every-shell.ts';

const pendingOf = (fleet: Fleet, host = 'h1'): readonly string[] => {
  const folder = join(fleet.journal(host), 'pending');
  return existsSync(folder)
    ? readdirSync(folder).map((name) => String(JSON.parse(readFileSync(join(folder, name), 'utf8')).handler))
    : [];
};
const logOf = (fleet: Fleet, host = 'h1'): string => {
  const path = join(fleet.folder(host), 'log');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};
const handler = (name: string, more = ''): string =>
  `    - { name: ${name}, shell: { cmd: "echo ${name} >>{{ folder }}/log" }${more} }\n`;
const told = (ran: Ran): readonly (readonly [string, boolean])[] =>
  ran.events.flatMap((event) => (event.type === 'handler-pending' ? [[event.handler, event.settled] as const] : []));

onEveryShell(
  'handlers run once a flush, in the order of definition, and may notify an earlier one',
  async (t, fleet) => {
    const ran = await fleet.run(
      `- hosts: all
  tasks:
    - { name: a, copy: { dest: "{{ folder }}/a", content: "1" }, notify: [third, first] }
    - { name: b, copy: { dest: "{{ folder }}/b", content: "1" }, notify: topic }
  handlers:
${handler('first')}${handler('second', ', listen: topic')}${handler('third', ', notify: zeroth')}${handler('zeroth')}${handler('unheard')}`,
      ['h1'],
    );
    t.is(logOf(fleet), 'first\nsecond\nthird\nzeroth\n');
    t.deepEqual(pendingOf(fleet), []);
    t.is(ran.outcomes['h1'], 'changed');
  },
);

onEveryShell('a host does not wait for others before its handlers run', async (t, fleet) => {
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: a, copy: { dest: "{{ folder }}/a", content: "1" }, notify: tell }
    - { name: slow, command: { cmd: "sleep 1.5" }, when: inventory_hostname == 'h2' }
  handlers:
${handler('tell')}`,
    ['h1', 'h2'],
  );
  const order = ran.results.filter((result) => result === 'h1 tell changed' || result === 'h2 slow changed');
  t.deepEqual(order, ['h1 tell changed', 'h2 slow changed']);
});

const failing = (force: boolean): string => `- hosts: all
  name: play
  force_handlers: ${String(force)}
  tasks:
    - { name: a, copy: { dest: "{{ folder }}/a", content: "1" }, notify: tell }
    - { name: guard, command: { cmd: "test -e {{ folder }}/good" }, changed_when: false }
  handlers:
${handler('tell')}`;

onEveryShell(
  'handlers of a failed host stay pending, and the next run settles them though all is as wanted',
  async (t, fleet) => {
    const first = await fleet.run(failing(false), ['h1']);
    t.is(first.outcomes['h1'], 'failed');
    t.is(logOf(fleet), '');
    t.deepEqual(pendingOf(fleet), ['tell']);
    writeFileSync(join(fleet.folder('h1'), 'good'), '');
    const other = await fleet.run(`- hosts: all\n  tasks: [{ ping: {} }]\n`, ['h1']);
    t.deepEqual(told(other), [['tell', false]], 'another playbook only reports it');
    t.deepEqual(pendingOf(fleet), ['tell']);
    const second = await fleet.run(failing(false), ['h1']);
    t.deepEqual(told(second), [['tell', true]]);
    t.is(logOf(fleet), 'tell\n');
    t.deepEqual(pendingOf(fleet), []);
    const third = await fleet.run(failing(false), ['h1']);
    t.deepEqual(told(third), []);
    t.is(logOf(fleet), 'tell\n');
  },
);

onEveryShell('a pending handler that has nothing to do is settled too', async (t, fleet) => {
  const text = failing(false).replace(
    / {4}- \{ name: tell.*\n/,
    '    - { name: tell, file: { path: "{{ folder }}", state: directory } }\n',
  );
  await fleet.run(text, ['h1']);
  t.deepEqual(pendingOf(fleet), ['tell']);
  await fleet.run(text.replace('test -e', 'true'), ['h1']);
  t.deepEqual(pendingOf(fleet), []);
});

onEveryShell('force_handlers runs them in spite of the failure', async (t, fleet) => {
  const ran = await fleet.run(failing(true), ['h1']);
  t.is(ran.outcomes['h1'], 'failed');
  t.is(logOf(fleet), 'tell\n');
  t.deepEqual(pendingOf(fleet), []);
});

onEveryShell('a handler that fails stays pending', async (t, fleet) => {
  const text = failing(false)
    .replace('test -e {{ folder }}/good', 'true')
    .replace('echo tell', 'test -e {{ folder }}/good && echo tell');
  const ran = await fleet.run(text, ['h1']);
  t.is(ran.outcomes['h1'], 'failed');
  t.deepEqual(pendingOf(fleet), ['tell']);
  writeFileSync(join(fleet.folder('h1'), 'good'), '');
  await fleet.run(text, ['h1']);
  t.is(logOf(fleet), 'tell\n');
  t.deepEqual(pendingOf(fleet), []);
});

onEveryShell('a pending handler that would disrupt too much stays pending', async (t, fleet) => {
  await fleet.run(failing(false), ['h1']);
  writeFileSync(join(fleet.folder('h1'), 'good'), '');
  const text = `${failing(false).replace('- { name: tell, shell: { cmd: "echo tell >>{{ folder }}/log" } }', '- { name: tell, systemd: { name: bulwark-none, state: restarted } }')}`;
  await fleet.run(text, ['h1'], { options: { disrupt: 'none' } });
  t.deepEqual(pendingOf(fleet), ['tell']);
});

onEveryShell('no handler is left pending for a change that was not made', async (t, fleet) => {
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: no news, command: { cmd: "true" }, changed_when: false, notify: one }
    - { name: refused, copy: { dest: "{{ folder }}/x", content: "1", validate: "false %s" }, notify: two }
  handlers:
${handler('one')}${handler('two')}`,
    ['h1'],
  );
  t.deepEqual(ran.results, ['h1 no news ok', 'h1 refused failed']);
  t.deepEqual(pendingOf(fleet), []);
});

onEveryShell('a change that is rolled back leaves no handler pending', async (t, fleet) => {
  const ran = await fleet.run(failing(false).replace('  name: play', '  name: play\n  on_failure: rollback'), ['h1']);
  t.is(ran.outcomes['h1'], 'rolled-back');
  t.false(existsSync(join(fleet.folder('h1'), 'a')));
  t.deepEqual(pendingOf(fleet), []);
});

onEveryShell('nothing is changed where its handler cannot be written down', async (t, fleet) => {
  await fleet.run(`- hosts: all\n  tasks: [{ copy: { dest: "{{ folder }}/first", content: "1" } }]\n`, ['h1']);
  const folder = join(fleet.journal('h1'), 'pending');
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'in the way');
  const ran = await fleet.run(failing(false), ['h1']);
  t.is(ran.finished('a').error?.code, 'journal');
  t.is(ran.outcomes['h1'], 'failed');
  t.false(existsSync(join(fleet.folder('h1'), 'a')));
});
