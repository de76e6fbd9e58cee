import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Fleet } from './support/fleet.ts';

const text = (more = ''): string => `- hosts: all
${more}  tasks:
    - { name: there, copy: { dest: "{{ hostvars['h2'].folder }}/from-{{ inventory_hostname }}", content: "1" }, delegate_to: h2, when: inventory_hostname != 'h2', register: r }
    - { name: here, copy: { dest: "{{ folder }}/here", content: "was {{ r.failed | default(false) }}" } }
`;
const files = (fleet: Fleet, host: string): readonly string[] => readdirSync(fleet.folder(host)).toSorted();

test('a delegated task is done on the other machine, and is this host’s result', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(text(), ['h1', 'h2', 'h3'], { options: { forks: 1 } });
  t.deepEqual(files(fleet, 'h2'), ['from-h1', 'from-h3', 'here']);
  t.is(ran.finished('there', 'h1').delegatedTo, 'h2');
  t.is(ran.finished('there', 'h1').status, 'changed');
  t.is(readFileSync(join(fleet.folder('h1'), 'here'), 'utf8'), 'was False');
  const again = await fleet.run(text(), ['h1', 'h2', 'h3']);
  t.is(again.finished('there', 'h3').status, 'ok');
  t.deepEqual(again.outcomes, { h1: 'ok', h2: 'ok', h3: 'ok' });
});

test('the journal of the change is on the machine that was changed', async (t) => {
  const fleet = new Fleet(t);
  await fleet.run(
    `- hosts: all
  tasks: [{ name: there, copy: { dest: "{{ hostvars['h2'].folder }}/x", content: "1" }, delegate_to: h2, run_once: true }]
`,
    ['h1', 'h2'],
  );
  t.true(existsSync(join(fleet.journal('h2'), 'runs')));
  t.false(existsSync(join(fleet.journal('h1'), 'runs')));
});

test('a machine that no play touches is reached and locked', async (t) => {
  const fleet = new Fleet(t);
  const playbook = text().replace('hosts: all', 'hosts: h1');
  const ran = await fleet.run(playbook, ['h1', 'h2']);
  t.deepEqual(files(fleet, 'h2'), ['from-h1']);
  t.true(existsSync(join(fleet.journal('h2'), 'lock.holder')) || existsSync(join(fleet.journal('h2'), 'lock')));
  t.deepEqual(Object.keys(ran.outcomes), ['h1']);
});

test('each item of a loop goes to its machine', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: h1
  tasks:
    - { name: each, copy: { dest: "{{ hostvars[item].folder }}/x", content: "1" }, delegate_to: "{{ item }}", loop: [h2, h3, h1] }
`,
    ['h1', 'h2', 'h3'],
  );
  t.deepEqual([files(fleet, 'h1'), files(fleet, 'h2'), files(fleet, 'h3')], [['x'], ['x'], ['x']]);
  t.deepEqual(
    ran.events.flatMap((event) => (event.type === 'task-finished' ? [event.delegatedTo] : [])),
    ['h2', 'h3', null],
  );
});

test('its handler runs on the host of the task', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: h1
  tasks: [{ name: there, copy: { dest: "{{ hostvars['h2'].folder }}/x", content: "1" }, delegate_to: h2, notify: tell }]
  handlers: [{ name: tell, command: { cmd: "touch {{ folder }}/told" } }]
`,
    ['h1', 'h2'],
  );
  t.deepEqual(ran.results, ['h1 there changed', 'h1 tell changed']);
  t.deepEqual(files(fleet, 'h1'), ['told']);
  t.deepEqual(readdirSync(join(fleet.journal('h1'), 'pending')), []);
  t.false(existsSync(join(fleet.journal('h2'), 'pending', 'x')));
});

test('a machine that cannot be reached makes the host of the task unreachable', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    text().replace('hosts: all', 'hosts: [h1, h3]').replace("!= 'h2'", "== 'h1'"),
    ['h1', 'h2', 'h3'],
    {
      dead: ['h2'],
    },
  );
  t.deepEqual(ran.outcomes, { h1: 'unreachable', h3: 'changed' });
  t.like(
    ran.events.find((event) => event.type === 'host-lost'),
    { host: 'h1', message: 'its task is delegated to h2, and h2 does not answer' },
  );
});

