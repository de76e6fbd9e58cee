import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Fleet } from './support/fleet.ts';

const hosts = ['h1', 'h2', 'h3'];

test('a task that runs once is done by the first host, and its result is known to all', async (t) => {
  const ran = await new Fleet(t).run(
    `- hosts: all
  tasks:
    - { name: once, command: { cmd: "echo {{ inventory_hostname }}", read_only: true }, run_once: true, register: said }
    - { name: use, copy: { dest: "{{ folder }}/x", content: "{{ said.stdout }}" } }
`,
    hosts,
    { options: { forks: 1 } },
  );
  t.deepEqual(ran.results, ['h1 once ok', 'h1 use changed', 'h2 use changed', 'h3 use changed']);
  t.true(ran.finished('once').runOnce);
  t.is(ran.events.filter((event) => event.type === 'host-lost').length, 0);
});

test('what is as wanted costs one exchange more for the host that asks for all, and none for the others', async (t) => {
  const fleet = new Fleet(t);
  const text = `- hosts: all
  tasks:
    - { name: before, copy: { dest: "{{ folder }}/a", content: "1" } }
    - { name: once, command: { cmd: "echo x", read_only: true }, run_once: true, register: said }
    - { name: after, copy: { dest: "{{ folder }}/b", content: "1" } }
`;
  await fleet.run(text, hosts);
  const ran = await fleet.run(text, hosts, { options: { forks: 2 } });
  t.deepEqual(Object.fromEntries(ran.exchanges), { h1: 2, h2: 1, h3: 1 });
});

test('one that fails for all ends the play for all, without an event of the others', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: a, command: { cmd: "touch {{ folder }}/a" } }
    - { name: once, command: { cmd: "false" }, run_once: true }
    - { name: b, command: { cmd: "touch {{ folder }}/b" } }
- hosts: all
  tasks: [{ name: next, command: { cmd: "touch {{ folder }}/c" } }]
`,
    hosts,
  );
  t.deepEqual(ran.outcomes, { h1: 'failed', h2: 'failed', h3: 'failed' });
  t.deepEqual(
    ran.results.filter((result) => !result.includes(' a ')),
    ['h1 once failed'],
  );
});

test('one that fails in the plan keeps all hosts from being begun', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: ready, assert: { that: "1 == 2" }, run_once: true }
    - { name: a, command: { cmd: "touch {{ folder }}/a" } }
`,
    hosts,
  );
  t.deepEqual(ran.results, ['h1 ready failed']);
  t.false(existsSync(join(fleet.folder('h2'), 'a')));
  t.is(ran.outcomes['h1'], 'failed');
  t.is(ran.outcomes['h2'], 'failed');
});

test('a failure that is ignored is known to all', async (t) => {
  const ran = await new Fleet(t).run(
    `- hosts: all
  tasks:
    - { name: once, command: { cmd: "sh -c 'exit 3'" }, run_once: true, ignore_errors: true, register: r }
    - { name: use, command: { cmd: "touch {{ folder }}/{{ r.rc }}" } }
`,
    hosts,
  );
  t.is(ran.results.filter((result) => result.endsWith('use changed')).length, 3);
});

test('the condition of the first host decides for all, and a loop is done by one', async (t) => {
  const ran = await new Fleet(t).run(
    `- hosts: all
  tasks:
    - { name: skips, command: { cmd: "true" }, run_once: true, when: inventory_hostname != 'h1', register: s }
    - { name: loops, command: { cmd: "echo {{ item }}", read_only: true }, loop: [1, 2], run_once: true, register: l }
    - { name: fact, set_fact: { who: "{{ inventory_hostname }}" }, run_once: true }
    - { name: say, debug: { msg: "{{ s.skipped }} {{ l.results | map(attribute='stdout') | list }} {{ who }}" } }
`,
    ['h1', 'h2'],
  );
  t.deepEqual(
    ran.results.filter((result) => !result.includes('say')),
    ['h1 skips skipped', 'h1 loops ok', 'h1 loops ok', 'h1 fact ok'],
  );
  t.is(ran.finished('say', 'h2').message, "True ['1', '2'] h1");
});

test('with serial it is done once a batch', async (t) => {
  const ran = await new Fleet(t).run(
    `- hosts: all
  serial: 2
  tasks: [{ name: once, command: { cmd: "true" }, run_once: true }]
`,
    hosts,
  );
  t.deepEqual(ran.results, ['h1 once changed', 'h3 once changed']);
});

test('as in Ansible the rescue of a task for all is done by the host that did it, and always by all', async (t) => {
  const ran = await new Fleet(t).run(
    `- hosts: all
  tasks:
    - block:
        - { name: fails, command: { cmd: "false" }, run_once: true }
      rescue:
        - { name: rescue, debug: { msg: "{{ ansible_failed_task.name }}" } }
      always:
        - { name: always, debug: { msg: x } }
    - { name: end, command: { cmd: "true" } }
`,
    ['h1', 'h2'],
  );
  t.deepEqual(ran.results.toSorted(), [
    'h1 always ok',
    'h1 end changed',
    'h1 fails failed',
    'h1 rescue ok',
    'h2 always ok',
  ]);
  t.is(ran.outcomes['h2'], 'failed');
});

