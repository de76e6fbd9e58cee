import test from 'ava';
import { compile, diagnosticsOf, playOf, shown } from './compile.ts';
import type { CompileOptions } from '../../src/playbook/compile-playbook.ts';

interface Row {
  readonly site: string | Uint8Array;
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: Partial<CompileOptions>;
  readonly expect: readonly string[];
  readonly label?: string;
  readonly hint?: RegExp;
  readonly detail?: string;
}

const refuses = test.macro<[Row]>({
  title: (title = '') => `${title} is an error with its position`,
  exec: (t, { site, files, options, expect, label, hint, detail }) => {
    const outcome = compile({ 'site.yaml': site, ...files }, options);
    t.false(outcome.ok);
    const errors = diagnosticsOf(outcome).filter(({ severity }) => severity === 'error');
    t.deepEqual(errors.map(shown), expect);
    if (label !== undefined) t.is(errors[0]?.label, label);
    if (hint !== undefined) t.regex(errors[0]?.hint ?? '', hint);
    if (detail !== undefined) t.is(errors[0]?.detail, detail);
  },
});

const debug = (text: string): string => playOf(`- debug: {msg: "${text}"}\n`);

test('an unknown keyword of a play', refuses, {
  site: '- hosts: all\n  serail: 1\n',
  expect: ['site.yaml:2:3 unknown-keyword unknown keyword `serail` in a play'],
  label: 'did you mean `serial`?',
});
test('an unknown keyword of a task', refuses, {
  site: playOf('- debug: {}\n  regster: x\n'),
  expect: ['site.yaml:4:7 unknown-keyword unknown keyword `regster` in a task'],
  label: 'did you mean `register`?',
});
test('an unknown keyword of a block', refuses, {
  site: playOf('- block: []\n  loop: [1]\n'),
  expect: ['site.yaml:4:7 unknown-keyword unknown keyword `loop` in a block'],
});
test('delay without until', refuses, {
  site: playOf('- debug: {}\n  delay: 3\n'),
  expect: ['site.yaml:4:7 misplaced-keyword `delay` without `until`'],
  hint: /until/,
});
test('rescue without block', refuses, {
  site: playOf('- rescue: []\n'),
  expect: ['site.yaml:3:7 no-block `rescue` and `always` belong to a `block`'],
  hint: /block:/,
});
test('a throttle of no number', refuses, {
  site: playOf('- debug: {}\n  throttle: "{{ [] }}"\n'),
  expect: ['site.yaml:4:17 wrong-value `throttle` must be a number of hosts'],
});
test('a keyword that is left out', refuses, {
  site: '- hosts: all\n  roles: [x]\n',
  expect: ['site.yaml:2:3 left-out `roles` is not part of the language'],
  hint: /tasks/,
});
test('include_tasks', refuses, {
  site: playOf('- include_tasks: x.yaml\n'),
  expect: ['site.yaml:3:7 left-out `include_tasks` is not part of the language'],
});
test('import_playbook', refuses, {
  site: '- import_playbook: x.yaml\n- hosts: all\n',
  expect: ['site.yaml:1:20 import-missing there is no file `x.yaml` to import'],
});
test('with_dict', refuses, {
  site: playOf('- debug: {}\n  with_dict: {}\n'),
  expect: ['site.yaml:4:7 left-out `with_dict` is not part of the language'],
  hint: /dict2items/,
});
test('gather_facts that hangs on variables', refuses, {
  site: '- hosts: all\n  gather_facts: "{{ x }}"\n',
  expect: [
    'site.yaml:2:17 template-not-allowed `gather_facts` must be true or false: it is needed before the hosts are known',
  ],
});
test('a fact that no host has', refuses, {
  site: playOf('- debug: {msg: "{{ ansible_facts.kernl }}"}\n'),
  expect: ['site.yaml:3:24 unknown-fact there is no fact `kernl`'],
  label: 'did you mean `kernel`?',
});
test('an unknown module', refuses, {
  site: playOf('- copi: {}\n'),
  expect: ['site.yaml:3:7 unknown-module unknown module `copi`'],
  label: 'did you mean `copy`?',
});
test('a module of a collection', refuses, {
  site: playOf('- community.general.file: {}\n'),
  expect: ['site.yaml:3:7 unknown-module unknown module `community.general.file`'],
  label: 'did you mean `file`?',
});
test('a task without a module', refuses, {
  site: playOf('- name: x\n'),
  expect: ['site.yaml:3:7 no-module a task needs a module'],
});
test('a second module', refuses, {
  site: playOf('- debug: {}\n  ping:\n'),
  expect: ['site.yaml:4:7 second-module a second module `ping` in one task'],
});
test('an unknown parameter', refuses, {
  site: playOf('- copy: {dest: /x, content: y, ownr: z}\n'),
  expect: ['site.yaml:3:36 unknown-parameter unknown parameter `ownr` of copy'],
  label: 'did you mean `owner`?',
});
test('an unknown parameter beside a template', refuses, {
  site: playOf('- copy: {dest: "/{{ x }}", content: y, ownr: z}\n  vars: {x: 1}\n'),
  expect: ['site.yaml:3:44 unknown-parameter unknown parameter `ownr` of copy'],
});
test('a missing parameter', refuses, {
  site: playOf('- copy: {content: y}\n'),
  expect: ['site.yaml:3:7 missing-parameter `dest` is required (copy)'],
});
test('a decimal mode', refuses, {
  site: playOf('- file: {path: /x, state: touch, mode: 600}\n'),
  expect: [
    'site.yaml:3:44 bad-value `mode` 600 is a decimal number in YAML: write "0600" with quotes if that is the mode (file)',
  ],
});
test('a decimal mode of a variable', refuses, {
  site: playOf('- file: {path: /x, state: touch, mode: "{{ m }}"}\n  vars: {m: 600}\n'),
  expect: [
    'site.yaml:3:44 bad-value `mode` 600 is a decimal number in YAML: write "0600" with quotes if that is the mode (file)',
  ],
});
test('free-form arguments', refuses, {
  site: playOf('- file: path=/x state=absent\n'),
  expect: ['site.yaml:3:13 free-form the parameters of file must be a mapping, not words'],
  hint: /file: \{path: \/x, state: absent\}/,
});
test('options among the words of a command', refuses, {
  site: playOf('- command: ls creates=/x\n'),
  expect: ['site.yaml:3:19 free-form `creates=` is not read out of the words of a command'],
});
test('an unknown handler', refuses, {
  site: `${playOf('- ping:\n  notify: restrt\n')}  handlers:\n    - {name: restart, ping: }\n`,
  expect: ['site.yaml:4:15 unknown-handler no handler of this play is called `restrt`'],
  label: 'did you mean `restart`?',
});
test('handlers in a circle', refuses, {
  site: '- hosts: all\n  handlers:\n    - {name: a, notify: b, ping: }\n    - {name: b, notify: a, ping: }\n',
  expect: ['site.yaml:3:8 handler-circle handlers notify each other in a circle: a → b → a'],
});
test('a handler without a name', refuses, {
  site: '- hosts: all\n  handlers:\n    - ping:\n',
  expect: ['site.yaml:3:7 no-name a handler needs a `name`'],
});
test('listen on a task', refuses, {
  site: playOf('- ping:\n  listen: x\n'),
  expect: ['site.yaml:4:7 misplaced-keyword `listen` belongs to a handler'],
});
test('an unknown host', refuses, {
  site: '- hosts: cp-1,cp-9\n',
  expect: ['site.yaml:1:15 unknown-host-pattern hosts: cp-9 matches no host. Near: cp-1, cp-2 (all: 3 hosts)'],
});
test('an unknown host in a list', refuses, {
  site: '- hosts: [cp-1, cp-9]\n',
  expect: ['site.yaml:1:17 unknown-host-pattern hosts: cp-9 matches no host. Near: cp-1, cp-2 (all: 3 hosts)'],
});
test('a group that the shipped playbooks want', refuses, {
  site: '- hosts: workers\n',
  files: { 'hosts.yaml': 'all: {children: {worker: {hosts: {a: }}}}\n' },
  expect: ['site.yaml:1:10 unknown-host-pattern hosts: workers matches no host. Near: worker (all: 1 host)'],
  hint: /^add the group to hosts.yaml:\nall:\n {2}children:\n {4}workers:/,
});
test('a play without hosts', refuses, {
  site: '- tasks: []\n',
  expect: ['site.yaml:1:3 no-hosts a play needs `hosts`'],
});
test('an unknown tag', refuses, {
  site: playOf('- ping:\n  tags: security\n'),
  options: { tags: ['securty'] },
  expect: ['- unknown-tag -t securty is no tag of this playbook'],
  hint: /security/,
});
test('an unknown tag to skip', refuses, {
  site: playOf('- ping:\n'),
  options: { skipTags: ['x'] },
  expect: ['- unknown-tag --skip-tags x is no tag of this playbook'],
  hint: /no task/,
});
test('an empty limit', refuses, {
  site: playOf('- ping:\n'),
  options: { limit: '' },
  expect: ['- empty-host-pattern -l names no host'],
});
test('an unknown limit', refuses, {
  site: playOf('- ping:\n'),
  options: { limit: 'worker-9' },
  expect: ['- unknown-host-pattern -l worker-9 matches no host. Near: worker-1, workers (all: 3 hosts)'],
});
test('a run without any host', refuses, {
  site: '- hosts: empty\n',
  expect: ['- no-host no play has a host: empty is empty'],
});
test('a limit that leaves nothing', refuses, {
  site: '- hosts: workers\n',
  options: { limit: 'cp-1' },
  expect: ['- no-host -l cp-1 leaves no host of workers'],
});
test('an undefined variable', refuses, {
  site: debug('{{ nope }}'),
  expect: ['site.yaml:3:24 undefined-variable "nope" is undefined'],
});
test('an undefined variable near another', refuses, {
  site: playOf('- debug: {msg: "{{ audit_agee }}"}\n  vars: {audit_age: 1}\n'),
  expect: ['site.yaml:3:24 undefined-variable "audit_agee" is undefined'],
  label: 'did you mean `audit_age`?',
});
test('a variable that only some hosts have', refuses, {
  site: debug('{{ role }}'),
  files: { 'group_vars/workers.yaml': 'role: worker\n' },
  expect: ['site.yaml:3:24 undefined-variable "role" is undefined'],
  detail: 'on cp-[1-2]',
});
test('an undefined variable inside another', refuses, {
  site: debug('{{ a }}').replace('  tasks', '  vars: {a: "{{ b }}"}\n  tasks'),
  expect: ['site.yaml:2:17 undefined-variable "b" is undefined'],
  detail: '`a` uses it',
});
test('an undefined variable behind a result that is not known', refuses, {
  site: playOf(
    '- command: ls\n  register: r\n  changed_when: false\n- debug: {msg: "{{ nope }}"}\n  when: r.rc == 0\n',
  ),
  expect: ['site.yaml:6:24 undefined-variable "nope" is undefined'],
});
test('an undefined variable beside a result that is not known', refuses, {
  site: playOf('- ping:\n  register: r\n- copy: {dest: "{{ r.x }}", content: "{{ nope }}"}\n'),
  expect: ['site.yaml:5:46 undefined-variable "nope" is undefined'],
});
test('an undefined variable in changed_when', refuses, {
  site: playOf('- command: ls\n  register: r\n  changed_when: nope in r.stdout\n'),
  expect: ['site.yaml:5:21 undefined-variable "nope" is undefined'],
});
test('an undefined variable in a template file', refuses, {
  site: playOf('- template: {src: a.j2, dest: /x}\n'),
  files: { 'templates/a.j2': 'a\n{{ nope }}\n' },
  expect: ['templates/a.j2:2:4 undefined-variable "nope" is undefined'],
});
test('an address that cannot be worked out', refuses, {
  site: playOf('- ping:\n'),
  files: { 'host_vars/cp-1.yaml': 'ansible_host: "{{ nope }}"\n' },
  expect: ['host_vars/cp-1.yaml:1:19 undefined-variable "nope" is undefined'],
  detail: '`ansible_host` uses it',
});
test('restart_if on a module without a process', refuses, {
  site: '- hosts: all\n  handlers:\n    - {name: a, ping: , restart_if: stale}\n',
  expect: ['site.yaml:3:37 restart-if `restart_if` has no process to look at on a ping handler'],
});
test('restart_if on a handler that starts', refuses, {
  site: '- hosts: all\n  handlers:\n    - {name: a, systemd: {name: app, state: started}, restart_if: stale}\n',
  expect: ['site.yaml:3:67 restart-if `restart_if` needs a handler that restarts or reloads'],
});
test('restart_if with a unit of the host', refuses, {
  site: '- hosts: all\n  handlers:\n    - {name: a, systemd: {name: "{{ inventory_hostname }}", state: restarted}, restart_if: stale}\n',
  expect: ['site.yaml:3:92 restart-if `restart_if` needs a unit that is known before anything is connected'],
});
test('restart_if with a condition', refuses, {
  site: '- hosts: all\n  handlers:\n    - {name: a, when: true, systemd: {name: app, state: restarted}, restart_if: stale}\n',
  expect: ['site.yaml:3:81 restart-if `restart_if` needs a handler that runs on each host it is notified on'],
});
test('restart_if with a loop', refuses, {
  site: '- hosts: all\n  handlers:\n    - {name: a, loop: [1], systemd: {name: app, state: restarted}, restart_if: stale}\n',
  expect: ['site.yaml:3:80 restart-if `restart_if` needs a handler that runs on each host it is notified on'],
});
test('run_once that hangs on a variable', refuses, {
  site: playOf('- {ping: , run_once: "{{ once }}"}\n'),
  expect: [
    'site.yaml:3:26 template-not-allowed `run_once` must be true or false: it is needed before the hosts are known',
  ],
});
test('restart_if on a task', refuses, {
  site: playOf('- {ping: , restart_if: stale}\n'),
  expect: ['site.yaml:3:16 misplaced-keyword `restart_if` belongs to the handler of a service'],
});
test('restart_if with another word', refuses, {
  site: '- hosts: all\n  handlers:\n    - {name: a, systemd: {name: app, state: restarted}, restart_if: old}\n',
  expect: ['site.yaml:3:69 wrong-value `restart_if` takes the word stale'],
});
test('a variable that uses itself', refuses, {
  site: debug('{{ a }}').replace('  tasks', '  vars: {a: "{{ b }}", b: "{{ a }}"}\n  tasks'),
  expect: ['site.yaml:2:13 variable-cycle the variable `a` uses itself: a → b → a'],
});
test('a bad expression', refuses, {
  site: debug('{{ 1 + }}'),
  expect: ['site.yaml:3:28 template-syntax the end ("}}") where a value was expected'],
});
test('an unknown filter', refuses, {
  site: debug('{{ 1 | uper }}'),
  expect: ['site.yaml:3:28 unknown-filter there is no filter "uper"'],
});
test('braces in a condition', refuses, {
  site: playOf('- ping:\n  when: "{{ true }}"\n'),
  expect: ['site.yaml:4:14 template-syntax a condition is an expression already, without "{{"'],
});
test('a condition that is no boolean', refuses, {
  site: playOf('- ping:\n  when: "1"\n'),
  expect: ['site.yaml:4:14 condition-not-boolean the condition must be true or false, but it is an integer'],
});
test('an unquoted template', refuses, {
  site: playOf('- debug:\n    msg: {{ x }}\n'),
  expect: ['site.yaml:4:14 unquoted-template a value that starts with `{{` must be in quotes'],
});
test('a template of a variable that does not parse', refuses, {
  site: playOf('- ping:\n'),
  files: { 'group_vars/all.yaml': 'a: "{{ ) }}"\n' },
  expect: ['group_vars/all.yaml:1:8 template-syntax ")" closes nothing'],
});
test('a duplicate key', refuses, {
  site: '- hosts: all\n  hosts: all\n',
  expect: ['site.yaml:2:3 duplicate-key duplicate key `hosts`'],
});
test('a tab', refuses, {
  site: '- hosts: all\n\ttasks: []\n',
  expect: ['site.yaml:2:1 yaml-tab a tab cannot indent YAML'],
});
test('a file that is not UTF-8', refuses, {
  site: Uint8Array.from([0x2d, 0x20, 0xff]),
  expect: ['site.yaml:1:3 yaml-encoding the file is not UTF-8'],
});
test('an empty file', refuses, { site: '', expect: ['site.yaml:1:1 empty-playbook the playbook holds no play'] });
test('a file of comments', refuses, {
  site: '# nothing\n',
  expect: ['site.yaml:1:1 empty-playbook the playbook holds no play'],
});
test('an empty list of plays', refuses, {
  site: '[]\n',
  expect: ['site.yaml:1:1 empty-playbook the playbook holds no play'],
});
test('a playbook that is a mapping', refuses, {
  site: 'hosts: all\n',
  expect: ['site.yaml:1:1 wrong-type a playbook must be a list of plays, not a mapping'],
});
test('a missing vars file', refuses, {
  site: '- hosts: all\n  vars_files: [a.yaml]\n  tasks: [{debug: {msg: "{{ from_a }}"}}]\n',
  expect: ['site.yaml:2:16 vars-file-missing there is no file `a.yaml`'],
});
test('a missing file to copy', refuses, {
  site: playOf('- copy: {src: a.txt, dest: /x}\n'),
  files: { 'files/b.txt': '' },
  expect: ['site.yaml:3:19 source-missing there is no file `a.txt`'],
  hint: /did you mean `b.txt`\? looked for files\/a.txt, a.txt/,
});
test('a folder to copy', refuses, {
  site: playOf('- copy: {src: d, dest: /x}\n'),
  files: { 'files/d/b.txt': '' },
  expect: ['site.yaml:3:19 source-is-folder `d` is a folder, not a file'],
});
test('a loop over a mapping', refuses, {
  site: playOf('- ping:\n  loop: {a: 1}\n'),
  expect: ['site.yaml:4:13 wrong-type `loop` must be a list, not a mapping'],
  hint: /dict2items/,
});
test('a loop over text', refuses, {
  site: playOf('- ping:\n  loop: "{{ \'a\' }}"\n'),
  expect: ['site.yaml:4:13 wrong-type `loop` must be a list'],
});
test('a control id that is none', refuses, {
  site: playOf('- ping:\n  controls: [CIS-1.2.19, CIS-x]\n'),
  expect: ['site.yaml:4:30 control-id `CIS-x` is no control id'],
});
test('ignore_errors beside controls', refuses, {
  site: playOf('- ping:\n  controls: V-242463\n  ignore_errors: true\n'),
  expect: ['site.yaml:5:7 misplaced-keyword `ignore_errors` cannot stand on a task that carries controls'],
});
test('an environment of a module without one', refuses, {
  site: playOf('- ping:\n  environment: {A: b}\n'),
  expect: ['site.yaml:4:7 misplaced-keyword `environment` has no effect on ping'],
});
test('a gate without a component', refuses, {
  site: playOf('- ping:\n  gate: {timeout: 1m}\n'),
  expect: ['site.yaml:4:13 missing-parameter `gate` needs `component`'],
});
test('a gate with a wrong duration', refuses, {
  site: playOf('- ping:\n  gate: {component: x, timeout: soon}\n'),
  expect: ['site.yaml:4:37 wrong-type `timeout` must be seconds or a duration such as 30s, 2m or 1h'],
});
test('a wrong serial', refuses, {
  site: '- hosts: all\n  serial: some\n',
  expect: [
    'site.yaml:2:11 wrong-value `serial` must be a number of hosts, a percentage such as "30%", or a list of them',
  ],
});
test('a percentage over 100', refuses, {
  site: '- hosts: all\n  max_fail_percentage: 101\n',
  expect: ['site.yaml:2:24 wrong-value `max_fail_percentage` must be a number from 0 to 100'],
});
test('a name that is no variable', refuses, {
  site: playOf('- ping:\n  register: a-b\n'),
  expect: ['site.yaml:4:17 variable-name `a-b` is no variable name'],
});
test('a name in another alphabet', refuses, {
  site: playOf('- ping:\n  vars: {größe: 1}\n'),
  expect: ['site.yaml:4:14 variable-name `größe` is no variable name'],
});
test('a play that is text', refuses, {
  site: '- hello\n',
  expect: ['site.yaml:1:3 wrong-type a play must be a mapping, not `hello`'],
});
test('a task that is a list', refuses, {
  site: playOf('- [ping]\n'),
  expect: ['site.yaml:3:7 wrong-type a task must be a mapping, not a list'],
});