test('a plan changes nothing there', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(text(), ['h1', 'h2'], { mode: 'plan' });
  t.is(ran.finished('there', 'h1').status, 'drifted');
  t.deepEqual(files(fleet, 'h2'), []);
});

test('what is delegated stays when its host is put back, and the host says so', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: h1
  on_failure: rollback
  tasks:
    - { name: there, copy: { dest: "{{ hostvars['h2'].folder }}/x", content: "1" }, delegate_to: h2 }
    - { name: here, copy: { dest: "{{ folder }}/y", content: "1" } }
    - { name: fails, command: { cmd: "false" } }
`,
    ['h1', 'h2'],
  );
  t.deepEqual(files(fleet, 'h2'), ['x']);
  t.deepEqual(files(fleet, 'h1'), []);
  const told = ran.events.find((event) => event.type === 'host-rolled-back');
  t.is(
    told?.type === 'host-rolled-back' ? told.message : '',
    '1 change undone; delegated, and so kept: 1 change on h2; services healthy',
  );
  t.is(ran.outcomes['h1'], 'failed');
});

test('what others changed on a machine is asked again there', async (t) => {
  const fleet = new Fleet(t);
  writeFileSync(join(fleet.folder('h2'), 'x'), 'old');
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: there, copy: { dest: "{{ hostvars['h2'].folder }}/x", content: "new" }, delegate_to: h2, run_once: true }
    - { name: see, stat: { path: "{{ folder }}/x" }, register: s }
    - { name: keep, copy: { dest: "{{ folder }}/size", content: "size {{ s.stat.size | default(0) }}" } }
    - { name: same, copy: { dest: "{{ folder }}/x", content: "new" } }
`,
    ['h1', 'h2'],
  );
  t.is(ran.finished('same', 'h2').status, 'ok');
});

test('the marker of the other machine knows what was changed there', async (t) => {
  const fleet = new Fleet(t);
  const playbook = (content: string): string => `- hosts: h2
  tasks: [{ name: own, file: { path: "{{ folder }}/x", state: touch, mode: "0644" }, changed_when: false, when: false }, { name: mine, copy: { dest: "{{ folder }}/y", content: "1" } }]
- hosts: h1
  tasks: [{ name: there, copy: { dest: "{{ hostvars['h2'].folder }}/y", content: "${content}", mode: "0640" }, delegate_to: h2 }]
`;
  await fleet.run(playbook('1'), ['h1', 'h2']);
  const drift = await fleet.run(playbook('1'), ['h1', 'h2'], { mode: 'drift' });
  const compared = drift.events.filter((event) => event.type === 'host-compared' && event.host === 'h2');
  t.like(compared[0], { moved: [] });
});

const mistakes = test.macro(async (t, playbook: string, message: RegExp) => {
  await t.throwsAsync(new Fleet(t).run(playbook, ['h1', 'h2']), { message });
});

test(
  'a machine that the inventory does not have is an error before connecting',
  mistakes,
  '- hosts: all\n  tasks: [{ command: { cmd: "true" }, delegate_to: h3 }]\n',
  /`delegate_to` names h3, which is not in the inventory \(did you mean `h1`\?\)/,
);
test(
  'localhost is one only if the inventory has it',
  mistakes,
  '- hosts: all\n  tasks: [{ command: { cmd: "true" }, delegate_to: localhost }]\n',
  /names localhost.*nothing runs on this machine, unless the inventory has a host for it/,
);
test(
  'one that only the run knows is an error, too',
  mistakes,
  '- hosts: all\n  tasks: [{ command: { cmd: "echo h1" }, register: r }, { command: { cmd: "true" }, delegate_to: "{{ r.stdout }}" }]\n',
  /`delegate_to` hangs on `r`, which is known only in the run/,
);
