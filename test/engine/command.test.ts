import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allText } from './support/all-text.ts';
import type { Fleet, Ran, RunSettings } from './support/fleet.ts';
import { onEveryShell } from './support/on-every-shell.ts';
import { isRunning, watchFor } from './support/processes.ts';
import { treeOf } from './support/tree.ts';

const play = (tasks: string): string => `- hosts: all\n  tasks:\n${tasks.replace(/^/gm, '    ')}`;
const run = (fleet: Fleet, tasks: string, settings: RunSettings = {}): Promise<Ran> =>
  fleet.run(play(tasks), ['h1'], settings);
const logOf = (fleet: Fleet): string => {
  const path = join(fleet.folder('h1'), 'log');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

onEveryShell(
  'a command runs exactly once and in its place, in every run, and never in check mode',
  async (t, fleet) => {
    const tasks = `- name: one
  shell: { cmd: "echo one >>{{ folder }}/log" }
- name: file
  copy: { dest: "{{ folder }}/x", content: "1" }
- name: two
  shell: { cmd: "echo two $(cat {{ folder }}/x) >>{{ folder }}/log" }`;
    const checked = await run(fleet, tasks, { mode: 'plan' });
    t.deepEqual(checked.results, ['h1 one drifted', 'h1 file drifted', 'h1 two drifted']);
    t.is(logOf(fleet), '');
    t.deepEqual((await run(fleet, tasks)).results, ['h1 one changed', 'h1 file changed', 'h1 two changed']);
    t.is(logOf(fleet), 'one\ntwo 1\n');
    t.deepEqual((await run(fleet, tasks)).results, ['h1 one changed', 'h1 file ok', 'h1 two changed']);
    t.is(logOf(fleet), 'one\ntwo 1\none\ntwo 1\n');
  },
);

onEveryShell('guards decide whether a command runs', async (t, fleet) => {
  writeFileSync(join(fleet.folder('h1'), 'there'), '');
  const guarded = (name: string, guard: string): string =>
    `- { name: ${name}, shell: { cmd: "echo ${name} >>{{ folder }}/log", ${guard} } }\n`;
  const ran = await run(
    fleet,
    guarded('creates-there', 'creates: "{{ folder }}/there"') +
      guarded('creates-not', 'creates: "{{ folder }}/not"') +
      guarded('removes-there', 'removes: "{{ folder }}/there"') +
      guarded('removes-not', 'removes: "{{ folder }}/not"') +
      guarded('unless-true', 'unless: "true"') +
      guarded('unless-false', 'unless: "false"') +
      guarded('onlyif-true', 'onlyif: "true"') +
      guarded('onlyif-false', 'onlyif: "false"'),
  );
  t.is(logOf(fleet), 'creates-not\nremoves-there\nunless-false\nonlyif-true\n');
  t.is(ran.finished('creates-there').status, 'ok');
  t.is(ran.finished('onlyif-true').status, 'changed');
});

onEveryShell('a guard is asked again after a command that may have changed its answer', async (t, fleet) => {
  await run(
    fleet,
    `- { name: make, shell: { cmd: "touch {{ folder }}/made" } }
- { name: guarded, shell: { cmd: "echo guarded >>{{ folder }}/log", creates: "{{ folder }}/made" } }`,
  );
  t.is(logOf(fleet), '');
});

onEveryShell('a read-only command is a question, in check mode too', async (t, fleet) => {
  const ran = await run(
    fleet,
    `- { name: ask, command: { cmd: "echo answer", read_only: true }, register: said }
- { name: told, debug: { var: said.stdout } }
- { name: bad, command: { cmd: "false", read_only: true }, ignore_errors: true }`,
    { mode: 'plan' },
  );
  t.deepEqual(ran.results, ['h1 ask ok', 'h1 told ok', 'h1 bad failed']);
  t.is(ran.finished('told').message, 'answer');
});

onEveryShell('failed_when, changed_when and ignore_errors judge what has run', async (t, fleet) => {
  const ran = await run(
    fleet,
    `- { name: excused, command: { cmd: "sh -c 'exit 3'" }, register: a, failed_when: a.rc != 3 }
- { name: never failed, command: { cmd: "sh -c 'exit 3'" }, failed_when: false }
- { name: unchanged, command: { cmd: "true" }, changed_when: false, register: b }
- { name: by output, command: { cmd: "echo changed it" }, register: c, changed_when: "'changed' in c.stdout" }
- { name: excused file, copy: { dest: "{{ folder }}/no/such/x", content: "" }, failed_when: false }
- { name: ignored, command: { cmd: "sh -c 'echo why >&2; exit 4'" }, ignore_errors: true, register: d }
- { name: used, debug: { msg: "{{ a.rc }} {{ a.failed }} {{ b.changed }} {{ d.rc }} {{ d.failed }} {{ d.stderr }}" } }
- { name: wrong, command: { cmd: "true" }, register: e, failed_when: e.rc == 0 }
- { name: after, command: { cmd: "touch {{ folder }}/after" } }`,
  );
  t.deepEqual(ran.results, [
    'h1 excused changed',
    'h1 never failed changed',
    'h1 unchanged ok',
    'h1 by output changed',
    'h1 excused file ok',
    'h1 ignored failed',
    'h1 used ok',
    'h1 wrong failed',
  ]);
  t.true(ran.finished('ignored').ignored);
  t.is(ran.finished('used').message, '3 False False 4 True why');
  t.is(ran.finished('wrong').error?.code, 'failed-when');
  t.is(ran.outcomes['h1'], 'failed');
  t.false(existsSync(join(fleet.folder('h1'), 'after')));
});

onEveryShell("a command is registered under Ansible's names", async (t, fleet) => {
  const ran = await run(
    fleet,
    `- { name: run, shell: { cmd: "printf 'a\\nb\\n'; echo bad >&2; exit 5" }, register: r, failed_when: false }
- { name: told, debug: { msg: "{{ [r.rc, r.stdout, r.stdout_lines, r.stderr, r.stderr_lines, r.cmd, r.changed, r.failed] }}" } }`,
  );
  t.deepEqual(ran.finished('told').message, [
    5,
    'a\nb',
    ['a', 'b'],
    'bad',
    ['bad'],
    "printf 'a\nb\n'; echo bad >&2; exit 5",
    true,
    false,
  ]);
});

onEveryShell('a loop runs all its items, where their condition holds, and then fails', async (t, fleet) => {
  const ran = await run(
    fleet,
    `- name: each
  shell: { cmd: "echo {{ item }} >>{{ folder }}/log; test {{ item }} != 2" }
  loop: [1, 2, 3, 4]
  when: item != 3
  register: r
  ignore_errors: true
- { name: told, debug: { msg: "{{ r.results | map(attribute='rc', default='-') | list }} {{ r.failed }} {{ r.changed }}" } }
- { name: fails, shell: { cmd: "test {{ item }} != 1" }, loop: [1, 2] }
- { name: after, command: { cmd: "true" } }`,
  );
  t.is(logOf(fleet), '1\n2\n4\n');
  t.deepEqual(ran.results, [
    'h1 each changed',
    'h1 each failed',
    'h1 each skipped',
    'h1 each changed',
    'h1 told ok',
    'h1 fails failed',
    'h1 fails changed',
  ]);
  t.is(ran.finished('told').message, "[0, 1, '-', 0] True True");
});

onEveryShell('no_log hides everything that was filled in, from every event', async (t, fleet) => {
  const ran = await fleet.run(
    `- hosts: all
  vars: { word: canary-41 }
  tasks:
    - { name: ask, shell: { cmd: "echo {{ word }}; echo {{ word }} >&2; exit 1" }, no_log: true, ignore_errors: true }
    - { name: loop, shell: { cmd: "echo {{ item }}" }, loop: ["{{ word }}"], no_log: true }
    - { name: file, copy: { dest: "{{ folder }}/{{ word }}", content: "{{ word }}" }, no_log: true }
    - { name: gone, file: { glob: "{{ folder }}/none-{{ word }}*", state: absent }, no_log: true }
    - { name: told, debug: { msg: "{{ word }}" }, no_log: true }
    - { name: refused, copy: { dest: "{{ folder }}/no/{{ word }}", content: "" }, no_log: true }
`,
    ['h1'],
  );
  t.is(ran.finished('refused').status, 'failed');
  t.is(ran.finished('file').status, 'changed');
  t.false(allText(ran.events).includes('canary-41'));
});

onEveryShell('environment, directory and standard input reach the command', async (t, fleet) => {
  const ran = await run(
    fleet,
    `- name: run
  shell: { cmd: "echo $WORD; pwd; cat", chdir: "{{ folder }}", stdin: "in" }
  environment: { WORD: "it's" }
  register: r
- { name: told, debug: { var: r.stdout_lines } }`,
  );
  t.deepEqual(ran.finished('told').message, ["it's", fleet.folder('h1'), 'in']);
});

onEveryShell('a timeout names itself, leaves no process behind, and the other hosts finish', async (t, fleet) => {
  const text = `- hosts: all
  tasks:
    - name: hangs
      shell: { cmd: "if [ {{ inventory_hostname }} = h1 ]; then sh -c 'sleep 4711.5 & sleep 4711.5'; fi" }
      timeout: 1
    - { name: after, copy: { dest: "{{ folder }}/x", content: "1" } }
`;
  const ran = await fleet.run(text, ['h1', 'h2']);
  t.deepEqual(
    ran.results.toSorted((a, b) => (a < b ? -1 : 1)),
    ['h1 hangs failed', 'h2 after changed', 'h2 hangs changed'],
  );
  const { error } = ran.finished('hangs', 'h1');
  t.is(error?.code, 'timeout');
  t.regex(error?.message ?? '', /task's timeout of 1 s/);
  t.deepEqual(ran.outcomes, { h1: 'failed', h2: 'changed' });
  t.false(isRunning('sleep 4711.5'));
});

onEveryShell('a question that hangs is a bad answer, and the others are answered', async (t, fleet) => {
  const ran = await run(
    fleet,
    `- { name: hangs, command: { cmd: "sleep 4712.5", read_only: true }, ignore_errors: true }
- { name: fine, copy: { dest: "{{ folder }}/x", content: "1" } }
- { name: also, copy: { dest: "{{ folder }}/y", content: "1" } }`,
    { mode: 'plan', options: { commandTimeout: 1000 } },
  );
  t.deepEqual(ran.results, ['h1 hangs failed', 'h1 fine drifted', 'h1 also drifted']);
  t.false(isRunning('sleep 4712.5'));
});

onEveryShell('a background child neither holds up nor pollutes what follows', async (t, fleet) => {
  const ran = await run(
    fleet,
    `- { name: leaves, shell: { cmd: "(sleep 0.3; echo late; sleep 2.77) & echo now" }, register: r }
- { name: waits, shell: { cmd: "sleep 0.5; echo clean" }, register: s }
- { name: told, debug: { msg: "{{ r.stdout }} {{ s.stdout }}" } }`,
  );
  t.is(ran.finished('told').message, 'now clean');
});

onEveryShell("a secret is in no argument list, in no event and not in the journal's own notes", async (t, fleet) => {
  // Its own: all processes of the machine are looked at, other tests' too.
  const word = `canary-${randomUUID()}`;
  const watch = watchFor(word);
  const ran = await fleet.run(
    `- hosts: all
  vars: { word: ${word} }
  tasks:
    - { name: copy, copy: { dest: "{{ folder }}/s", content: "{{ word }}", mode: "0600" }, no_log: true }
    - { name: big, copy: { dest: "{{ folder }}/big", content: "{{ (word ~ '                                ') * 3000 }}" }, no_log: true }
    - { name: stdin, shell: { cmd: "cat >/dev/null; sleep 0.1", stdin: "{{ word }}" }, no_log: true }
    - { name: environment, shell: { cmd: "sleep 0.1" }, environment: { WORD: "{{ word }}" }, no_log: true }
`,
    ['h1'],
  );
  t.false(watch.end());
  t.deepEqual(
    ran.results.map((result) => result.split(' ').at(-1)),
    ['changed', 'changed', 'changed', 'changed'],
  );
  t.is(readFileSync(join(fleet.folder('h1'), 's'), 'utf8'), word);
  t.false(allText(ran.events).includes(word));
  t.false(treeOf(fleet.journal('h1')).includes(word));
});
