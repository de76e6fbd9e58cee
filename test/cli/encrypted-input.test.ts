import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import test from 'ava';

import { bulwarkIn, writeFiles } from '../support/bulwark.ts';
import { tempFolder } from '../support/temp-folder.ts';

const fixtures = fileURLToPath(new URL('../fixtures/vault/', import.meta.url));
const fixture = (name: string): string => readFileSync(join(fixtures, name), 'utf8');

const inventory = 'all:\n  hosts:\n    here: { ansible_connection: local }\n';
const playbook = (expression: string): string =>
  `- hosts: all\n  gather_facts: false\n  tasks:\n    - assert:\n        that: ["${expression}"]\n        fail_msg: "not so: {{ inline | default('-') }} {{ db_password | default('-') }}"\n`;

const project = {
  'inventory.yaml': inventory,
  'site.yaml': playbook("inline == 'inline-canary-Zürich'"),
  'group_vars/all.yaml': fixture('inline.yaml'),
  pw: 'correct horse\n',
  'pw-prod': 'other horse\n',
};
const plan = ['plan', 'site.yaml', '-i', 'inventory.yaml'];
const keys = ['--vault-password-file', 'pw', '--vault-id', 'prod@pw-prod'];
const canaries = /inline-canary|prod-canary|s3cret-from-vault|one-secret|correct horse|other horse/;

test('!vault values of ansible-vault 1.1 and 1.2 are read with the passwords of their ids', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, {
    ...project,
    'site.yaml': playbook("inline ~ labelled == 'inline-canary-Zürichprod-canary-0815'"),
  });
  const { all, status } = bulwarkIn(folder, [...plan, ...keys]);
  t.is(status, 0, all);
  t.notRegex(all, canaries);
});

for (const version of ['1.1', '1.2']) {
  test(`a vars file that ansible-vault ${version} encrypted as a whole is read, with its templates, types of switches and lists`, (t) => {
    const folder = tempFolder(t);
    const all = [
      "db_password == 's3cret-from-vault'",
      'enabled',
      "url == 'postgres://bob:s3cret-from-vault@db'",
      "nested.list[0] == 'one-secret'",
    ];
    writeFiles(folder, {
      ...project,
      'site.yaml': `- hosts: all\n  gather_facts: false\n  vars: { user: bob }\n  vars_files: [secret.yaml]\n  tasks:\n    - assert: { that: [${all.map((one) => JSON.stringify(one)).join(', ')}] }\n    - debug: { var: url }\n`,
      'secret.yaml': fixture(`vars-${version}.yaml`),
      'group_vars/all.yaml': '{}\n',
    });
    const ended = bulwarkIn(folder, [...plan, ...keys]);
    t.is(ended.status, 0, ended.all);
    t.notRegex(ended.all, canaries);
    t.regex(ended.all, /‹secret›/);
  });
}

test('-e @file may be encrypted', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, {
    ...project,
    'site.yaml': playbook("db_password == 's3cret-from-vault'"),
    'x.yaml': fixture('vars-1.1.yaml'),
  });
  const ended = bulwarkIn(folder, [...plan, ...keys, '-e', '@x.yaml', '-e', 'user=bob']);
  t.is(ended.status, 0, ended.all);
});

test('a host variable of an inventory may be a vault value', (t) => {
  const folder = tempFolder(t);
  const inline = fixture('inline.yaml').split('\nlabelled')[0] ?? '';
  const indented = inline.replaceAll('\n', '\n      ');
  writeFiles(folder, {
    ...project,
    'group_vars/all.yaml': '{}\n',
    'inventory.yaml': `all:\n  hosts:\n    here:\n      ansible_connection: local\n      ${indented}\n`,
  });
  const ended = bulwarkIn(folder, [...plan, ...keys]);
  t.is(ended.status, 0, ended.all);
});

