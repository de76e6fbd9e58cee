import test from 'ava';
import { compile, compiled, diagnosticsOf, playOf, shown } from './compile.ts';

const tasksOf = (t: Parameters<typeof compiled>[0], files: Readonly<Record<string, string>>) =>
  compiled(t, files).plan.plays.map(({ tasks }) => tasks);
const errorsOf = (files: Readonly<Record<string, string>>): readonly string[] =>
  diagnosticsOf(compile(files)).map(shown);

test('tasks of an imported file stand where the import stands, and ids go on counting', (t) => {
  const [tasks] = tasksOf(t, {
    'site.yaml': playOf('- {name: a, ping: }\n- import_tasks: more.yaml\n- {name: d, ping: }\n'),
    'more.yaml': '- {name: b, ping: }\n- {name: c, ping: }\n',
  });
  t.deepEqual(
    tasks?.map(({ id, name, range }) => [id, name, range.file]),
    [
      ['0.tasks.0', 'a', 'site.yaml'],
      ['0.tasks.1', 'b', 'more.yaml'],
      ['0.tasks.2', 'c', 'more.yaml'],
      ['0.tasks.3', 'd', 'site.yaml'],
    ],
  );
});

test('what the import says holds for its tasks: tags, conditions, variables, become', (t) => {
  const run = compiled(t, {
    'site.yaml': playOf(
      '- ansible.builtin.import_tasks: more.yaml\n  tags: [x]\n  when: inventory_hostname == "cp-1"\n  vars: {say: hello}\n  become: true\n',
    ),
    'more.yaml': '- debug: {msg: "{{ say }}"}\n  tags: y\n',
  });
  const [task] = run.plan.plays[0]?.tasks ?? [];
  t.truthy(task);
  if (task === undefined) return;
  t.deepEqual(task.tags, ['x', 'y']);
  const memory = { values: new Map(), pending: new Set<string>() };
  t.is(run.binder.bind(task, 'cp-2', memory).kind, 'skipped');
  const bound = run.binder.bind(task, 'cp-1', memory);
  const [item] = bound.kind === 'items' ? bound.items : [];
  t.deepEqual(item?.kind === 'controller' && [item.result, item.settings.identity], [
    { kind: 'ok', message: 'hello', verbosity: 0, fields: new Map([['msg', 'hello']]) },
    { kind: 'become', method: 'sudo', user: 'root' },
  ]);
});

test('paths count from the importing file, then from the playbook, also of files and templates', (t) => {
  const [tasks] = tasksOf(t, {
    'site.yaml': playOf('- import_tasks: parts/one.yaml\n'),
    'parts/one.yaml':
      '- import_tasks: two.yaml\n- import_tasks: three.yaml\n- template: {src: t.j2, dest: /t}\n- copy: {src: c, dest: /c}\n- copy: {src: d, dest: /d}\n',
    'parts/two.yaml': '- {name: two, ping: }\n',
    'three.yaml': '- {name: three, ping: }\n',
    'parts/templates/t.j2': 'x',
    'files/c': 'x',
    'parts/d': 'x',
  });
  t.deepEqual(
    tasks?.map(({ name }) => name),
    ['two', 'three', 'template', 'copy', 'copy'],
  );
});

test('the name may use variables of the play, the block and the command line', (t) => {
  const files = {
    'site.yaml': playOf(
      '- block:\n    - import_tasks: "{{ a }}-{{ b }}-{{ c }}.yaml"\n  vars: {b: 2}\n',
      '  vars: {a: 1}\n',
    ),
    '1-2-3.yaml': '- {name: there, ping: }\n',
  };
  const run = compiled(t, files, { extraVars: new Map([['c', 3]]) });
  t.is(run.plan.plays[0]?.tasks[0]?.name, 'there');
  t.deepEqual(errorsOf(files), ['site.yaml:5:45 undefined-variable "c" is undefined']);
});

test('handlers may be imported, and are notified', (t) => {
  const run = compiled(t, {
    'site.yaml': `${playOf('- command: x\n  changed_when: true\n  notify: restart\n')}  handlers:\n    - import_tasks: handlers.yaml\n`,
    'handlers.yaml': '- {name: restart, ping: }\n',
  });
  t.deepEqual(
    run.plan.plays[0]?.handlers.map(({ id, name }) => [id, name]),
    [['0.handlers.0', 'restart']],
  );
});