test('a playbook that is not there is an error that names its neighbours', (t) => {
  const outcome = compile({ 'sit.yaml': '' });
  const [first] = diagnosticsOf(outcome);
  t.is(first?.code, 'playbook-missing');
  t.regex(first?.hint ?? '', /sit\.yaml/);
});

test('a playbook of a folder that is not there is looked for here', (t) => {
  const [first] = diagnosticsOf(compile({ 'cis.yaml': '' }, {}, 'playbooks/cis.yaml'));
  t.deepEqual([first?.code, first?.hint], ['playbook-missing', 'there is cis.yaml']);
});

test('several mistakes are all told, in the order of their places', (t) => {
  const site = `${playOf('- copi: {}\n  register: r\n- debug: {msg: "{{ a }} {{ r }}"}\n- copy: {dest: x, content: y, mode: 600, foo: 1}\n  notify: gone\n')}- hosts: nobody\n  serail: 1\n`;
  t.deepEqual(
    diagnosticsOf(compile({ 'site.yaml': site })).map((each) => shown(each).split(' ').slice(0, 2).join(' ')),
    [
      'site.yaml:3:7 unknown-module',
      'site.yaml:5:24 undefined-variable',
      'site.yaml:6:20 bad-value',
      'site.yaml:6:41 bad-value',
      'site.yaml:6:46 unknown-parameter',
      'site.yaml:7:15 unknown-handler',
      'site.yaml:8:10 unknown-host-pattern',
      'site.yaml:9:3 unknown-keyword',
    ],
  );
});