test('a wrong vault password is an error at every text it does not open, with what to type', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, { ...project, pw: 'wrong\n' });
  const { all, status } = bulwarkIn(folder, [...plan, '--vault-password-file', 'pw']);
  t.is(status, 5);
  t.regex(all, /group_vars\/all\.yaml:1:\d+ {2}error {2}no vault password that was given opens this/);
  t.regex(
    all,
    /group_vars\/all\.yaml:\d+:\d+ {2}error {2}no vault password that was given opens this\s+\(its id is prod\)/,
  );
  t.regex(all, /--vault-id prod@prompt/);
});

test('a damaged vault text is an error where it stands', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, { ...project, 'group_vars/all.yaml': fixture('inline.yaml').replace(/3733\d{2}/, 'xxxxxx') });
  const { all, status } = bulwarkIn(folder, [...plan, ...keys]);
  t.is(status, 5);
  t.regex(all, /group_vars\/all\.yaml:1:\d+ {2}error {2}this text of ansible-vault is damaged/);
});

test('without a terminal and without a source a vault text ends before any connection, and says what to give', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, project);
  const { all, status } = bulwarkIn(folder, plan);
  t.is(status, 5);
  t.regex(all, /there is no terminal to ask for the vault password on/);
  t.regex(all, /BULWARK_VAULT_PASSWORD/);
});

test('no vault password is read where nothing is encrypted', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, { ...project, 'group_vars/all.yaml': 'inline: inline-canary-Zürich\n' });
  const { all, status } = bulwarkIn(folder, [...plan, '--vault-password-file', 'nowhere']);
  t.is(status, 0, all);
});

test('the vault password comes from the environment, from a command, and from bulwark.yaml', (t) => {
  const folder = tempFolder(t);
  const inline = fixture('inline.yaml').split('\nlabelled')[0] ?? '';
  writeFiles(folder, { ...project, 'group_vars/all.yaml': inline });
  t.is(bulwarkIn(folder, plan, { BULWARK_VAULT_PASSWORD: 'correct horse' }).status, 0);
  t.is(bulwarkIn(folder, [...plan, '--vault-password-command', "printf 'correct horse\\nmore'"]).status, 0);
  writeFiles(folder, { 'bulwark.yaml': 'vault_password_command: [cat, pw]\n' });
  t.is(bulwarkIn(folder, plan).status, 0);
});

test('a password command that fails shows its words and its code, never what it printed', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, project);
  const command = "sh -c 'echo hidden-output-canary; echo store is locked >&2; exit 3'";
  const { all, status } = bulwarkIn(folder, [...plan, '--vault-password-command', command]);
  t.is(status, 5);
  t.regex(all, /sh ended with code 3/);
  t.regex(all, /store is locked/);
  t.false(all.includes('hidden-output-canary'));
});

test('a password file that others may read is refused', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, project);
  spawnSync('chmod', ['644', join(folder, 'pw')]);
  const { all, status } = bulwarkIn(folder, [...plan, ...keys]);
  t.is(status, 5);
  t.regex(all, /others may read pw[^]*chmod 600 pw/);
});

test('an encrypted playbook is refused in one sentence', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, { ...project, 'site.yaml': fixture('vars-1.1.yaml') });
  const { all, status } = bulwarkIn(folder, [...plan, ...keys]);
  t.is(status, 5);
  t.regex(all, /site\.yaml is encrypted, and a playbook is not/);
});

test('mistakes in an encrypted file are told by line and column, without its words', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, { ...project, 'x.yaml': fixture('broken.yaml') });
  const { all, status } = bulwarkIn(folder, [...plan, ...keys, '-e', '@x.yaml']);
  t.is(status, 5);
  t.regex(all, /x\.yaml:\d:\d+ {2}error/);
  t.notRegex(all, /secret-canary/);
});

test('what was typed as a secret variable is not in the output', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, { ...project, 'group_vars/all.yaml': '{}\n', 'site.yaml': playbook("db_password == 'other'") });
  const { all, status } = bulwarkIn(folder, [...plan, '-vvv', '-e', 'db_password=typed-canary-77']);
  t.is(status, 2);
  t.false(all.includes('typed-canary-77'), all);
  t.regex(all, /‹secret›/);
});
