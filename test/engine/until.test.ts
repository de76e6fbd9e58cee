import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Fleet, type Ran } from './support/fleet.ts';
import { onEveryShell } from './support/on-every-shell.ts';

const log = (fleet: Fleet): string => {
  const path = join(fleet.folder('h1'), 'log');
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().replaceAll('\n', ' ') : '';
};
const retried = (ran: Ran): readonly number[] =>
  ran.events.flatMap((event) => (event.type === 'task-retried' ? [event.left] : []));
/** Fails until it was done so many times. */
const third = (cmd = 'echo x'): string => `echo . >>{{ folder }}/log; ${cmd}; test $(wc -l <{{ folder }}/log) -ge 3`;
const show = '- { name: shown, debug: { msg: "{{ r }}" } }';
const fields = (ran: Ran, ...names: readonly string[]): readonly unknown[] => {
  const { message } = ran.finished('shown');
  return message instanceof Map ? names.map((name) => message.get(name)) : [message];
};

onEveryShell('until does it again until it holds, and only the last time is told', async (t, fleet) => {
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: waits, shell: { cmd: "${third()}" }, register: r, until: r.rc == 0, retries: 5, delay: 0.05 }
    ${show}
`,
    ['h1'],
  );
  t.is(log(fleet), '. . .');
  t.deepEqual(ran.results, ['h1 waits changed', 'h1 shown ok']);
  t.deepEqual(retried(ran), [5, 4]);
  t.deepEqual(fields(ran, 'attempts', 'rc', 'changed', 'failed'), [3, 0, true, false]);
});

test('what never holds fails after retries more attempts, and says as many as retries', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: waits, shell: { cmd: "echo . >>{{ folder }}/log" }, register: r, until: r.stdout == 'x', retries: 2, delay: 0, ignore_errors: true }
    ${show}
`,
    ['h1'],
  );
  t.is(log(fleet), '. . .');
  t.deepEqual(fields(ran, 'attempts', 'failed', 'changed'), [2, true, true]);
  t.like(ran.finished('waits'), {
    status: 'failed',
    ignored: true,
    error: { code: 'until', message: '`until` does not hold after 3 attempts' },
  });
});

test('the attempts are known to failed_when and changed_when, and a failure that until wants ends it', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: waits, command: "true", register: r, until: r is failed, failed_when: r.attempts == 2, changed_when: r.attempts == 2, retries: 3, delay: 0, ignore_errors: true }
    ${show}
`,
    ['h1'],
  );
  t.deepEqual(fields(ran, 'attempts', 'failed', 'changed', 'failed_when_result'), [2, true, true, true]);
});

test('retries alone does it again until it does not fail; 0 retries is once, whatever until says', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: waits, shell: { cmd: "${third()}" }, register: r, retries: 4, delay: 0 }
    - { name: once, command: "true", until: false, retries: 0, register: none_at_all }
    ${show}
    - { name: no attempts, debug: { msg: "{{ none_at_all.attempts is defined }}" } }
`,
    ['h1'],
  );
  t.deepEqual(fields(ran, 'attempts', 'failed'), [3, false]);
  t.is(ran.finished('once').status, 'changed');
  t.is(ran.finished('no attempts').message, false);
});

test('each item of a loop has its own attempts', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: waits, command: "echo {{ item }}", loop: [a, b], register: r, until: r.stdout == 'a', retries: 1, delay: 0, changed_when: r.attempts == 1, ignore_errors: true }
    - { name: shown, debug: { msg: "{{ r.results | map(attribute='attempts') | list }} {{ r.results | map(attribute='failed') | list }} {{ r.msg }}" } }
`,
    ['h1'],
  );
  t.is(ran.finished('shown').message, '[1, 1] [False, True] One or more items failed');
  t.deepEqual(retried(ran), [1]);
});

test('each attempt of a question costs one exchange, and one that holds at once costs none', async (t) => {
  const fleet = new Fleet(t);
  const text = `- hosts: all
  tasks:
    - { name: before, copy: { dest: "{{ folder }}/a", content: "1" } }
    - { name: waits, shell: { cmd: "${third()}", read_only: true }, register: r, until: r.rc == 0, retries: 5, delay: 0 }
    - { name: after, copy: { dest: "{{ folder }}/b", content: "1" } }