const warns = test.macro<[string, readonly string[]]>({
  title: (title = '') => `${title} is a warning`,
  exec: (t, site, expect) => {
    const outcome = compile({ 'site.yaml': site });
    t.true(outcome.ok);
    t.deepEqual(diagnosticsOf(outcome).map(shown), expect);
  },
});

test('a command that never converges', warns, playOf('- command: ls\n'), [
  'site.yaml:3:7 never-converges this command runs every time and is always "changed"',
]);
test(
  'a command with a guard',
  warns,
  playOf('- command: {cmd: ls, creates: /x}\n- shell: ls\n  changed_when: false\n'),
  [],
);
test('yes for a boolean parameter', warns, playOf('- file: {path: /x, state: directory, recurse: yes}\n'), [
  'site.yaml:3:51 old-boolean `yes` is read as true for `recurse`',
]);
test('yes for a keyword', warns, playOf('- ping:\n  become: yes\n'), [
  'site.yaml:4:15 old-boolean `yes` is read as true for `become`',
]);
test('yes where text is wanted', warns, playOf('- copy: {dest: /x, content: yes}\n'), []);
test(
  'a second handler of one name',
  warns,
  '- hosts: all\n  handlers:\n    - {name: a, ping: }\n    - {name: a, ping: }\n',
  ['site.yaml:3:8 duplicate-handler a later handler is called `a` too'],
);
