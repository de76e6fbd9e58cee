import { globSync, readFileSync } from 'node:fs';

import test from 'ava';

import { tell } from './tell.ts';

const inventory = 'all:\n  children:\n    workers:\n      hosts:\n        w-1:\n        w-2:\n';
const good = '- name: Harden\n  hosts: workers\n  tasks:\n    - name: Look\n      ping:\n';
const project = (files: Readonly<Record<string, string>>) => ({
  'bulwark.yaml': 'inventory: inv.yaml\nplaybook: site.yaml\n',
  'inv.yaml': inventory,
  'site.yaml': good,
  ...files,
});
const lint = (files: Readonly<Record<string, string>> = {}, ...words: readonly string[]) =>
  tell(['lint', ...words], project(files));

test('a good playbook: the verdict says what was looked at', async (t) => {
  const { exit, text, codes } = await lint();
  t.deepEqual([exit, codes], [0, []]);
  t.is(
    text,
    'ok  site.yaml: no mistake, no warning. 1 play, 1 task, 0 handlers, 2 hosts, 0\n  templates. No host was contacted.',
  );
});

test('the shipped playbooks have no mistake and no warning', async (t) => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const shipped = [
    'playbooks/hardening.yaml',
    'playbooks/cis.yaml',
    'playbooks/stig.yaml',
    'playbooks/reapply.yaml',
    'playbooks/guard.yaml',
    'playbooks/encryption.yaml',
    ...globSync('playbooks/tasks/*.yaml'),
    'playbooks/templates/eventconfig.yaml.j2',
    'inventory/example.yaml',
    'inventory/group_vars/all.yaml',
  ];
  const files = Object.fromEntries(shipped.map((path) => [path, read(path)]));
  for (const playbook of ['hardening', 'cis', 'stig', 'reapply', 'guard', 'encryption']) {
    const { exit, codes } = await tell(
      ['lint', `playbooks/${playbook}.yaml`, '-i', 'inventory/example.yaml', '--strict'],
      files,
    );
    t.deepEqual([exit, codes], [0, []], playbook);
  }
});

/** Each: the playbook, more files, and the warnings that `lint` finds, by code and line. */
const warns = test.macro({
  exec: async (t, files: Readonly<Record<string, string>>, expected: readonly (readonly [string, number])[]) => {
    const { exit, diagnostics, text } = await lint(files);
    t.is(exit, 0);
    t.deepEqual(
      diagnostics.map(({ code, range }) => [code, range?.start.line]),
      expected,
    );
    t.regex(text, expected.length === 0 ? /no warning/ : new RegExp(`${expected.length} warnings?\\.`));
    t.is((await lint(files, '--strict')).exit, expected.length === 0 ? 0 : 5);
  },
  title: (name) => `lint: ${name ?? ''}`,
});
const tasks = (text: string): Readonly<Record<string, string>> => ({ 'site.yaml': `- hosts: all\n  tasks:\n${text}` });

test('a command that never converges', warns, tasks('    - command: date\n'), [['never-converges', 3]]);
test('a command that says when it is done', warns, tasks('    - command: date\n      changed_when: false\n'), []);
test(
  'an old boolean',
  warns,
  tasks('    - file:\n        path: /x\n        state: directory\n        recurse: yes\n'),
  [['old-boolean', 6]],
);
test('when: false', warns, tasks('    - name: Off\n      when: false\n      ping:\n'), [['never-runs', 3]]);
test('a block that never runs', warns, tasks('    - when: false\n      block:\n        - ping:\n'), [
  ['never-runs', 5],
]);
test('when: a variable', warns, tasks('    - when: on_air | default(false)\n      ping:\n'), []);
const handlers = (notify: string): Readonly<Record<string, string>> =>
  tasks(
    `    - ping:\n${notify}  handlers:\n    - name: h\n      ping:\n    - name: other\n      listen: news\n      ping:\n`,
  );
test('handlers that nothing notifies', warns, handlers(''), [
  ['unused-handler', 5],
  ['unused-handler', 7],
]);
test('handlers by name and by what they listen to', warns, handlers('      notify: [h, news]\n'), []);
const days = (name: string) => ({
  ...tasks('    - debug:\n        msg: "{{ audit_days | default(30) }}"\n'),
  'group_vars/all.yaml': `${name}: 7\n`,
});
test('a variable that is spelled as nothing reads it', warns, days('audit_dyas'), [['unused-variable', 1]]);
test('the same variable spelled right', warns, days('audit_days'), []);
const reached = (name: string) => ({ ...days('audit_days'), 'group_vars/workers.yaml': `${name}: 192.0.2.1\n` });
test('a variable of the connection that is misspelled', warns, reached('ansible_hots'), [['unused-variable', 1]]);
test('the same variable of the connection spelled right', warns, reached('ansible_host'), []);
test('a variable that only Ansible reads', warns, reached('ansible_python_interpreter'), []);
test('a variable of another playbook', warns, days('something_else'), []);
test(
  'a variable that only another variable reads',
  warns,
  { ...days('audit_day'), 'group_vars/workers.yaml': 'x: "{{ audit_day }}"\n' },
  [],
);
const waiting = (between: string, hosts = 'all'): Readonly<Record<string, string>> => ({
  'site.yaml': `- hosts: ${hosts}
  tasks:
    - copy: { dest: /x, content: "1" }
      notify: h
${between}    - ping:
      run_once: true
  handlers:
    - name: h
      ping:
`,
});
test('a meeting with a handler that has not run', warns, waiting(''), [['waits-while-edited', 5]]);
test('a meeting behind a flush', warns, waiting('    - meta: flush_handlers\n'), []);
test('a meeting of one host', warns, waiting('', 'all[0]'), []);

test('every mistake is told, warnings beside them, and no host is contacted', async (t) => {
  const { exit, codes } = await lint(tasks('    - pnig:\n    - command: date\n    - file: {paht: /x}\n'));
  t.is(exit, 5);
  for (const code of ['unknown-module', 'unknown-parameter', 'never-converges']) t.true(codes.includes(code), code);
});

test('no playbook anywhere, no such playbook, an empty one, one of nothing but a comment', async (t) => {
  t.deepEqual((await tell(['lint'])).codes, ['no-playbook']);
  t.deepEqual((await lint({}, 'nope.yaml')).codes, ['playbook-missing']);
  t.deepEqual((await lint({ 'site.yaml': '' })).codes, ['empty-playbook']);
  t.deepEqual((await lint({ 'site.yaml': '# nothing\n' })).codes, ['empty-playbook']);
});
