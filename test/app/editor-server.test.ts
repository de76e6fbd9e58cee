import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import test from 'ava';

import { editorSchemaFiles } from '../../src/app/editor-schemas.ts';
import { isDefinedModule } from '../../src/modules/extension/define-module.ts';
import { modules } from '../../src/modules/index.ts';
import { loadProjectModule } from '../../src/load-project-module.ts';
import { tempFolder } from '../support/temp-folder.ts';

import { startLanguageServer } from '../support/language-server.ts';

/** The schemas as an editor meets them: through the modeline of a file that lies where the shipped ones do. */
const server = await startLanguageServer(fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, ''));
test.after.always(() => server.end());

const playbook = (text: string): string => `# yaml-language-server: $schema=../schemas/playbook.schema.json\n${text}`;
const tasks = (text: string): string => playbook(`- hosts: all\n  tasks:\n${text.replaceAll(/^(?=.)/gm, '    ')}`);

/** Each question has a file of its own: the server keeps what it saw. */
let files = 0;
const nextFile = (folder = 'playbooks'): string => {
  files += 1;
  return `${folder}/no-such-file-${files}.yaml`;
};

const proposes = test.macro<[string, readonly string[], readonly string[]]>({
  title: (title = '') => `the language server proposes ${title}`,
  exec: async (t, text, wanted, unwanted) => {
    const proposed = await server.complete(nextFile(), text);
    t.deepEqual(
      wanted.filter((word) => !proposed.includes(word)),
      [],
      proposed.join(' '),
    );
    t.deepEqual(
      unwanted.filter((word) => proposed.includes(word)),
      [],
    );
  },
});

test(
  'keywords of a play',
  proposes,
  playbook('- hosts: all\n  |'),
  ['tasks', 'serial', 'on_failure'],
  ['roles', 'loop'],
);
test(
  'modules and keywords for a task',
  proposes,
  tasks('- |'),
  ['copy', 'service', 'when', 'block'],
  ['async', 'listen', 'ansible.builtin.copy'],
);
test('listen for a handler', proposes, playbook('- hosts: all\n  handlers:\n    - |'), ['listen', 'name'], []);
test(
  'parameters of a module',
  proposes,
  tasks('- file:\n    |'),
  ['path', 'state', 'tighten_only'],
  ['when', 'content'],
);
test('values of a parameter', proposes, tasks('- systemd:\n    state: |'), ['started', 'stopped', 'restarted'], []);
test('values of a keyword', proposes, playbook('- hosts: all\n  order: |'), ['sorted', 'reverse_inventory'], []);
test('true and false', proposes, playbook('- hosts: all\n  become: |'), ['true', 'false'], ['yes']);

test('the language server tells what a parameter is for', async (t) => {
  const told = await server.hover(nextFile(), tasks('- file:\n    path: /x\n    tighten|_only: true\n'));
  t.regex(told, /mode is the loosest that is allowed/);
  t.regex(told, /default false/);
});

test('the language server tells what a module and a keyword are for', async (t) => {
  t.regex(await server.hover(nextFile(), tasks('- sys|ctl: {name: a, value: 0}\n')), /Sets kernel parameters/);
  t.regex(
    await server.hover(nextFile(), playbook('- hosts: all\n  ser|ial: 1\n')),
    /How many hosts are begun together/,
  );
});

test('the language server finds what is wrong with a playbook, and says what to write instead', async (t) => {
  const wrong = tasks(`- fiel: {path: /x}
- file: {path: x, state: gone, follow: maybe, mod: 1}
- ping:
  async: 3
- copy: {dest: /x, content: a}
  register: a-b
`);
  t.deepEqual(await server.diagnose(nextFile(), wrong), [
    '4:7 Property fiel is not allowed.',
    '4:7 a task needs one module, and has no second',
    '5:20 must be an absolute path: start it with /',
    '5:30 Value is not accepted. Valid values: "file", "directory", "absent", "touch", "link", "hard".',
    '5:44 must be true or false',
    '5:51 Property mod is not allowed.',
    '7:14 async is not part of the language: leave the line out: `timeout` bounds a task',
    '9:17 must be a variable name: letters, digits and _, no digit first',
  ]);
});

test('the language server finds nothing in a playbook with templates', async (t) => {
  const right = tasks(`- copy: {dest: "{{ dest }}", content: x, force: "{{ force }}"}
  become: "{{ force }}"
  loop: "{{ names }}"
  notify: [a, b]
- command: uptime
  changed_when: false
`);
  t.deepEqual(await server.diagnose(nextFile(), right), []);
});

test('the language server knows inventories and bulwark.yaml', async (t) => {
  const inventory = '# yaml-language-server: $schema=../schemas/inventory.schema.json\nall:\n  host: {}\n';
  t.deepEqual(await server.diagnose(nextFile('inventory'), inventory), ['3:3 Property host is not allowed.']);
  const config = '# yaml-language-server: $schema=../schemas/bulwark.schema.json\n';
  t.true((await server.complete(nextFile('vagrant'), `${config}|`)).includes('known_hosts'));
});

test('the language server knows a module of the project', async (t) => {
  const path = fileURLToPath(new URL('../../docs/examples/modules/login_defs.ts', import.meta.url));
  const loaded = loadProjectModule({ kind: 'file', path });
  const own = loaded.kind === 'loaded' && isDefinedModule(loaded.value) ? [loaded.value] : [];
  const [schema] = editorSchemaFiles([...modules, ...own]);
  const file = join(tempFolder(t), 'playbook.schema.json');
  writeFileSync(file, schema?.text ?? '');
  const lines = (text: string): string =>
    `# yaml-language-server: $schema=${file}\n- hosts: all\n  tasks:\n    - login_defs:\n${text}`;
  const proposed = await server.complete(nextFile(), lines('        |'));
  t.deepEqual(
    ['path', 'values'].filter((word) => !proposed.includes(word)),
    [],
  );
  t.deepEqual(await server.diagnose(nextFile(), lines('        values: { UMASK: "027" }\n        pth: /x\n')), [
    '6:9 Property pth is not allowed.',
  ]);
});
