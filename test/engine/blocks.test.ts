import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { exitCode } from '../../src/report/exit-code.ts';
import { recapOf } from '../../src/report/recap.ts';
import { Fleet, type Ran } from './support/fleet.ts';
import { onEveryShell } from './support/on-every-shell.ts';

const log = (fleet: Fleet, host = 'h1'): string => {
  const path = join(fleet.folder(host), 'log');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};
const say = (text: string): string => `{ name: ${text}, shell: { cmd: "echo ${text} >>{{ folder }}/log" } }`;
const bad = (name: string, more = ''): string => `{ name: ${name}, command: { cmd: "false" }${more} }`;
const exit = ({ events }: Ran): number => exitCode(recapOf(events), { driftIsNews: false });
const pending = (fleet: Fleet): readonly string[] => {
  const folder = join(fleet.journal('h1'), 'pending');
  return existsSync(folder) ? readdirSync(folder) : [];
};

onEveryShell('a rescue clears the failure, always runs, and the host goes on', async (t, fleet) => {
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - block:
        - ${say('first')}
        - ${bad('breaks', ', register: broken')}
        - ${say('never')}
      rescue:
        - { name: why, debug: { msg: "{{ ansible_failed_task.name }} {{ ansible_failed_task.action }} {{ ansible_failed_result.rc }} {{ broken.rc }}" } }
        - ${say('rescued')}
      always:
        - ${say('always')}
    - ${say('after')}
    - { name: still, debug: { msg: "{{ ansible_failed_task.name }}" } }
`,
    ['h1'],
  );
  t.is(log(fleet), 'first\nrescued\nalways\nafter\n');
  t.is(ran.finished('why').message, 'breaks command 1 1');
  t.is(ran.finished('still').message, 'breaks');
  const { status, rescued, ignored } = ran.finished('breaks');
  t.deepEqual([status, rescued, ignored], ['failed', true, false]);
  t.is(ran.outcomes['h1'], 'changed');
  t.is(exit(ran), 0);
  const [host] = recapOf(ran.events).hosts;
  t.deepEqual([host?.failed, host?.rescued, host?.changed], [0, 1, 4]);
});

interface End {
  readonly log: string;
  readonly exit: number;
  readonly rescued?: number;
}
const ends = test.macro(async (t, tasks: string, expected: End) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(`- hosts: all\n  tasks:\n${tasks}`, ['h1']);
  t.is(log(fleet).trimEnd().replaceAll('\n', ' '), expected.log);
  t.is(exit(ran), expected.exit);
  if (expected.rescued !== undefined) t.is(recapOf(ran.events).hosts[0]?.rescued, expected.rescued);
});
test(
  'a rescue that fails fails the host, after always',
  ends,
  `    - { block: [${bad('a')}], rescue: [${say('r')}, ${bad('b')}, ${say('no')}], always: [${say('w')}] }\n    - ${say('after')}\n`,
  { log: 'r w', exit: 2, rescued: 1 },
);
test(
  'an always that fails fails the host, though nothing else did',
  ends,
  `    - { block: [${say('a')}], always: [${bad('b')}, ${say('no')}] }\n    - ${say('after')}\n`,
  { log: 'a', exit: 2, rescued: 0 },
);
test(
  'without a rescue always runs and the failure stays',
  ends,
  `    - { block: [${bad('a')}], always: [${say('w')}] }\n    - ${say('after')}\n`,
  { log: 'w', exit: 2, rescued: 0 },
);
test(
  'an inner block without a rescue is rescued outside, after its always',
  ends,
  `    - { block: [{ block: [${bad('a')}], always: [${say('inner')}] }, ${say('no')}], rescue: [${say('outer')}] }\n    - ${say('after')}\n`,
  { log: 'inner outer after', exit: 0, rescued: 1 },
);
test(
  'a block inside a rescue may fail and be rescued itself',
  ends,
  `    - { block: [${bad('a')}], rescue: [{ block: [${bad('b')}], rescue: [${say('second')}] }] }\n    - ${say('after')}\n`,
  { log: 'second after', exit: 0, rescued: 2 },
);
test(
  'a failure that is ignored is none for the block',
  ends,
  `    - { block: [${bad('a', ', ignore_errors: true')}, ${say('on')}], rescue: [${say('no')}] }\n`,
  { log: 'on', exit: 0, rescued: 0 },
);
test(
  'a loop does all its items and then fails into the rescue',
  ends,
  `    - { block: [{ name: loop, shell: { cmd: "echo {{ item }} >>{{ folder }}/log; test {{ item }} != 2" }, loop: [1, 2, 3] }, ${say('no')}], rescue: [${say('r')}] }\n`,
  { log: '1 2 3 r', exit: 0, rescued: 1 },
);
test(
  'a false when on the block holds for all its parts',
  ends,
  `    - { block: [${bad('a')}], rescue: [${say('r')}], always: [${say('w')}], when: false }\n    - ${say('after')}\n`,
  { log: 'after', exit: 0 },
);
test(
  'a rescue alone clears the failure: nothing of it need run',
  ends,
  `    - { block: [${bad('a')}], rescue: [{ name: nothing, command: "true", when: false }] }\n    - ${say('after')}\n`,
  { log: 'after', exit: 0, rescued: 1 },
);

test('what a handler was notified of in a block that failed still runs', async (t) => {
  const fleet = new Fleet(t);
  await fleet.run(
    `- hosts: all
  tasks:
    - block:
        - { name: change, copy: { dest: "{{ folder }}/a", content: "1" }, notify: tell }
        - ${bad('breaks')}
      rescue: [${say('r')}]
  handlers: [${say('tell')}]
`,
    ['h1'],
  );
  t.is(log(fleet), 'r\ntell\n');
  t.deepEqual(pending(fleet), []);
});

test('notify of a block is for its tasks that have no word of their own', async (t) => {
  const fleet = new Fleet(t);
  await fleet.run(
    `- hosts: all
  tasks:
    - { block: [${say('a')}], rescue: [${say('no')}], notify: H }
    - { block: [{ name: b, command: "true", notify: I }], notify: J }
  handlers: [${say('H')}, ${say('I')}, ${say('J')}]
`,
    ['h1'],
  );
  t.is(log(fleet), 'a\nH\nI\n');
});

test('a handler that fails where it is flushed in a block is rescued', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - block:
        - { name: change, copy: { dest: "{{ folder }}/a", content: "1" }, notify: tell }
        - { meta: flush_handlers }
        - ${say('no')}
      rescue:
        - { name: why, debug: { msg: "{{ ansible_failed_task.name }}" } }
  handlers: [${bad('tell')}]
`,
    ['h1'],
  );
  t.is(ran.finished('why').message, 'tell');
  t.true(ran.finished('tell').rescued);
  t.is(exit(ran), 0);
});

