import test from 'ava';
import { Secret } from '../../src/domain/secret.ts';
import type { Value } from '../../src/domain/value.ts';
import { compiled, memoryOf, noMemory, playOf, said, taskAt } from './compile.ts';

const levels = [
  'inventory all',
  'group',
  'host',
  'play',
  'vars file',
  'block',
  'task',
  'learned',
  'extra',
  'loop',
] as const;

/** A playbook in which `x` is set in the first `count` of these places, weakest first. */
function upTo(count: number): {
  files: Record<string, string>;
  extra: Map<string, Value>;
  learned: Record<string, Value>;
} {
  const has = (level: (typeof levels)[number]): boolean => levels.indexOf(level) < count;
  const set = (level: (typeof levels)[number], text: string): string => (has(level) ? text : '');
  const site = `- hosts: all
  vars: {${set('play', 'x: play')}}
  ${set('vars file', 'vars_files: [more.yaml]')}
  tasks:
    - vars: {${set('block', 'x: block')}}
      block:
        - debug: {msg: "{{ x }}"}
          vars: {${set('task', 'x: task')}}
          ${set('loop', 'loop: [loop]\n          loop_control: {loop_var: x}')}
`;
  return {
    files: {
      'site.yaml': site,
      'more.yaml': 'x: vars file\n',
      'group_vars/all.yaml': 'x: inventory all\n',
      ...(has('group') && { 'group_vars/control_plane.yaml': 'x: group\n', 'group_vars/workers.yaml': 'x: group\n' }),
      ...(has('host') && { 'host_vars/cp-1.yaml': 'x: host\n' }),
    },
    extra: has('extra') ? new Map([['x', 'extra']]) : new Map(),
    learned: has('learned') ? { x: 'learned' } : {},
  };
}

for (const [index, level] of levels.entries()) {
  test(`${level} beats everything below it`, (t) => {
    const { files, extra, learned } = upTo(index + 1);
    t.deepEqual(said(compiled(t, files, { extraVars: extra }), 0, 'cp-1', memoryOf(learned)), [level]);
  });
}

const says = test.macro<[string, unknown, (Readonly<Record<string, string>> | undefined)?]>({
  title: (title = '') => title,
  exec: (t, msg, expect, files = {}) => {
    const site = `- name: first\n  hosts: control_plane\n  serial: 1\n  vars: {none: ~, zero: 0, empty: "", list: [1, "{{ zero }}"], a: "{{ b }}-{{ inventory_hostname }}", b: 1, raw: !unsafe "{{ x }}"}\n  tasks:\n    - debug: {msg: ${JSON.stringify(msg)}}\n`;
    t.deepEqual(said(compiled(t, { 'site.yaml': site, ...files }), 0), [expect]);
  },
});

test('variables are templates that may use others', says, '{{ a }}', '1-cp-1');
test('a null variable is null, not undefined', says, '{{ none }}', null);
test('zero is zero', says, '{{ zero }}', 0);
test('empty text is text', says, '{{ empty }}', '');
test('templates inside lists are filled in', says, '{{ list }}', [1, 0]);
test('unsafe text is never a template', says, '{{ raw }}', '{{ x }}');
test('default sees through a variable that is undefined itself', says, '{{ outer | default("d") }}', 'd', {
  'group_vars/all.yaml': 'outer: "{{ inner }}"\n',
});
test('the groups of the host', says, '{{ group_names }}', ['control_plane']);
test('the groups of the inventory', says, '{{ groups.workers }}', ['worker-1']);
test('variables of another host', says, '{{ hostvars["worker-1"].size }}', 2, {
  'host_vars/worker-1.yaml': 'size: "{{ 1 + 1 }}"\n',
});
test('an absent host has no variables', says, '{{ hostvars["nobody"] is defined }}', false);
test(
  'the hosts of the play and of the batch',
  says,
  '{{ ansible_play_hosts | length }} {{ play_hosts }}',
  "2 ['cp-1']",
);
test('the name of the play', says, '{{ ansible_play_name }}', 'first');
test('check mode', says, '{{ ansible_check_mode }}', false);
test('where the playbook and the inventory are', says, '{{ playbook_dir }} {{ inventory_dir }}', '. .');
test(
  'what the run is like',
  says,
  '{{ ansible_diff_mode }} {{ ansible_forks }} {{ ansible_verbosity }} {{ ansible_inventory_sources }} {{ ansible_limit is defined }}',
  "False 50 0 ['hosts.yaml'] False",
);
test('the Ansible whose language is spoken', says, '{{ ansible_version.full is version("2.19", ">=") }}', true);
test('the loop variables by name', says, '{{ [ansible_loop_var | default("none"), ansible_index_var is defined] }}', [
  'none',
  false,
]);