`;
  writeFileSync(join(fleet.folder('h1'), 'log'), '.\n.\n.\n');
  await fleet.run(text, ['h1']);
  const settled = await fleet.run(text, ['h1']);
  t.is(settled.exchanges.get('h1'), 1);
  const other = new Fleet(t);
  const question = `- hosts: all\n  tasks:\n    - { name: waits, shell: { cmd: "${third()}", read_only: true }, register: r, until: r.rc == 0, retries: 5, delay: 0 }\n`;
  const ran = await other.run(question, ['h1']);
  t.is(ran.finished('waits').status, 'ok');
  t.is(log(other), '. . .');
  t.deepEqual(retried(ran), [5], 'the plan was the first one, the apply begins to count anew');
});

test('a plan tries once, waits for nothing and assumes that it will hold', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: waits, shell: { cmd: "${third()}", read_only: true }, register: r, until: r.rc == 0, retries: 5, delay: 60 }
    - { name: uses, debug: { msg: "{{ r.stdout }}" } }
`,
    ['h1'],
    { mode: 'plan' },
  );
  t.deepEqual(ran.results, ['h1 waits drifted', 'h1 uses drifted']);
  t.true(ran.finished('waits').assumed);
  t.is(log(fleet), '.');
});

test('what stands behind a change that is tried again is done after it, and told', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: again, copy: { dest: "{{ folder }}/a", content: "1" }, until: false, retries: 1, delay: 0, ignore_errors: true }
    - { name: behind, copy: { dest: "{{ folder }}/b", content: "1" }, notify: H }
  handlers: [{ name: H, shell: { cmd: "echo H >>{{ folder }}/log" } }]
`,
    ['h1'],
  );
  t.deepEqual(ran.results, ['h1 again failed', 'h1 behind changed', 'h1 H changed']);
  t.is(log(fleet), 'H');
});

test('in a rescue, and with one of its own', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - block:
        - { name: never, command: "false", retries: 1, delay: 0 }
      rescue:
        - { name: waits, shell: { cmd: "${third()}" }, register: r, until: r.rc == 0, delay: 0 }
        - { name: shown, debug: { msg: "{{ ansible_failed_result }}" } }
`,
    ['h1'],
  );
  t.true(ran.finished('never').rescued);
  t.deepEqual(fields(ran, 'attempts', 'rc', 'failed'), [1, 1, true]);
  t.is(log(fleet), '. . .');
});

test('a pause waits once, and says so under the names of Ansible', async (t) => {
  const fleet = new Fleet(t);
  const startedAt = Date.now();
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: change, command: "true" }
    - { name: waits, pause: { seconds: 0 }, register: r }
    ${show}
`,
    ['h1'],
  );
  t.true(Date.now() - startedAt >= 1000, 'at least a second');
  t.deepEqual(fields(ran, 'rc', 'stderr', 'delta', 'echo', 'user_input', 'changed', 'failed'), [
    0,
    '',
    1,
    true,
    '',
    false,
    false,
  ]);
  t.regex(String(fields(ran, 'stdout')[0]), /^Paused for 1\.\d* seconds$/);
  t.regex(String(fields(ran, 'start')[0]), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
});

const asking = `- hosts: all
  tasks:
    - { name: change, copy: { dest: "{{ folder }}/a", content: "1" } }
    - { name: asks, pause: { prompt: "Drained?" }, register: r }
    - { name: shown, debug: { msg: "{{ r.user_input }}" } }
`;
test('a pause asks on the terminal', async (t) => {
  const fleet = new Fleet(t);
  const asked: string[] = [];
  const answer = (question: string): Promise<string> => {
    asked.push(question);
    return Promise.resolve('yes');
  };
  const ran = await fleet.run(asking, ['h1'], { options: { answer } });
  t.deepEqual(asked, ['[asks]\nDrained?: ']);
  t.is(ran.finished('shown').message, 'yes');
});

test('without a terminal a question is refused before anything is changed', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(asking, ['h1'], { options: { answer: null } });
  t.like(ran.finished('asks'), { status: 'failed', error: { code: 'refused' } });
  t.false(existsSync(join(fleet.folder('h1'), 'a')));
  const plan = await fleet.run(asking, ['h1'], { mode: 'plan' });
  t.deepEqual(plan.results, ['h1 change drifted', 'h1 asks drifted', 'h1 shown drifted']);
});