test('what was changed beside the failure, behind its block, is told once and not made twice', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - block:
        - { name: judged, copy: { dest: "{{ folder }}/a", content: "1" }, failed_when: true }
        - { name: beside, copy: { dest: "{{ folder }}/b", content: "1" } }
      rescue:
        - { name: mends, copy: { dest: "{{ folder }}/c", content: "1" } }
    - { name: behind, copy: { dest: "{{ folder }}/d", content: "1" }, notify: tell }
  handlers: [${say('tell')}]
`,
    ['h1'],
  );
  t.deepEqual(ran.results, [
    'h1 judged failed',
    'h1 beside changed',
    'h1 mends changed',
    'h1 behind changed',
    'h1 tell changed',
  ]);
});

test('what a rescue changes behind the block is done again', async (t) => {
  const fleet = new Fleet(t);
  await fleet.run(
    `- hosts: all
  tasks:
    - block:
        - { name: judged, copy: { dest: "{{ folder }}/a", content: "1" }, failed_when: true }
      rescue:
        - { name: undo, shell: { cmd: "echo 9 >{{ folder }}/d" } }
    - { name: behind, copy: { dest: "{{ folder }}/d", content: "1" } }
`,
    ['h1'],
  );
  t.is(readFileSync(join(fleet.folder('h1'), 'd'), 'utf8'), '1');
});

test('a task that fails in a plan goes to the rescue there too', async (t) => {
  const fleet = new Fleet(t);
  const text = `- hosts: all
  tasks:
    - block:
        - { name: looks, command: { cmd: "test -e {{ folder }}/x", read_only: true } }
        - { name: not planned, copy: { dest: "{{ folder }}/n", content: "1" } }
      rescue:
        - { name: mends, copy: { dest: "{{ folder }}/m", content: "1" } }
      always:
        - { name: why, debug: { msg: "{{ ansible_failed_task.name | default('none') }}" } }
`;
  const plan = await fleet.run(text, ['h1'], { mode: 'plan' });
  t.deepEqual(plan.results, ['h1 looks failed', 'h1 mends drifted', 'h1 why ok']);
  t.is(plan.finished('why').message, 'looks');
  t.is(exit(plan), 0);
  const ran = await fleet.run(text, ['h1']);
  t.deepEqual(ran.results, ['h1 looks failed', 'h1 mends changed', 'h1 why ok']);
});

onEveryShell(
  'a block with on_failure: rollback is put back before its rescue, and its handlers are forgotten',
  async (t, fleet) => {
    writeFileSync(join(fleet.folder('h1'), 'old'), 'old\n');
    const ran = await fleet.run(
      `- hosts: all
  tasks:
    - { name: before, copy: { dest: "{{ folder }}/before", content: "1" } }
    - block:
        - { name: change, copy: { dest: "{{ folder }}/old", content: "new" }, notify: tell }
        - { name: make, copy: { dest: "{{ folder }}/new", content: "new" } }
        - ${bad('breaks')}
      rescue:
        - { name: seen, shell: { cmd: "cat {{ folder }}/old; ls {{ folder }}", }, register: seen }
        - { name: shown, debug: { msg: "{{ seen.stdout_lines }}" } }
      on_failure: rollback
    - { name: again, copy: { dest: "{{ folder }}/new", content: "later" } }
  handlers: [${say('tell')}]
`,
      ['h1'],
    );
    t.deepEqual(ran.finished('shown').message, ['old', 'before', 'old']);
    t.is(log(fleet), '', 'nothing of it is left to be restarted');
    t.deepEqual(pending(fleet), []);
    t.is(readFileSync(join(fleet.folder('h1'), 'new'), 'utf8'), 'later');
    const told = ran.events.find(({ type }) => type === 'block-rolled-back');
    t.like(told, {
      task: 'breaks',
      undone: 2,
      complete: true,
      healthy: true,
      message: '2 changes undone, as before the block; services healthy',
    });
    t.is(exit(ran), 0);
  },
);

test('what somebody else changed since cannot be put back: the host fails, whatever the rescue', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - block:
        - { name: change, copy: { dest: "{{ folder }}/a", content: "new" } }
        - { name: breaks, shell: { cmd: "echo else >{{ folder }}/a; exit 1" } }
      rescue: [${say('no')}]
      on_failure: rollback
`,
    ['h1'],
  );
  t.is(ran.outcomes['h1'], 'failed');
  t.is(log(fleet), '');
  t.like(
    ran.events.find(({ type }) => type === 'block-rolled-back'),
    { complete: false },
  );
});

test('any_errors_fatal of a task stops the others; a rescued failure does not', async (t) => {
  const fleet = new Fleet(t);
  const text = (rescue: string): string => `- hosts: all
  tasks:
    - block: [{ name: breaks, command: "false", when: inventory_hostname == 'h1', any_errors_fatal: true }]
${rescue}    - { name: wait, command: "sleep 1" }
    - { name: on, command: "true" }
`;
  const ran = await fleet.run(text(''), ['h1', 'h2']);
  t.false(ran.results.includes('h2 on changed'));
  const rescued = await fleet.run(text('      rescue: [{ ping: {} }]\n'), ['h1', 'h2']);
  t.true(rescued.results.includes('h2 on changed'));
  t.true(rescued.results.includes('h1 on changed'));
});
