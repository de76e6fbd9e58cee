import { readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import test from 'ava';
import { parse } from 'yaml';

import { editorSchemaFiles } from '../../src/app/editor-schemas.ts';
import { readProjectConfig } from '../../src/app/project-config.ts';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { modules } from '../../src/modules/index.ts';
import { keywordForms } from '../../src/playbook/keyword-forms.ts';
import { blockKeywords, missingKeywords, playKeywords, taskKeywords } from '../../src/playbook/keywords.ts';
import { compile, diagnosticsOf, playOf } from '../playbook/compile.ts';
import { memoryFiles } from '../support/memory-files.ts';

const root = new URL('../../', import.meta.url);
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });
for (const keyword of ['errorMessage', 'doNotSuggest']) ajv.addKeyword(keyword);

type Kind = 'playbook' | 'inventory' | 'bulwark' | 'waivers';
const validators = new Map(
  editorSchemaFiles(modules).map(({ path, text }) => [path, ajv.compile(JSON.parse(text))] as const),
);

/** What the schema has against a file, read as editors read it. */
function complaints(kind: Kind, text: string): readonly string[] {
  const validate = validators.get(`schemas/${kind}.schema.json`);
  if (validate === undefined) throw new Error(`no schema for ${kind}`);
  validate(parse(text, { uniqueKeys: false, merge: true }));
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

/** What we have against it. */
function ours(kind: Kind, text: string): readonly Diagnostic[] {
  switch (kind) {
    case 'playbook':
      return errorsOf(
        diagnosticsOf(
          compile({
            'site.yaml': text,
            'a.txt': 'a',
            'tasks.yaml': '- ping:\n',
            'handlers.yaml': '- name: h\n  ping:\n',
            'other.yaml': '- hosts: all\n',
          }),
        ),
      );
    case 'inventory':
      return errorsOf(diagnosticsOf(parseInventory(['hosts.yaml'], memoryFiles({ 'hosts.yaml': text }), null)));
    case 'bulwark':
      return errorsOf(diagnosticsOf(configOf(text)));
    case 'waivers':
      return [];
  }
}

const configOf = (text: string) =>
  readProjectConfig({
    files: memoryFiles({ 'bulwark.yaml': text }),
    foldersAbove: ['.'],
    othersMay: () => ({ read: false, write: false }),
    home: '/home/me',
  });

const errorsOf = (told: readonly Diagnostic[]): readonly Diagnostic[] =>
  told.filter(({ severity }) => severity === 'error');

test('schemas/ is fresh: node tools/editor-schemas.ts', (t) => {
  for (const { path, text } of editorSchemaFiles(modules)) t.is(readFileSync(new URL(path, root), 'utf8'), text, path);
});

test('every keyword has a form, and every form is of a keyword', (t) => {
  const inLists = ['block', 'rescue', 'always', 'pre_tasks', 'tasks', 'post_tasks', 'handlers'];
  const actions = ['import_playbook', 'import_tasks'];
  const known = new Set<string>([...playKeywords, ...blockKeywords, ...taskKeywords]);
  t.deepEqual(
    [...known].filter((word) => !inLists.includes(word) && !(word in keywordForms)),
    [],
  );
  t.deepEqual(
    Object.keys(keywordForms).filter(
      (word) => !known.has(word) && !actions.includes(word) && !missingKeywords.has(word),
    ),
    [],
  );
});

for (const name of ['hardening', 'reapply', 'guard'])
  test(`the schema accepts playbooks/${name}.yaml`, (t) =>
    t.deepEqual(complaints('playbook', readFileSync(new URL(`playbooks/${name}.yaml`, root), 'utf8')), []));

test('the schemas accept the shipped inventory and bulwark.yaml', (t) => {
  t.deepEqual(complaints('inventory', readFileSync(new URL('inventory/example.yaml', root), 'utf8')), []);
  t.deepEqual(complaints('bulwark', readFileSync(new URL('vagrant/bulwark.yaml', root), 'utf8')), []);
});

for (const module of modules)
  test(`the schema accepts every example of ${module.name}`, (t) => {
    for (const example of module.examples) t.deepEqual(complaints('playbook', playOf(example)), [], example);
  });

const good = test.macro<[Kind, string]>({
  title: (title = '') => `both accept ${title}`,
  exec: (t, kind, text) => {
    t.deepEqual(complaints(kind, text), []);
    t.deepEqual(ours(kind, text), []);
  },
});

const handler = '  handlers:\n    - name: h\n      debug:\n';

test(
  'templates wherever a value may stand',
  good,
  'playbook',
  playOf(
    '- copy:\n    dest: "{{ d }}"\n    content: x\n    mode: "{{ m }}"\n    force: "{{ f }}"\n  become: "{{ f }}"\n  when: f\n  timeout: "{{ n }}"\n  loop: "{{ l }}"\n  vars: {d: /x, m: "0600", f: true, n: 3, l: [1]}\n',
  ),
);
test(
  'a long name of a way to become',
  good,
  'playbook',
  '- hosts: all\n  become_method: community.general.doas\n  tasks: []\n',
);
test(
  'imports, by their short and their long names',
  good,
  'playbook',
  `- import_playbook: other.yaml
  when: true
- ansible.builtin.import_playbook: other.yaml
- hosts: all
  tasks:
    - import_tasks: tasks.yaml
      tags: a
    - name: x
      ansible.builtin.import_tasks: { file: tasks.yaml }
  handlers:
    - import_tasks: handlers.yaml
`,
);
test('old words for booleans', good, 'playbook', playOf('- ping:\n  become: yes\n  no_log: Off\n'));
test('a module by its long name', good, 'playbook', playOf('- ansible.builtin.ping:\n'));
test('an alias', good, 'playbook', playOf('- service: {name: x, state: started}\n'));
test(
  'one item where a list may stand',
  good,
  'playbook',
  playOf('- file: {path: /a, state: absent}\n  tags: a\n  when: "true"\n'),
);
test('free words of a command', good, 'playbook', playOf('- command: uptime -p\n  changed_when: false\n'));
test(
  'a block with rescue and always',
  good,
  'playbook',
  playOf('- block:\n    - ping:\n  rescue:\n    - ping:\n  always:\n    - ping:\n  when: true\n'),
);
test(
  'handlers with notify and listen',
  good,
  'playbook',
  playOf('- ping:\n  notify: [h, more]\n').concat(
    '  handlers:\n    - listen: more\n      debug:\n    - name: h\n      debug:\n',
  ),
);
test(
  'loops with their control',
  good,
  'playbook',
  playOf(
    '- ping: {data: "{{ one }}"}\n  loop: [a, b]\n  loop_control: {loop_var: one, index_var: at, label: "{{ one }}"}\n',
  ),
);
test(
  'until',
  good,
  'playbook',
  playOf('- command: "true"\n  register: r\n  until: r.rc == 0\n  retries: 3\n  delay: 1\n'),
);
test(
  'a play with every setting',
  good,
  'playbook',
  `- name: p
  hosts: [control_plane, "workers"]
  serial: [1, "50%"]
  max_fail_percentage: 30
  any_errors_fatal: false
  force_handlers: true
  order: sorted
  on_failure: rollback
  gather_facts: false
  environment: {A: b}
  vars: {a: 1}
  tags: [x]
  tasks: []
`,
);
test('lists that are empty', good, 'playbook', '- hosts: all\n  tasks:\n  handlers:\n');
test(
  'groups and hosts without anything',
  good,
  'inventory',
  'all:\n  children:\n    workers:\n      hosts:\n        a:\n    control_plane:\n',
);
test(
  'a range of hosts',
  good,
  'inventory',
  'workers:\n  hosts:\n    node[01:12]: {ansible_port: 22}\n  vars: {ansible_group_priority: 3, x: [1]}\n',
);
test(
  'every key of bulwark.yaml',
  good,
  'bulwark',
  `inventory: inventory
playbook: hardening.yaml
forks: 20
known_hosts: known_hosts
ssh_config: none
become_password_file: a
password_command: [pass, show, x]
age_identities: a
age_recipients: [age1x]
history: none
maintenance:
  - { hosts: worker-2, from: "2026-11-22T22:00Z", until: "2026-11-23T04:00Z", reason: new memory }
  - { hosts: all, weekly: "Sun 02:00-04:00 Europe/Berlin" }
metrics: { textfile: /var/lib/x.prom }
otel: { endpoint: "http://collector:4318" }
`,
);

interface Bad {
  readonly kind?: Kind;
  readonly text: string;
  /** Only what reads the whole, or what was written before YAML read it, can tell. */
  readonly onlyOurs?: true;
}

const bad = test.macro<[Bad]>({
  title: (title = '') => `refused: ${title}`,
  exec: (t, { kind = 'playbook', text, onlyOurs = false }) => {
    t.not(ours(kind, text).length, 0, 'our parser takes it');
    t.is(complaints(kind, text).length === 0, onlyOurs, complaints(kind, text).join('\n'));
  },
});

const badPlays: Readonly<Record<string, string>> = {
  'an import with a keyword of a play': '- import_playbook: other.yaml\n  serial: 1\n',
  'an import of a list': '- import_playbook: [other.yaml]\n',
  'a playbook that is a mapping': 'hosts: all\n',
  'a playbook without plays': '[]\n',
  'a play that is a word': '- all\n',
  'a play without hosts': '- name: x\n  tasks: []\n',
  'a misspelt keyword of a play': '- hosts: all\n  serail: 1\n',
  roles: '- hosts: all\n  roles: [x]\n',
  vars_prompt: '- hosts: all\n  vars_prompt: []\n',
  strategy: '- hosts: all\n  strategy: free\n',
  'a port in a play': '- hosts: all\n  port: 22\n',
  'hosts that are a mapping': '- hosts: {a: 1}\n',
  'hosts that are true': '- hosts: true\n',
  'serial that is a mapping': '- hosts: all\n  serial: {a: 1}\n',
  'a share that is no number': '- hosts: all\n  max_fail_percentage: many\n',
  'an unknown order': '- hosts: all\n  order: random\n',
  'an unknown end of a failure': '- hosts: all\n  on_failure: undo\n',
  'handlers forced by a word': '- hosts: all\n  force_handlers: often\n',
  'errors fatal for a number': '- hosts: all\n  any_errors_fatal: 3\n',
  'tasks that are a mapping': '- hosts: all\n  tasks: {ping: }\n',
  'handlers that are a word': '- hosts: all\n  handlers: none\n',
  'vars that are a list': '- hosts: all\n  vars: [a]\n',
  'a variable with a dash': '- hosts: all\n  vars: {a-b: 1}\n',
  'files of variables as a word': '- hosts: all\n  vars_files: a.yaml\n',
  'become that is a word': '- hosts: all\n  become: maybe\n',
  'a timeout in words': '- hosts: all\n  timeout: long\n',
};
for (const [title, text] of Object.entries(badPlays)) test(title, bad, { text });

const badTasks: Readonly<Record<string, string>> = {
  'an import with a loop': '- import_tasks: tasks.yaml\n  loop: [1]\n',
  'an import with an unknown parameter': '- import_tasks: {files: tasks.yaml}\n',
  'a task that is a word': '- ping\n',
  'a task without a module': '- name: x\n',
  'a task with two modules': '- ping:\n  debug:\n',
  'an unknown module': '- fiel: {path: /x}\n',
  'a misspelt keyword of a task': '- ping:\n  regster: x\n',
  'a keyword of a play on a task': '- ping:\n  serial: 1\n',
  async: '- ping:\n  async: 10\n',
  include_tasks: '- include_tasks: x.yaml\n',
  with_dict: '- ping:\n  with_dict: {a: 1}\n',
  local_action: '- local_action: ping\n',
  'listen on a task': '- ping:\n  listen: x\n',
  'a loop over a mapping': '- ping:\n  loop: {a: 1}\n',
  'a loop over a word': '- ping:\n  loop: abc\n',
  'an unknown control of a loop': '- ping:\n  loop: [1]\n  loop_control: {extnded: true}\n',
  'a loop variable with a dash': '- ping:\n  loop: [1]\n  loop_control: {loop_var: a-b}\n',
  'register with a space': '- ping:\n  register: a b\n',
  'conditions in a mapping': '- ping:\n  when: {a: b}\n',
  'tags in a mapping': '- ping:\n  tags: {a: b}\n',
  'a control id that is none': '- ping:\n  controls: [CIS]\n',
  'a gate without its component': '- ping:\n  gate: {timeout: 3}\n',
  'a gate with an unknown key': '- ping:\n  gate: {component: kubelet, retry: 3}\n',
  'a gate that lasts a word': '- ping:\n  gate: {component: kubelet, timeout: soon}\n',
  'a block with a loop': '- block: []\n  loop: [1]\n',
  'rescue without a block': '- rescue: []\n',
  'a block that is a mapping': '- block: {ping: }\n',
  'an unknown parameter': '- file: {path: /x, stat: absent}\n',
  'a parameter that is missing': '- stat: {follow: true}\n',
  'a word that is none of the choices': '- file: {path: /x, state: gone}\n',
  'a path that is relative': '- file: {path: x, state: absent}\n',
  'a flag that is a word': '- file: {path: /x, follow: perhaps}\n',
  'a flag that is 2': '- file: {path: /x, follow: 2}\n',
  'an empty list of paths': '- file: {path: [], state: absent}\n',
  'text that is a list': '- ping: {data: [a]}\n',
  'text that is a number': '- command: {cmd: 5}\n',
  'seconds in words': '- systemd: {name: x, wait_active: soon}\n',
  'a level that is negative': '- debug: {verbosity: -1}\n',
  'a unit with an empty name': '- systemd: {name: "", state: started}\n',
  'an unknown service': '- args_file: {service: kube-apiservr, set: {a: b}}\n',
  'a rule of a flag with an unknown key': '- args_file: {service: kubelet, ensure: {v: {least: 3}}}\n',
  'an item of a list with an unknown key': '- args_file: {service: kubelet, absent: [{flagg: v}]}\n',
  'an environment with a bad name': '- command: {cmd: x, environment: {A-B: c}}\n',
  'a mapping that is a list': '- yaml_file: {path: /x, merge: [a]}\n',
  'parameters that are a list': '- file: [a]\n',
  'words where no words are': '- copy: src=a dest=/b\n',
  'nothing where something must be': '- copy:\n',
  'an unknown subset of facts': '- setup: {gather: [os, weather]}\n',
  'set_fact as a list': '- set_fact: [a]\n',
};
for (const [title, tasks] of Object.entries(badTasks)) test(title, bad, { text: playOf(tasks) });
test('a handler without a name', bad, { text: `${playOf('- ping:\n')}  handlers:\n    - debug:\n` });
test('a handler with an unknown key', bad, { text: `${playOf('- ping:\n  notify: h\n')}${handler}      notfy: x\n` });

const wholes: Readonly<Record<string, string>> = {
  'a handler that nobody has': '- ping:\n  notify: nobody\n',
  'an expression that does not parse': '- ping:\n  when: a ==\n',
  'a variable that is undefined': '- ping: {data: "{{ nobody }}"}\n',
  'a mode in decimal': '- file: {path: /x, state: touch, mode: 600}\n',
  'content and source at once': '- copy: {dest: /x, src: a.txt, content: a}\n',
  'a flag twice': '- args_file: {service: kubelet, set: {v: 1}, absent: [v]}\n',
  'a file that is not there': '- copy: {dest: /x, src: nowhere.txt}\n',
  'a key twice': '- ping: {data: a, data: b}\n',
  'options among the words of a command': '- command: ls chdir=/tmp\n',
  'controls beside ignore_errors': '- ping:\n  controls: [V-242464]\n  ignore_errors: true\n',
};
for (const [title, tasks] of Object.entries(wholes)) test(title, bad, { text: playOf(tasks), onlyOurs: true });
test('a group that nobody has', bad, { text: '- hosts: databases\n', onlyOurs: true });

const badInventories: Readonly<Record<string, string>> = {
  'an inventory that is a list': '- a\n',
  'hosts of an inventory as a list': 'all:\n  hosts: [a]\n',
  'an unknown key of a group': 'all:\n  host: {a: }\n',
  'a group directly in a group': 'all:\n  workers: {hosts: {a: }}\n',
  'a group that is a list': 'workers: [a]\n',
  'variables that are a list': 'all:\n  vars: [a]\n',
  'a host that is a word': 'all:\n  hosts: {a: b}\n',
  'all as a child': 'workers:\n  children: {all: {}}\n',
  'a priority in words': 'workers:\n  hosts: {a: }\n  vars: {ansible_group_priority: high}\n',
};
for (const [title, text] of Object.entries(badInventories)) test(title, bad, { kind: 'inventory', text });
test('a group that is a host', bad, { kind: 'inventory', text: 'a:\n  hosts: {a: }\n', onlyOurs: true });
test('a circle of groups', bad, {
  kind: 'inventory',
  text: 'a:\n  children: {b: {children: {a: }}}\n',
  onlyOurs: true,
});

const badConfigs: Readonly<Record<string, string>> = {
  'a bulwark.yaml that is a list': '- a\n',
  'an unknown key of bulwark.yaml': 'playbok: x\n',
  'no forks at all': 'forks: 0\n',
  'forks in words': 'forks: many\n',
  'a playbook that is a list': 'playbook: [a]\n',
  'a playbook that is empty': 'playbook: ""\n',
  'a password from a file and a command': 'password_file: a\npassword_command: b\n',
  'maintenance that is a mapping': 'maintenance: {hosts: a}\n',
  'maintenance without an end': 'maintenance: [{hosts: a, from: "2026-11-22T22:00Z"}]\n',
  'maintenance of nobody': 'maintenance: [{weekly: "Sun 02:00-04:00"}]\n',
  'metrics that are a word': 'metrics: /x\n',
  'metrics without a file': 'metrics: {}\n',
  'an address that is none': 'otel: {endpoint: collector}\n',
};
for (const [title, text] of Object.entries(badConfigs)) test(title, bad, { kind: 'bulwark', text });
test('a day that is none', bad, {
  kind: 'bulwark',
  text: 'maintenance: [{hosts: a, weekly: "Foo 02:00-04:00"}]\n',
  onlyOurs: true,
});

test('a waiver has a control, an owner, who accepted it, a reason and an end', (t) => {
  const waiver =
    '- { control: CIS-1.2.19, hosts: control_plane, owner: alice, approved_by: SEC-1, reason: tested by hand, expires: 2027-06-30 }\n';
  const both = `waivers:\n${waiver}attestations:\n${waiver}`;
  for (const text of [waiver, both, 'attestations: []\n']) t.deepEqual(complaints('waivers', text), [], text);
  for (const text of [waiver, both])
    for (const key of ['control', 'owner', 'approved_by', 'reason', 'expires'])
      t.not(complaints('waivers', text.replace(`${key}:`, `${key}2:`)).length, 0, key);
  t.not(complaints('waivers', waiver.replace('2027-06-30', 'never')).length, 0);
});