test('a handler that runs once is done by one host a flush', async (t) => {
  const ran = await new Fleet(t).run(
    `- hosts: all
  tasks: [{ name: a, copy: { dest: "{{ folder }}/a", content: "1" }, notify: tell }]
  handlers: [{ name: tell, command: { cmd: "touch {{ folder }}/told" }, run_once: true }]
`,
    hosts,
  );
  t.is(ran.results.filter((result) => result.includes('tell')).length, 1);
});

test('hostvars know what other hosts registered and set', async (t) => {
  const ran = await new Fleet(t).run(
    `- hosts: all
  tasks:
    - { name: ask, command: { cmd: "echo {{ inventory_hostname }}", read_only: true }, register: said }
    - { name: set, set_fact: { mine: "{{ said.stdout }}!" } }
    - { name: all, debug: { msg: "{{ hostvars['h2'].said.stdout }} {{ hostvars.h3.mine }}" } }
    - { name: every, copy: { dest: "{{ folder }}/x", content: "{% for h in groups['all'] %}{{ hostvars[h].mine }}{% endfor %}" } }
`,
    hosts,
    { options: { forks: 1 } },
  );
  t.is(ran.finished('all', 'h1').message, 'h2 h3!');
  t.is(ran.finished('every', 'h2').status, 'changed');
});

test('what a host without work learned is known to those with work', async (t) => {
  const fleet = new Fleet(t);
  const text = `- hosts: all
  tasks:
    - { name: ask, command: { cmd: "echo {{ inventory_hostname }}", read_only: true }, register: said }
    - { name: write, copy: { dest: "{{ folder }}/x", content: "{{ hostvars['h1'].said.stdout }}" }, when: inventory_hostname == 'h2' }
`;
  const ran = await fleet.run(text, ['h1', 'h2']);
  t.is(readFileSync(join(fleet.folder('h2'), 'x'), 'utf8'), 'h1');
  t.is(ran.outcomes['h1'], 'ok');
});

test('in a plan what is only assumed on one host is assumed by those who read it', async (t) => {
  const ran = await new Fleet(t).run(
    `- hosts: all
  tasks:
    - { name: make, command: { cmd: "echo token" }, register: token, when: inventory_hostname == 'h1' }
    - { name: use, copy: { dest: "{{ folder }}/x", content: "{{ hostvars['h1'].token.stdout }}" } }
`,
    ['h1', 'h2'],
  );
  t.is(ran.finished('use', 'h2').status, 'changed');
});

test('the inventory’s word on another host is nobody’s to wait for', async (t) => {
  const text = `- hosts: all
  tasks:
    - { name: ask, command: { cmd: "echo x", read_only: true }, register: said }
    - { name: write, copy: { dest: "{{ folder }}/x", content: "{{ hostvars['h2'].folder }}" } }
`;
  const fleet = new Fleet(t);
  await fleet.run(text, ['h1', 'h2']);
  t.deepEqual(Object.fromEntries((await fleet.run(text, ['h1', 'h2'])).exchanges), { h1: 1, h2: 1 });
});

test('hosts that failed are not among ansible_play_hosts', async (t) => {
  const ran = await new Fleet(t).run(
    `- hosts: all
  tasks:
    - { name: fails, command: { cmd: "false" }, when: inventory_hostname == 'h2' }
    - { name: live, debug: { msg: "{{ ansible_play_hosts }} {{ ansible_play_batch }} {{ ansible_play_hosts_all }}" } }
    - { name: change, command: { cmd: "true" } }
`,
    hosts,
  );
  t.is(ran.finished('live', 'h1').message, "['h1', 'h3'] ['h1', 'h3'] ['h1', 'h2', 'h3']");
});

test('a throttled task is done by so many hosts at once', async (t) => {
  let [now, most] = [0, 0];
  const ran = await new Fleet(t).run(
    `- hosts: all
  tasks:
    - { name: slow, command: { cmd: "sleep 0.2" }, throttle: 1 }
    - { name: end, debug: { msg: x } }
`,
    hosts,
    {
      beforeFrame: (_, { commands }) => {
        if (commands.some(({ command }) => command.parts.join(' ').includes('0.2'))) most = Math.max(most, ++now);
      },
      seen: (event) => {
        if (event.type === 'task-finished' && event.task === 'slow') now -= 1;
      },
    },
  );
  t.is(ran.results.filter((result) => result.endsWith('slow changed')).length, 3);
  t.is(most, 1);
});

test('a host that is lost in a task for all fails the others, and nobody waits for it', async (t) => {
  const { ConnectError } = await import('../../src/domain/errors.ts');
  const ran = await new Fleet(t).run(
    `- hosts: all
  tasks:
    - { name: once, command: { cmd: "echo gone" }, run_once: true }
    - { name: b, command: { cmd: "touch {{ folder }}/b" } }
`,
    hosts,
    {
      beforeFrame: (host, { commands }) => {
        if (commands.some(({ command }) => command.parts.join('').includes('gone')))
          throw new ConnectError({ reason: 'lost', host, message: 'gone' });
      },
    },
  );
  t.deepEqual(ran.outcomes, { h1: 'unreachable', h2: 'failed', h3: 'failed' });
});