test('a loop tells the names of its variables, and paths are absolute where the folder is known', (t) => {
  const site = playOf(
    '- debug: {msg: "{{ ansible_loop_var }} {{ ansible_index_var }} {{ playbook_dir }} {{ inventory_dir }} {{ inventory_file }} {{ ansible_limit }}"}\n  loop: [1]\n  loop_control: {loop_var: x, index_var: i}\n',
  );
  const about = { folder: '/srv/prod', forks: 2, diff: true, verbosity: 1 };
  const run = compiled(t, { 'site.yaml': site }, { about, limit: 'cp-1' });
  t.deepEqual(said(run, 0, 'cp-1'), ['x i /srv/prod /srv/prod /srv/prod/hosts.yaml cp-1']);
});

test('the address of a host without one is its name', says, '{{ ansible_host }}', 'cp-1');

test('what a host has answered is data and never a template', (t) => {
  const run = compiled(t, { 'site.yaml': playOf('- ping:\n  register: r\n- debug: {msg: "{{ r.ping }}"}\n') });
  t.deepEqual(said(run, 1, 'cp-1', memoryOf({ r: new Map([['ping', '{{ 1 + 1 }}']]) })), ['{{ 1 + 1 }}']);
});

test('an extra variable may be a template', (t) => {
  const run = compiled(
    t,
    { 'site.yaml': playOf('- debug: {msg: "{{ x }}"}\n') },
    {
      extraVars: new Map<string, Value>([
        ['x', '{{ y + 1 }}'],
        ['y', 1],
      ]),
    },
  );
  t.deepEqual(said(run, 0), [2]);
});

test('a variable that a task before will set defers the task, by name', (t) => {
  const run = compiled(t, { 'site.yaml': playOf('- ping:\n  register: r\n- debug: {msg: "{{ r.ping }}"}\n') });
  t.deepEqual(run.binder.bind(taskAt(run, 1), 'cp-1', memoryOf({}, ['r'])), { kind: 'deferred', on: 'r' });
  t.deepEqual(run.binder.bind(taskAt(run, 1), 'cp-1', memoryOf({ r: 1 }, ['r'])), { kind: 'deferred', on: 'r' });
});

test('a condition that is false already spares the task what is not known yet', (t) => {
  const run = compiled(t, {
    'site.yaml': playOf('- ping:\n  register: r\n- debug: {msg: "{{ r.ping }}"}\n  when: [false, r is changed]\n'),
  });
  t.deepEqual(said(run, 1, 'cp-1', memoryOf({}, ['r'])), ['skipped']);
});

test('a secret makes secret what it takes part in', (t) => {
  const run = compiled(
    t,
    { 'site.yaml': playOf('- copy: {dest: /x, content: "a {{ s }}"}\n- debug: {msg: "{{ s }}!"}\n') },
    { extraVars: new Map([['s', new Secret('hunter2')]]) },
  );
  const [message] = said(run, 1);
  t.true(message instanceof Secret);
  t.false(JSON.stringify(run.binder.bind(taskAt(run, 0), 'cp-1', noMemory)).includes('hunter2'));
});
