import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { bin, bulwarkIn, writeFiles } from '../support/bulwark.ts';
import { tempFolder } from '../support/temp-folder.ts';

const canary = 'age-canary-4711';
const plain = `# kept\npassword: ${canary}\nother: 1\n`;

/** A folder with an identity of age-keygen, the same in bulwark.yaml, and a plain vars file. */
function project(t: ExecutionContext): { readonly folder: string; readonly recipient: string } {
  const folder = tempFolder(t);
  spawnSync('age-keygen', ['-o', 'id'], { cwd: folder });
  const recipient = /age1\w+/.exec(readFileSync(join(folder, 'id'), 'utf8'))?.[0] ?? '';
  writeFiles(folder, {
    'secret.yaml': plain,
    'bulwark.yaml': `age_identities: [id]\nage_recipients: [${recipient}]\n`,
  });
  return { folder, recipient };
}

const text = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

test('what bulwark encrypts age decrypts', (t) => {
  const { folder } = project(t);
  const { all, status } = bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']);
  t.is(status, 0, all);
  t.regex(all, /^encrypted {2}secret\.yaml {2}for 1 recipient$/m);
  t.regex(text(folder, 'secret.yaml'), /^-----BEGIN AGE ENCRYPTED FILE-----/);
  t.is(spawnSync('age', ['-d', '-i', 'id', 'secret.yaml'], { cwd: folder, encoding: 'utf8' }).stdout, plain);
});

for (const [form, flags] of [
  ['binary', []],
  ['armoured', ['-a']],
] as const) {
  test(`what age encrypts bulwark views, decrypts and reads as a vars file (${form})`, (t) => {
    const { folder, recipient } = project(t);
    spawnSync('age', [...flags, '-r', recipient, '-o', 'sealed.yaml', 'secret.yaml'], { cwd: folder });
    t.is(bulwarkIn(folder, ['secrets', 'view', 'sealed.yaml', '--force']).stdout, plain);
    writeFiles(folder, {
      'inventory.yaml': 'all:\n  hosts:\n    here: { ansible_connection: local }\n',
      'site.yaml': `- hosts: all\n  gather_facts: false\n  vars_files: [sealed.yaml]\n  tasks:\n    - assert: { that: ["password == '${canary}'", "other == '1'"] }\n`,
    });
    const ended = bulwarkIn(folder, ['plan', 'site.yaml', '-i', 'inventory.yaml', '-vvv']);
    t.is(ended.status, 0, ended.all);
    t.is(bulwarkIn(folder, ['secrets', 'decrypt', 'sealed.yaml']).status, 0);
    t.is(text(folder, 'sealed.yaml'), plain);
    t.is(statSync(join(folder, 'sealed.yaml')).mode & 0o077, 0);
  });
}

test('an encrypted file is not encrypted again, and a plain one neither decrypted, viewed nor edited', (t) => {
  const { folder } = project(t);
  for (const verb of ['decrypt', 'view', 'edit']) {
    const { all, status } = bulwarkIn(folder, ['secrets', verb, 'secret.yaml']);
    t.is(status, 5);
    t.regex(all, /secret\.yaml is not encrypted[^]*bulwark secrets encrypt secret\.yaml/);
  }
  bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']);
  const sealed = text(folder, 'secret.yaml');
  const { all, status } = bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']);
  t.is(status, 5);
  t.regex(all, /is encrypted already \(age\)/);
  t.is(text(folder, 'secret.yaml'), sealed);
});

test('view shows nothing where standard output is no terminal, unless forced', (t) => {
  const { folder } = project(t);
  bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']);
  const { all, status } = bulwarkIn(folder, ['secrets', 'view', 'secret.yaml']);
  t.is(status, 5);
  t.false(all.includes(canary));
  t.regex(all, /no terminal[^]*--force/);
});

test('without a recipient nothing is encrypted, and a wrong one is named', (t) => {
  const { folder } = project(t);
  writeFiles(folder, { 'bulwark.yaml': '{}\n' });
  t.regex(
    bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']).all,
    /nobody is named who could open it[^]*age-keygen/,
  );
  const ssh = bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml', '-r', 'ssh-ed25519 AAAA']);
  t.regex(ssh.all, /SSH keys are not taken as recipients/);
  t.is(text(folder, 'secret.yaml'), plain);
});

test('an identity that does not fit, that others may read, or that is an SSH key is refused', (t) => {
  const { folder } = project(t);
  bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']);
  spawnSync('age-keygen', ['-o', 'other'], { cwd: folder });
  const view = (...more: readonly string[]): string =>
    bulwarkIn(folder, ['secrets', 'view', 'secret.yaml', '--force', ...more]).all;
  t.regex(view('--age-identity', 'other'), /no age identity that was given opens this/);
  spawnSync('chmod', ['644', 'other'], { cwd: folder });
  t.regex(view('--age-identity', 'other'), /others may read the age identity other[^]*chmod 600 other/);
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', 'ssh'], { cwd: folder });
  t.regex(view('--age-identity', 'ssh'), /ssh is an SSH key[^]*age-keygen/);
});

test('a damaged age file is an error that says so', (t) => {
  const { folder } = project(t);
  bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']);
  const lines = text(folder, 'secret.yaml').split('\n');
  writeFiles(folder, { 'secret.yaml': lines.toSpliced(-3, 1).join('\n') });
  const { all, status } = bulwarkIn(folder, ['secrets', 'view', 'secret.yaml', '--force']);
  t.is(status, 5);
  t.regex(all, /secret\.yaml:1:1 {2}error {2}this age file cannot be opened/);
});

