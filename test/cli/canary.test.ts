import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';

import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import test from 'ava';
import type { ExecutionContext } from 'ava';

import { compile } from '../../src/library.ts';
import { writeFiles } from '../support/bulwark.ts';
import { tempFolder } from '../support/temp-folder.ts';

const bin = fileURLToPath(new URL('../../bin/bulwark.js', import.meta.url));
const canary = 'k3st3r-Wp5uN9dJ';
/** The canary as it is, in base64 at each alignment, and in hexadecimal. */
const traces = [
  canary,
  Buffer.from(canary).toString('base64').slice(0, 18),
  Buffer.from(`x${canary}`).toString('base64').slice(2, 18),
  Buffer.from(`xy${canary}`).toString('base64').slice(3, 18),
  Buffer.from(canary).toString('hex'),
];

const site = `- name: "With {{ db_password }}"
  hosts: all
  tasks:
    - name: Secret file
      copy: { dest: "{{ out }}/made", content: "old {{ db_password }}\\n", mode: "0600" }
    - name: Secret in a command
      command: { cmd: "echo {{ db_password }}", creates: "{{ out }}/never" }
      register: said
    - name: Secret in what was there
      copy: { dest: "{{ out }}/was", content: "new\\n", mode: "0600" }
    - name: Wait
      command: { cmd: "sh -c 'if test -e {{ out }}/slow; then touch {{ out }}/waits; sleep 4; fi'" }
    - name: Fails with it
      command: { cmd: "sh -c 'echo {{ db_password }} >&2; exit 1'" }
      ignore_errors: true
`;

/** A project whose host is this machine with a /var/lib of its own (a private mount namespace: needs root). */
class Project {
  readonly folder: string;
  /** All that was ever shown. */
  shown = '';
  constructor(t: ExecutionContext) {
    this.folder = tempFolder(t);
    for (const name of ['out', 'lib', 'home']) mkdirSync(join(this.folder, name));
  }

  get env(): NodeJS.ProcessEnv {
    const state = join(this.folder, 'state');
    return { ...process.env, XDG_STATE_HOME: state, HOME: join(this.folder, 'home'), TZ: 'UTC', NO_COLOR: '1' };
  }

  command(words: readonly string[]): readonly string[] {
    const place = 'mount --bind "$1/lib" /var/lib && shift && exec "$@"';
    return ['-m', 'sh', '-c', place, 'sh', this.folder, process.execPath, bin, ...words];
  }

  run(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const { stdout, stderr, status } = spawnSync('unshare', this.command(words), {
      encoding: 'utf8',
      cwd: this.folder,
      env: { ...this.env, ...env },
    });
    this.shown += `$ ${words[0] ?? ''}\n${stdout}${stderr}`;
    return { stdout, stderr, status, all: stdout + stderr };
  }

  /** Runs until a file is there, then Ctrl-C. */
  async interrupted(words: readonly string[], file: string): Promise<number | null> {
    const child = spawn('unshare', this.command(words), { cwd: this.folder, env: this.env });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.shown += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    while (!existsSync(join(this.folder, file)) && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGINT');
    child.kill('SIGINT');
    return ended;
  }

  /** The history's entries as text. */
  get history(): string {
    const db = new DatabaseSync(join(this.folder, 'state/bulwark/history.db'), { readOnly: true });
    const rows = db.prepare('SELECT kind, text FROM log').all();
    db.close();
    return rows
      .map(({ kind, text }) => (text instanceof Uint8Array ? { kind, text } : { kind, text: new Uint8Array() }))
      .map(({ kind, text }) => (kind === 'events' ? inflateRawSync(text) : Buffer.from(text)).toString())
      .join('\n');
  }

  /** Files that hold the canary. */
  get holders(): readonly string[] {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(this.folder, name)).isFile())
      .filter((name) => readFileSync(join(this.folder, name), 'latin1').includes(canary))
      .toSorted();
  }
}

const hides = (t: ExecutionContext, text: string, where: string): void =>
  traces.forEach((trace) => {
    const at = text.indexOf(trace);
    t.is(at, -1, `${where}: …${text.slice(Math.max(0, at - 300), at + 60)}…`);
  });

