import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ConnectError } from '../../src/domain/errors.ts';
import { Fleet, type Ran } from './support/fleet.ts';

const play = (more: string, tasks = ''): string => `- hosts: all
${more}  tasks:
    - { name: a, copy: { dest: "{{ folder }}/a", content: "1" } }
${tasks}    - { name: b, command: { cmd: "test ! -e {{ folder }}/bad" } }
    - { name: c, command: { cmd: "touch {{ folder }}/c" } }
`;
const spoil = (...names: readonly string[]): string =>
  `    - { name: spoil, command: { cmd: "touch {{ folder }}/bad" }, when: "inventory_hostname in ${JSON.stringify(names).replaceAll('"', "'")}" }\n`;
const batchesOf = (ran: Ran): readonly (readonly string[])[] =>
  ran.events.flatMap((event) => (event.type === 'batch-started' ? [event.hosts] : []));
const stoppedOf = (ran: Ran): { because: string; notBegun: readonly string[] } | undefined =>
  ran.events.find((event) => event.type === 'run-stopped');

test('batches follow serial, and a batch that failed whole stops the run', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(play('  serial: [1, 2]\n', spoil('h2', 'h3')), ['h1', 'h2', 'h3', 'h4', 'h5']);
  t.deepEqual(batchesOf(ran), [['h1'], ['h2', 'h3']]);
  t.deepEqual(ran.outcomes, { h1: 'changed', h2: 'failed', h3: 'failed', h4: 'untouched', h5: 'untouched' });
  t.deepEqual(stoppedOf(ran)?.notBegun, ['h4', 'h5']);
});

test('a batch that failed in part does not stop the run', async (t) => {
  const ran = await new Fleet(t).run(play('  serial: 2\n', spoil('h1')), ['h1', 'h2', 'h3']);
  t.deepEqual(ran.outcomes, { h1: 'failed', h2: 'changed', h3: 'changed' });
  t.is(stoppedOf(ran), undefined);
});

test('max_fail_percentage counts the hosts of a batch, unreachable ones too', async (t) => {
  const hosts = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
  const within = await new Fleet(t).run(play('  serial: 3\n  max_fail_percentage: 34\n', spoil('h1')), hosts);
  t.is(within.outcomes['h6'], 'changed');
  const beyond = await new Fleet(t).run(play('  serial: 3\n  max_fail_percentage: 34\n', spoil('h1')), hosts, {
    dead: ['h2'],
  });
  t.is(beyond.outcomes['h1'], 'failed');
  t.is(beyond.outcomes['h2'], 'unreachable');
  t.deepEqual(stoppedOf(beyond)?.notBegun, ['h4', 'h5', 'h6']);
});

test('more unreachable hosts than max_fail_percentage allows: nothing of the batch is begun', async (t) => {
  const ran = await new Fleet(t).run(play('  max_fail_percentage: 30\n'), ['h1', 'h2'], { dead: ['h2'] });
  t.deepEqual(ran.outcomes, { h1: 'untouched', h2: 'unreachable' });
});

test('a failure counts against the budget of its own play only', async (t) => {
  const ran = await new Fleet(t).run(`${play('', spoil('h1'))}${play('  max_fail_percentage: 0\n')}`, ['h1', 'h2']);
  t.deepEqual(ran.outcomes, { h1: 'failed', h2: 'changed' });
  t.is(stoppedOf(ran), undefined);
});