test('an imported playbook brings its plays, with the variables, tags and conditions of the import', (t) => {
  const run = compiled(t, {
    'site.yaml':
      '- import_playbook: lib/other.yaml\n  vars: {say: outer}\n  tags: [o]\n  when: go\n- {name: last, hosts: all}\n',
    'lib/other.yaml':
      '- name: first\n  hosts: all\n  vars: {say: inner, go: false}\n  vars_files: [v.yaml]\n  tasks:\n    - {name: "{{ say }} {{ v }}", debug: {msg: "{{ playbook_dir }}"}, notify: h}\n    - {command: x, when: 1 == 1, tags: t, changed_when: false}\n  handlers:\n    - {name: h, ping: }\n',
    'lib/v.yaml': 'v: 1\n',
  });
  t.deepEqual(
    run.plan.plays.map(({ name }) => name),
    ['first', 'last'],
  );
  const [first, second] = run.plan.plays[0]?.tasks ?? [];
  t.is(first?.name, 'outer 1');
  t.deepEqual([first?.tags, second?.tags], [['o'], ['o', 't']]);
  const memory = { values: new Map(), pending: new Set<string>() };
  const [handler] = run.plan.plays[0]?.handlers ?? [];
  t.is(first && run.binder.bind(first, 'cp-1', memory).kind, 'skipped');
  t.is(handler && run.binder.bind(handler, 'cp-1', memory).kind, 'items');
});

test('the digest changes with an imported file', (t) => {
  const digest = (text: string): string =>
    compiled(t, { 'site.yaml': playOf('- import_tasks: more.yaml\n'), 'more.yaml': text }).plan.digest;
  t.not(digest('- ping:\n'), digest('- ping: \n'));
});

const refuses = test.macro<[Readonly<Record<string, string>>, readonly string[]]>({
  title: (title) => `${title ?? ''} is an error with its place`,
  exec: (t, files, expect) => t.deepEqual(errorsOf(files), expect),
});
const importing = (rest: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  'site.yaml': playOf(`- import_tasks: ${rest}\n`),
  ...more,
});

test('a missing file', refuses, importing('moer.yaml', { 'more.yaml': '- ping:\n' }), [
  'site.yaml:3:21 import-missing there is no file `moer.yaml` to import',
]);
test('a loop', refuses, importing('more.yaml\n  loop: [1]', { 'more.yaml': '- ping:\n' }), [
  'site.yaml:4:7 unknown-keyword unknown keyword `loop` in import_tasks',
]);
test('a file that imports itself', refuses, importing('more.yaml', { 'more.yaml': '- import_tasks: more.yaml\n' }), [
  'more.yaml:1:17 import-circle `more.yaml` imports itself',
]);
test(
  'a file that imports itself through another',
  refuses,
  {
    'site.yaml': '- import_playbook: a.yaml\n',
    'a.yaml': '- import_playbook: site.yaml\n',
  },
  ['a.yaml:1:20 import-circle `site.yaml` imports itself'],
);
test('an imported file that is no list', refuses, importing('more.yaml', { 'more.yaml': 'ping:\n' }), [
  'more.yaml:1:1 wrong-type more.yaml, which is imported as a list of tasks, must be a list, not a mapping',
]);
test('a mistake in an imported file', refuses, importing('more.yaml', { 'more.yaml': '- ping:\n- copi: {}\n' }), [
  'more.yaml:2:3 unknown-module unknown module `copi`',
]);
test(
  'another word beside import_playbook',
  refuses,
  {
    'site.yaml': '- import_playbook: a.yaml\n  hosts: all\n',
    'a.yaml': '- hosts: all\n',
  },
  ['site.yaml:2:3 unknown-keyword unknown keyword `hosts` in import_playbook'],
);
test('an import without a name', refuses, importing('[]'), [
  'site.yaml:3:21 wrong-type `import_tasks` must be text, not a list',
]);
test(
  'an encrypted file of tasks',
  refuses,
  importing('more.yaml', { 'more.yaml': '$ANSIBLE_VAULT;1.1;AES256\n6162\n' }),
  ['site.yaml:3:21 sealed more.yaml is encrypted, and what is imported is not'],
);

test('an empty file is a warning', (t) => {
  t.deepEqual(errorsOf(importing('more.yaml', { 'more.yaml': '' })), [
    'site.yaml:3:21 empty-import more.yaml is empty',
  ]);
});

test('files that import the next one twice are stopped, and told once', (t) => {
  const twice = (at: number): readonly [string, string] => [
    `t${at}.yaml`,
    at === 30 ? '- ping:\n' : `- import_tasks: t${at + 1}.yaml\n`.repeat(2),
  ];
  const errors = errorsOf({
    'site.yaml': playOf('- import_tasks: t0.yaml\n'),
    ...Object.fromEntries(Array.from({ length: 31 }, (_, at) => twice(at))),
  });
  t.is(errors.length, 1);
  t.regex(errors[0] ?? '', /too-many-imports.* this is the 10001th import/);
});

test('files that import files without end are stopped before the stack is', (t) => {
  const next = (at: number): readonly [string, string] => [
    `t${at}.yaml`,
    at === 5000 ? '- ping:\n' : `- import_tasks: t${at + 1}.yaml\n`,
  ];
  const errors = errorsOf({
    'site.yaml': playOf('- import_tasks: t0.yaml\n'),
    ...Object.fromEntries(Array.from({ length: 5001 }, (_, at) => next(at))),
  });
  t.is(errors.length, 1);
  t.regex(errors[0] ?? '', /too-many-imports.* more than 100 deep/);
});