test('waiting hosts hold no place: forks of one and hosts that meet thrice end', async (t) => {
  const ran = await new Fleet(t).run(
    `- hosts: all
  tasks:
    - { name: one, command: { cmd: "true" }, run_once: true }
    - { name: two, command: { cmd: "true" }, throttle: 1 }
    - { name: three, command: { cmd: "true" }, delegate_to: h1 }
    - { name: four, command: { cmd: "true" } }
`,
    ['cp1', 'cp2', 'h1', 'h2'],
    { options: { forks: 1 }, groups: { control_plane: ['cp1', 'cp2'], workers: ['h1', 'h2'] } },
  );
  t.deepEqual(
    ['cp1', 'cp2', 'h1', 'h2'].map((host) => ran.results.filter((result) => result.startsWith(`${host} `))),
    [
      ['cp1 one changed', 'cp1 two changed', 'cp1 three changed', 'cp1 four changed'],
      ['cp2 two changed', 'cp2 three changed', 'cp2 four changed'],
      ['h1 two changed', 'h1 three changed', 'h1 four changed'],
      ['h2 two changed', 'h2 three changed', 'h2 four changed'],
    ],
  );
});

const ignoring = (where: string): string =>
  where === 'play'
    ? '- hosts: all\n  ignore_unreachable: true\n  max_fail_percentage: 0\n  tasks: [{ name: a, command: { cmd: "true" } }]\n'
    : '- hosts: all\n  max_fail_percentage: 0\n  tasks: [{ name: a, command: { cmd: "true" }, ignore_unreachable: true }]\n';

for (const where of ['play', 'task'])
  test(`ignore_unreachable on the ${where}: the host is told as lost, and counts for nothing`, async (t) => {
    const { recapOf } = await import('../../src/report/recap.ts');
    const { exitCode } = await import('../../src/report/exit-code.ts');
    const ran = await new Fleet(t).run(ignoring(where), hosts, { dead: ['h2'] });
    t.is(ran.outcomes['h1'], 'changed');
    t.like(
      ran.events.find((event) => event.type === 'host-lost'),
      { host: 'h2', ignored: true },
    );
    const recap = recapOf(ran.events);
    t.is(exitCode(recap, { driftIsNews: false }), 0);
    t.like(recap.hosts[1], { outcome: 'untouched', unreachable: 0, ignored: 1 });
  });

test('end_play ends the play for all hosts of the batch, and no further batch begins', async (t) => {
  const ran = await new Fleet(t).run(
    `- hosts: all
  serial: 2
  tasks:
    - { name: a, command: { cmd: "true" } }
    - { meta: end_play }
    - { name: b, command: { cmd: "true" } }
- hosts: all
  tasks: [{ name: c, command: { cmd: "true" } }]
`,
    hosts,
  );
  t.deepEqual(ran.results.toSorted(), ['h1 a changed', 'h1 c changed', 'h2 a changed', 'h2 c changed', 'h3 c changed']);
});

test('a pause is made once, by the first host', async (t) => {
  const ran = await new Fleet(t).run(
    `- hosts: all
  tasks:
    - { name: a, command: { cmd: "true" } }
    - { name: wait, pause: { seconds: 1 } }
    - { name: b, command: { cmd: "true" } }
`,
    ['h1', 'h2'],
    { options: { forks: 1 } },
  );
  t.is(ran.results.filter((result) => result.includes(' wait ')).length, 1);
  t.deepEqual(ran.outcomes, { h1: 'changed', h2: 'changed' });
});

test('what would be sent to a host leaves out what it delegates, and changes nothing elsewhere', async (t) => {
  const fleet = new Fleet(t);
  const sendings = await fleet.rehearse(
    `- hosts: h1
  tasks:
    - { name: there, copy: { dest: "{{ hostvars['h2'].folder }}/x", content: "1" }, delegate_to: h2 }
    - { name: here, copy: { dest: "{{ folder }}/x", content: "1" } }
`,
    'h1',
    { beside: ['h2'] },
  );
  t.true(sendings.length > 0);
  t.false(existsSync(join(fleet.folder('h2'), 'x')));
});

test('facts of another host are read by their own names, too', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - setup:
    - name: kernel
      copy: { dest: "{{ folder }}/kernel", content: "{{ hostvars['h2'].ansible_kernel == hostvars['h2'].ansible_facts.kernel }} {{ hostvars['h2']['ansible_kernel'] | length > 0 }}\\n" }
`,
    ['h1', 'h2'],
  );
  t.is(ran.outcomes['h1'], 'changed');
  t.is(readFileSync(join(fleet.folder('h1'), 'kernel'), 'utf8'), 'True True\n');
});