test('any_errors_fatal stops the others at their next task, with their handlers run', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  any_errors_fatal: true
  tasks:
    - { name: a, copy: { dest: "{{ folder }}/a", content: "1" }, notify: tell }
    - { name: slow, command: { cmd: "sleep 2" }, when: inventory_hostname != 'h1' }
    - { name: fails, command: { cmd: "false" }, when: inventory_hostname == 'h1' }
    - { name: next, command: { cmd: "touch {{ folder }}/next" } }
  handlers:
    - { name: tell, command: { cmd: "touch {{ folder }}/told" } }
`,
    ['h1', 'h2'],
  );
  t.deepEqual(ran.outcomes, { h1: 'failed', h2: 'half-way' });
  t.true(existsSync(join(fleet.folder('h2'), 'told')));
  t.false(existsSync(join(fleet.folder('h2'), 'next')));
});

const cluster = { control_plane: ['cp1', 'cp2', 'cp3'], workers: ['w1'] };
const all = ['cp1', 'cp2', 'cp3', 'w1'];

test('control planes take turns even without serial', async (t) => {
  const ran = await new Fleet(t).run(play(''), all, { groups: cluster });
  const turns = ran.results.map((result) => result.split(' ')[0]).filter((host) => host?.startsWith('cp') === true);
  t.deepEqual(turns, ['cp1', 'cp1', 'cp1', 'cp2', 'cp2', 'cp2', 'cp3', 'cp3', 'cp3']);
});

test('a control plane that fails stops the run, and the rest is untouched', async (t) => {
  const ran = await new Fleet(t).run(play('', spoil('cp1')), ['cp1', 'cp2', 'cp3'], {
    groups: { control_plane: ['cp1', 'cp2', 'cp3'], workers: [] },
  });
  t.deepEqual(ran.outcomes, { cp1: 'failed', cp2: 'untouched', cp3: 'untouched' });
  t.deepEqual(stoppedOf(ran)?.notBegun, ['cp2', 'cp3']);
});

test('a host whose plan failed is told as failed and not begun; the others are', async (t) => {
  const fleet = new Fleet(t);
  const refused = `    - { name: refused, copy: { dest: "/nowhere/x", content: "" }, when: inventory_hostname == 'h1' }\n`;
  const ran = await fleet.run(play('', refused), ['h1', 'h2']);
  t.deepEqual(ran.outcomes, { h1: 'failed', h2: 'changed' });
  t.is(ran.finished('refused', 'h1').status, 'failed');
  t.false(existsSync(join(fleet.folder('h1'), 'a')));
});

test('why a plan failed is told once, also where that is in a play that the run does not come to', async (t) => {
  const fleet = new Fleet(t);
  const playOf = (name: string, dest: string): string =>
    `- hosts: all\n  tasks:\n    - { name: ${name}, copy: { dest: "${dest}", content: "" } }\n`;
  const ran = await fleet.run(`${playOf('a', '{{ folder }}/a')}${playOf('refused', '/nowhere/x')}`, ['h1']);
  t.deepEqual(ran.outcomes, { h1: 'failed' });
  const told = ran.events.flatMap((event) => (event.type === 'task-finished' ? [`${event.task} ${event.status}`] : []));
  t.deepEqual(told, ['a drifted', 'refused failed']);
  t.false(existsSync(join(fleet.folder('h1'), 'a')));
});

test('a control plane whose plan failed holds back those of its cluster, and no worker', async (t) => {
  const refused = `    - { name: refused, copy: { dest: "/nowhere/x", content: "" }, when: inventory_hostname == 'cp3' }\n`;
  const ran = await new Fleet(t).run(play('', refused), all, { groups: cluster });
  t.deepEqual(ran.outcomes, { cp1: 'untouched', cp2: 'untouched', cp3: 'failed', w1: 'changed' });
  t.deepEqual(stoppedOf(ran), {
    ...stoppedOf(ran),
    because: 'control plane cp3 failed its plan',
    notBegun: ['cp1', 'cp2'],
  });
});

test('a plan that failed is told as failed when the operator says no', async (t) => {
  const refused = `    - { name: refused, copy: { dest: "/nowhere/x", content: "" }, when: inventory_hostname == 'h1' }\n`;
  const ran = await new Fleet(t).run(play('', refused), ['h1', 'h2'], { confirm: () => Promise.resolve(false) });
  t.deepEqual(ran.outcomes, { h1: 'failed', h2: 'untouched' });
  t.is(ran.end.refused, 'not-confirmed');
});

test('an unreachable control plane refuses the run', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(play(''), all, { groups: cluster, dead: ['cp2'] });
  t.is(ran.end.refused, 'control-plane-unreachable');
  t.false(existsSync(join(fleet.folder('cp1'), 'a')));
  t.is(ran.outcomes['cp1'], 'untouched');
});

test('two names of one machine are refused before anything is changed', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(play(''), ['h1', 'h2'], { machines: { h2: 'h1' } });
  t.is(ran.end.refused, 'same-machine');
  t.false(existsSync(join(fleet.folder('h1'), 'a')));
});

test('without a yes nothing is changed, locked or written', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(play(''), ['h1'], { confirm: () => Promise.resolve(false) });
  t.is(ran.end.refused, 'not-confirmed');
  t.is(ran.outcomes['h1'], 'untouched');
  t.false(existsSync(join(fleet.folder('h1'), 'a')));
  t.false(existsSync(fleet.journal('h1')));
});

test('a host whose connection ends in the middle is lost, and the others finish', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(play(''), ['h1', 'h2'], {
    beforeFrame: (host, _, exchange) => {
      if (host === 'h1' && exchange === 3) throw new ConnectError({ reason: 'lost', host, message: 'gone' });
    },
  });
  t.deepEqual(ran.outcomes, { h1: 'unreachable', h2: 'changed' });
  t.like(
    ran.events.find((event) => event.type === 'host-lost'),
    { host: 'h1', reason: 'lost', midway: true },
  );
});

test('what handlers did is told though the connection ends after them', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks: [{ name: a, copy: { dest: "{{ folder }}/a", content: "1" }, notify: [one, two] }]
  handlers:
    - { name: one, command: { cmd: "touch {{ folder }}/one" } }
    - { name: two, command: { cmd: "touch {{ folder }}/two" } }
`,
    ['h1'],
    {
      beforeFrame: (host, { commands }) => {
        if (commands.some(({ command }) => command.parts.join('').includes('/two')))
          if (existsSync(join(fleet.folder('h1'), 'one')))
            throw new ConnectError({ reason: 'lost', host, message: 'gone' });
      },
    },
  );
  t.deepEqual(ran.results, ['h1 a changed', 'h1 one changed']);
  t.is(ran.outcomes['h1'], 'unreachable');
});

test('a registered value reaches the next play, on a host that needs changes and on one that does not', async (t) => {
  const text = `- hosts: all
  tasks: [{ command: { cmd: "echo said", read_only: true }, register: said }]
- hosts: all
  tasks: [{ name: use, copy: { dest: "{{ folder }}/x", content: "{{ said.stdout }}" } }]
`;
  const fleet = new Fleet(t);
  t.is((await fleet.run(text, ['h1'])).finished('use').status, 'changed');
  const again = await fleet.run(text, ['h1']);
  t.is(again.finished('use').status, 'ok');
  t.is(again.exchanges.get('h1'), 2);
});