test('one secret goes through a plan file, its apply, the history, an interruption and exec, and is nowhere but in its targets', async (t) => {
  const project = new Project(t);
  const identity = await generateX25519Identity();
  writeFiles(project.folder, {
    'bulwark.yaml': 'inventory: inv.yaml\nplaybook: site.yaml\n',
    'inv.yaml': `all: { hosts: { h1: {} }, vars: { ansible_connection: local, out: ${project.folder}/out } }\n`,
    'site.yaml': site,
    'out/was': `it was ${canary}\n`,
    key: identity,
  });
  const secret = ['-e', `db_password=${canary}`];
  const recipient = await identityToRecipient(identity);

  t.is(project.run(['plan', '-o', 'p.plan', ...secret]).status, 5, 'not without a recipient');
  t.is(project.run(['plan', '-o', 'p.plan', '-r', recipient, '-D', ...secret]).status, 0, project.shown);
  t.is(project.run(['plan', 'p.plan', '-D', '-vv']).status, 0, project.shown);
  t.is(project.run(['plan', '--script', 'h1', ...secret]).status, 0, project.shown);
  t.is(project.run(['apply', 'p.plan', '--yes', '-D', '--age-identity', 'key']).status, 0, project.shown);
  t.is(readFileSync(join(project.folder, 'out/made'), 'utf8'), `old ${canary}\n`, 'it reached its target');
  t.is(project.run(['apply', 'p.plan', '--yes', '--age-identity', 'key']).status, 7, 'and is done once');

  writeFiles(project.folder, { 'out/slow': '', 'out/was': `again ${canary}\n` });
  const exit = await project.interrupted(['apply', '--yes', '-D', '-vv', ...secret], 'out/waits');
  t.true(exit === 130, `${String(exit)} ${project.shown}`);
  project.run(['apply', '--resume', 'last', '--yes', '-e', 'other=1']);
  project.run(['exec', 'h1', ...secret, '--', 'sh', '-c', `echo ${canary}; echo ${canary} | base64 >&2`]);
  project.run(['exec', 'h1', '-D', '--format', 'jsonl', ...secret, '--', `echo ${canary}`]);

  for (const words of [
    ['history'],
    ['history', '--format', 'jsonl'],
    ['history', 'show', 'last', '-vv', '-D'],
    ['history', 'show', 'last', '--format', 'jsonl'],
    ['rollback', '--list'],
  ])
    project.run(words);
  const ids = [...project.run(['history', '--format', 'jsonl']).stdout.matchAll(/"run":"([^"]+)"/g)].map(
    ([, id = '']) => id,
  );
  t.true(ids.length >= 4, ids.join(' '));
  for (const id of ids) {
    project.run(['history', 'show', id, '-vv', '-D']);
    project.run(['history', 'show', id, '--format', 'jsonl']);
    project.run(['history', 'diff', ids.at(-1) ?? '', id]);
  }
  hides(t, project.shown, 'what was shown');
  hides(t, project.history, 'the history');
  hides(t, readFileSync(join(project.folder, 'p.plan'), 'latin1'), 'the plan file');
  t.deepEqual(
    project.holders.filter((name) => !name.endsWith('/content')),
    ['out/made'],
  );
});

test('programs that are started get no password of the environment', (t) => {
  const project = new Project(t);
  writeFiles(project.folder, { 'inv.yaml': 'all: { hosts: { h1: { ansible_connection: local } } }\n' });
  const { stdout } = project.run(['exec', '-i', 'inv.yaml', 'h1', '-v', '--', 'env'], {
    BULWARK_VAULT_PASSWORD: canary,
    BULWARK_OTHER: 'stays',
  });
  t.regex(stdout, /BULWARK_OTHER=stays/);
  t.notRegex(stdout, /BULWARK_VAULT_PASSWORD/);
});

test('a mistake that the library tells of holds no secret either', async (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, {
    'inv.yaml': 'all: { hosts: { h1: { ansible_connection: local } } }\n',
    'site.yaml': '- hosts: all\n  tasks: [{ set_fact: { a: "{{ {}[db_password] }}" } }]\n',
  });
  const found = await compile({
    command: 'plan',
    playbook: join(folder, 'site.yaml'),
    inventory: join(folder, 'inv.yaml'),
    extraVars: { db_password: canary },
  });
  t.false(found.ok);
  hides(t, JSON.stringify(found), 'compile');
  t.regex(JSON.stringify(found), /‹secret›/);
});