/** An editor that notes where it works, with what rights, and runs a line of shell on the file ($1). */
const editor = (folder: string, line: string): Record<string, string> => {
  writeFiles(folder, {
    'editor.sh': `ls -ld "$(dirname "$1")" "$1" >> ${folder}/seen; echo "$1" > ${folder}/where\n${line}\n`,
  });
  return { EDITOR: `sh '${folder}/editor.sh'` };
};

const whereItWas = (folder: string): string => text(folder, 'where').trim();

test('edit works in a private folder in memory, encrypts for the same key again, and leaves nothing behind', (t) => {
  const { folder } = project(t);
  bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']);
  const before = text(folder, 'secret.yaml');
  const { all, status } = bulwarkIn(
    folder,
    ['secrets', 'edit', 'secret.yaml'],
    editor(folder, 'echo "new: 2" >> "$1"'),
  );
  t.is(status, 0, all);
  t.not(text(folder, 'secret.yaml'), before);
  const { stdout } = spawnSync('age', ['-d', '-i', 'id', 'secret.yaml'], { cwd: folder, encoding: 'utf8' });
  t.is(stdout, `${plain}new: 2\n`);
  t.regex(text(folder, 'seen'), /^drwx------.*\n-rw-------/);
  t.regex(whereItWas(folder), /^\/(?:dev\/shm|run)\//);
  t.false(existsSync(join(whereItWas(folder), '..')));
});

test('an edit that changes nothing writes nothing', (t) => {
  const { folder } = project(t);
  bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']);
  const before = text(folder, 'secret.yaml');
  t.regex(
    bulwarkIn(folder, ['secrets', 'edit', 'secret.yaml'], editor(folder, ':')).all,
    /^unchanged {2}secret\.yaml/m,
  );
  t.is(text(folder, 'secret.yaml'), before);
});

test('a broken edit is told by line and not taken, and the file is as it was', (t) => {
  const { folder } = project(t);
  bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']);
  const before = text(folder, 'secret.yaml');
  const { all, status } = bulwarkIn(
    folder,
    ['secrets', 'edit', 'secret.yaml'],
    editor(folder, 'echo "x: [broken-canary" >> "$1"'),
  );
  t.is(status, 5);
  t.regex(all, /the edit was not taken: secret\.yaml is as it was[^]*secret\.yaml:4:4 {2}error/);
  t.notRegex(all, /broken-canary|4711/);
  t.is(text(folder, 'secret.yaml'), before);
  t.false(existsSync(whereItWas(folder)));
});

test('an editor that fails or does not exist changes nothing', (t) => {
  const { folder } = project(t);
  bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']);
  const before = text(folder, 'secret.yaml');
  t.regex(bulwarkIn(folder, ['secrets', 'edit', 'secret.yaml'], editor(folder, 'exit 3')).all, /ended with code 3/);
  t.regex(bulwarkIn(folder, ['secrets', 'edit', 'secret.yaml'], { EDITOR: 'no-such-editor' }).all, /no-such-editor/);
  t.is(text(folder, 'secret.yaml'), before);
});

test('an edit that met another change is kept beside, encrypted', (t) => {
  const { folder } = project(t);
  bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']);
  const change = `echo "new: 2" >> "$1"; echo changed > ${folder}/secret.yaml`;
  const { all, status } = bulwarkIn(folder, ['secrets', 'edit', 'secret.yaml'], editor(folder, change));
  t.is(status, 5);
  t.regex(all, /somebody else has changed secret\.yaml/);
  const kept = readdirSync(folder).find((name) => name.startsWith('secret.yaml.edited')) ?? '';
  const { stdout } = spawnSync('age', ['-d', '-i', 'id', kept], { cwd: folder, encoding: 'utf8' });
  t.is(stdout, `${plain}new: 2\n`);
});

test('a file for two keys is not encrypted for one by an edit', (t) => {
  const { folder, recipient } = project(t);
  spawnSync('age-keygen', ['-o', 'other'], { cwd: folder });
  const other = /age1\w+/.exec(text(folder, 'other'))?.[0] ?? '';
  spawnSync('age', ['-r', recipient, '-r', other, '-o', 'two.yaml', 'secret.yaml'], { cwd: folder });
  const { all, status } = bulwarkIn(folder, ['secrets', 'edit', 'two.yaml'], editor(folder, 'echo "new: 2" >> "$1"'));
  t.is(status, 5);
  t.regex(all, /was encrypted for 2 keys, and bulwark\.yaml names 1/);
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} during an edit removes the plain text and leaves the file`, async (t) => {
    const { folder } = project(t);
    bulwarkIn(folder, ['secrets', 'encrypt', 'secret.yaml']);
    const before = text(folder, 'secret.yaml');
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      ...editor(folder, `touch ${folder}/ready; exec sleep 60`),
    };
    const child = spawn(process.execPath, [bin, 'secrets', 'edit', 'secret.yaml'], {
      cwd: folder,
      env,
      stdio: 'ignore',
    });
    const ended = once(child, 'close');
    while (!existsSync(join(folder, 'ready'))) await wait(20);
    t.true(existsSync(whereItWas(folder)));
    child.kill(signal);
    await ended;
    t.false(existsSync(whereItWas(folder)));
    t.is(text(folder, 'secret.yaml'), before);
  });
}
