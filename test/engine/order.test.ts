import { readFileSync, symlinkSync, writeFileSync, mkdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { shownText } from '../../src/domain/shell-command.ts';
import type { Fleet } from './support/fleet.ts';
import { onEveryShell } from './support/on-every-shell.ts';

const tasks = (text: string): string => `- hosts: all\n  tasks:\n${text.replace(/^/gm, '    ')}`;

const converges = async (t: ExecutionContext, fleet: Fleet, text: string, first: readonly string[]): Promise<void> => {
  const applied = await fleet.run(tasks(text), ['h1']);
  t.deepEqual(
    applied.results,
    first.map((result) => `h1 ${result}`),
  );
  const again = await fleet.run(tasks(text), ['h1']);
  t.deepEqual(
    again.results,
    first.map((result) => `h1 ${result.replace(/changed$/, 'ok')}`),
  );
  t.is(again.exchanges.get('h1'), 1);
};

onEveryShell('a folder with its parents is made before the file in it', async (t, fleet) => {
  await converges(
    t,
    fleet,
    `- name: folder
  file: { path: "{{ folder }}/a/b/c", state: directory, mode: "0750" }
- name: file
  copy: { dest: "{{ folder }}/a/b/c/x", content: "1" }
- name: mode of a parent
  file: { path: "{{ folder }}/a", state: directory, mode: "0711" }`,
    ['folder changed', 'file changed', 'mode of a parent changed'],
  );
  t.is(readFileSync(join(fleet.folder('h1'), 'a/b/c/x'), 'utf8'), '1');
});

onEveryShell('a link is made before a file is written through it, and the link stays one', async (t, fleet) => {
  mkdirSync(join(fleet.folder('h1'), 'real'));
  await converges(
    t,
    fleet,
    `- name: link
  file: { path: "{{ folder }}/link", src: real, state: link }
- name: through
  copy: { dest: "{{ folder }}/link/x", content: "through" }
- name: beside
  copy: { dest: "{{ folder }}/real/y", content: "beside" }`,
    ['link changed', 'through changed', 'beside changed'],
  );
  t.is(readlinkSync(join(fleet.folder('h1'), 'link')), 'real');
  t.is(readFileSync(join(fleet.folder('h1'), 'real/x'), 'utf8'), 'through');
});

onEveryShell('two names of one file, by a link in the path, are one file', async (t, fleet) => {
  mkdirSync(join(fleet.folder('h1'), 'run'));
  symlinkSync('run', join(fleet.folder('h1'), 'var-run'));
  const ran = await fleet.run(
    tasks(`- name: content
  copy: { dest: "{{ folder }}/var-run/x", content: "1", mode: "0644" }
- name: mode
  file: { path: "{{ folder }}/run/x", mode: "0600", state: file }`),
    ['h1'],
    { mode: 'plan' },
  );
  t.deepEqual(ran.results, ['h1 content drifted', 'h1 mode drifted']);
  t.true(ran.finished('mode').assumed);
  writeFileSync(join(fleet.folder('h1'), 'run/x'), 'old', { mode: 0o600 });
  const applied = await fleet.run(
    tasks(`- name: content
  copy: { dest: "{{ folder }}/var-run/x", content: "1" }
- name: seen
  command: { cmd: "cat {{ folder }}/run/x", read_only: true }
  register: seen
- name: told
  debug: { var: seen.stdout }`),
    ['h1'],
  );
  t.is(applied.finished('told').message, '1');
});

onEveryShell('the second edit of a file sees what the first one wrote', async (t, fleet) => {
  writeFileSync(join(fleet.folder('h1'), 'x.yaml'), 'a: 1\nb: 1\n', { mode: 0o600 });
  await converges(
    t,
    fleet,
    `- name: first
  yaml_file: { path: "{{ folder }}/x.yaml", merge: { a: 2 } }
- name: second
  yaml_file: { path: "{{ folder }}/x.yaml", merge: { b: 2 } }`,
    ['first changed', 'second changed'],
  );
  t.is(readFileSync(join(fleet.folder('h1'), 'x.yaml'), 'utf8'), 'a: 2\nb: 2\n');
});

onEveryShell('commands run in their place among the edits: stop, edit, start', async (t, fleet) => {
  const log = join(fleet.folder('h1'), 'log');
  await fleet.run(
    tasks(`- name: stop
  shell: { cmd: "echo stop $(cat {{ folder }}/conf 2>/dev/null) >>{{ folder }}/log" }
- name: edit
  copy: { dest: "{{ folder }}/conf", content: "new" }
- name: start
  shell: { cmd: "echo start $(cat {{ folder }}/conf) >>{{ folder }}/log" }`),
    ['h1'],
  );
  t.is(readFileSync(log, 'utf8'), 'stop\nstart new\n');
});

const fight = `- name: ours
  copy: { dest: "{{ folder }}/x", content: "ours", mode: "0600" }
- name: theirs
  copy: { dest: "{{ folder }}/x", content: "theirs", mode: "0600" }`;

onEveryShell(
  'a task that a later one overwrites has converged; that they fight is told with both names',
  async (t, fleet) => {
    const first = await fleet.run(tasks(fight), ['h1']);
    t.deepEqual(first.results, ['h1 ours changed', 'h1 theirs changed']);
    const second = await fleet.run(tasks(fight), ['h1']);
    t.deepEqual(second.results, ['h1 ours changed', 'h1 theirs changed']);
    t.deepEqual(second.finished('theirs').warnings, [
      'undoes what "ours" did: the two fight, and every run changes both again',
    ]);
    t.deepEqual(second.finished('ours').warnings, []);
  },
);

const edit = `- name: apart
  copy: { dest: "{{ folder }}/apart", content: "1" }
- name: edit
  copy: { dest: "{{ folder }}/x", content: "wanted" }`;

/** Frames that perform: they write journal entries. */
const performs = (script: string): boolean => script.includes('bw_write ');

onEveryShell('what somebody changes between question and answer is asked and planned again', async (t, fleet) => {
  const path = join(fleet.folder('h1'), 'x');
  writeFileSync(path, 'before');
  let times = 0;
  const ran = await fleet.run(tasks(edit), ['h1'], {
    beforeFrame: (_host, { commands }) => {
      if (commands.some(({ command }) => performs(shownText(command))) && times < 2)
        writeFileSync(path, `other ${String((times += 1))}`);
    },
  });
  t.deepEqual(ran.results, ['h1 apart changed', 'h1 edit changed']);
  t.is(readFileSync(path, 'utf8'), 'wanted');
});

onEveryShell('what moves three times fails, and stays as somebody else wrote it', async (t, fleet) => {
  const path = join(fleet.folder('h1'), 'x');
  writeFileSync(path, 'before');
  let times = 0;
  const asked: string[] = [];
  const ran = await fleet.run(tasks(edit), ['h1'], {
    beforeFrame: (_host, { commands, prelude }) => {
      if (commands.some(({ command }) => performs(shownText(command))))
        writeFileSync(path, `other ${String((times += 1))}`);
      if (times > 1 && prelude !== undefined) asked.push(shownText(prelude));
    },
  });
  t.deepEqual(ran.results, ['h1 apart changed', 'h1 edit failed']);
  t.is(ran.finished('edit').error?.code, 'moved');
  t.is(times, 3);
  t.is(readFileSync(path, 'utf8'), 'other 3');
  t.true(asked.length > 0 && asked.every((text) => !text.includes('/apart')), 'what is apart is not asked again');
});
