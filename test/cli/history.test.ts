import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { tempFolder } from '../support/temp-folder.ts';
import { bin } from '../support/bulwark.ts';

/** A project whose host is this machine with a /var/lib of its own (a private mount namespace: needs root). */
class Project {
  readonly folder: string;
  readonly out: string;
  constructor(t: ExecutionContext, task = 'copy: { dest: "{{ out }}/{{ inventory_hostname }}", content: "hello\\n" }') {
    this.folder = tempFolder(t);
    this.out = join(this.folder, 'out');
    mkdirSync(this.out);
    mkdirSync(join(this.folder, 'lib'));
    this.write('bulwark.yaml', 'inventory: inv.yaml\nplaybook: site.yaml\n');
    this.write('inv.yaml', `all: { hosts: { h1: {} }, vars: { ansible_connection: local, out: ${this.out} } }\n`);
    this.write('site.yaml', `- hosts: all\n  tasks:\n    - name: A file\n      ${task}\n`);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text, { mode: 0o600 });
  }

  get database(): string {
    return join(this.folder, 'state/bulwark/history.db');
  }

  readonly env = (): NodeJS.ProcessEnv => ({
    ...process.env,
    XDG_STATE_HOME: join(this.folder, 'state'),
    HOME: this.folder,
    TZ: 'UTC',
    NO_COLOR: '1',
  });

  command(words: readonly string[]): readonly [string, ...string[]] {
    const place = 'mount --bind "$1/lib" /var/lib && shift && exec "$@"';
    return ['unshare', '-m', 'sh', '-c', place, 'sh', this.folder, process.execPath, bin, ...words];
  }

  run(...words: readonly string[]) {
    const [program, ...rest] = this.command(words);
    const { stdout, stderr, status } = spawnSync(program, rest, {
      encoding: 'utf8',
      cwd: this.folder,
      env: this.env(),
    });
    return { stdout, stderr, status, all: stdout + stderr, said: stderr.replaceAll(/\s+/g, ' ') };
  }

  bytes(): string {
    return ['', '-wal']
      .map((end) => (existsSync(this.database + end) ? readFileSync(this.database + end, 'latin1') : ''))
      .join('');
  }
}

const fails = 'fail: { msg: "not today" }';
const narrow = (text: string): boolean =>
  text.split('\n').every((line) => line.length <= 80 || /bulwark |\/tmp/.test(line));

test.serial('an apply is listed, shown, and gives its events again byte for byte', (t) => {
  const project = new Project(t);
  t.regex(project.run('history').stdout, /^No run was recorded here yet\.\n$/);
  t.is(project.run('history', 'verify').status, 0);
  const applied = project.run('apply', '--yes', '--format', 'jsonl');
  t.is(applied.status, 0, applied.all);
  t.is(project.run('history', 'show', 'last', '--format', 'jsonl').stdout, applied.stdout);
  const { run } = JSON.parse(applied.stdout.split('\n')[0] ?? '{}');
  const list = project.run('history');
  t.regex(
    list.stdout,
    new RegExp(`^1 run, newest first, times in UTC\n${run}  \\d\\d \\w{3} \\d\\d:\\d\\d  changed .*apply site\\.yaml`),
  );
  t.regex(list.stdout, /\n {9}changed h1\n/);
  const shown = project.run('history', 'show', run, '-D');
  t.regex(shown.stdout, new RegExp(`^Run ${run} changed 1 host in `));
  t.regex(shown.stdout, /\n {6}\+hello\n/);
  t.true(narrow(list.stdout) && narrow(shown.stdout), list.stdout + shown.stdout);
  t.regex(project.run('history', 'h1').stdout, /^1 run/);
  t.regex(project.run('history', 'h[2-3],w*').stdout, /^No run/);
  const listed = JSON.parse(project.run('history', '--format', 'jsonl').stdout);
  t.like(listed, { run, mode: 'apply', playbook: 'site.yaml', end: { exit: 0, hosts: { h1: 'changed' } } });
});

test.serial('plan and facts are kept with their beginning and end; what contacts no host is no run', (t) => {
  const project = new Project(t);
  project.run('plan');
  project.run('facts');
  project.run('plan', '--list-hosts');
  project.run('plan', 'nope.yaml');
  t.regex(project.run('history').stdout, /^2 runs[^]*facts[^]*plan site\.yaml/);
  t.regex(project.run('history', 'show', 'last').stdout, /^Run \d{4}-\d{4}-\w\w: ok\. ok h1\n/);
});

test.serial('history: none records nothing, history: FILE records there', (t) => {
  const project = new Project(t);
  project.write('bulwark.yaml', 'inventory: inv.yaml\nplaybook: site.yaml\nhistory: none\n');
  t.is(project.run('apply', '--yes').status, 0);
  t.false(existsSync(join(project.folder, 'state')));
  t.regex(project.run('history').said, /bulwark\.yaml says `history: none`/);
  project.write('bulwark.yaml', 'inventory: inv.yaml\nplaybook: site.yaml\nhistory: kept/runs.db\n');
  t.is(project.run('apply', '--yes').status, 0);
  t.true(existsSync(join(project.folder, 'kept/runs.db')));
});

test.serial('a history that is damaged costs one line, and the run goes on', (t) => {
  const project = new Project(t);
  mkdirSync(join(project.folder, 'state/bulwark'), { recursive: true });
  writeFileSync(project.database, 'hello '.repeat(1000));
  const { status, stderr, stdout } = project.run('apply', '--yes');
  t.is(status, 0);
  t.regex(stdout, /changed 1 host/);
  t.is(stderr.split('\n').filter((line) => line.startsWith('warning  this run is not recorded whole')).length, 1);
  t.regex(project.run('history').said, /the history cannot be used: .*history\.db: it is damaged/);
  t.is(project.run('history', 'verify').status, 3);
  t.is(readFileSync(project.database, 'utf8'), 'hello '.repeat(1000));
});

test.serial('secrets are in no history: not those of -e, nor what no_log hides', (t) => {
  const project = new Project(
    t,
    'copy: { dest: "{{ out }}/f", content: "{{ db_password }} {{ deep.token }}" }\n      no_log: true',
  );
  const deep = '{"deep": {"token": "canary-two"}}';
  const url = 'site=https://bob:canary-three@example.org/';
  const { status, all } = project.run(
    'apply',
    '--yes',
    '-e',
    'db_password=canary-one',
    '-e',
    deep,
    '-e',
    url,
    '-e',
    'a=plain-one',
  );
  t.is(status, 0, all);
  t.regex(readFileSync(join(project.out, 'f'), 'utf8'), /canary-one canary-two/);
  const shown = [
    project.run('history', '--format', 'jsonl'),
    project.run('history', 'show', 'last', '-D', '-vv'),
    project.run('history', 'show', 'last', '--format', 'jsonl'),
  ]
    .map((run) => run.stdout)
    .join('');
  t.regex(shown, /plain-one/);
  t.regex(shown, /db_password=\.\.\./);
  for (const canary of ['canary-one', 'canary-two', 'canary-three']) {
    t.false(shown.includes(canary), canary);
    t.false(project.bytes().includes(canary), canary);
  }
});

test.serial('a failed run is resumed with the playbook, options and hosts that it had', (t) => {
  const project = new Project(t, 'assert: { that: [go is defined] }');
  project.write('inv.yaml', `all: { hosts: { h1: {} }, vars: { ansible_connection: local } }\n`);
  const failed = project.run('apply', '--yes', '-e', 'size=3', '-e', 'api_token=x1');
  t.is(failed.status, 2, failed.all);
  const run = /Run (\S+) failed/.exec(failed.stdout)?.[1] ?? '';
  t.regex(failed.stdout, new RegExp(`Next   bulwark history show ${run}`));
  t.regex(failed.stdout, new RegExp(`bulwark apply --resume ${run} `));
  const without = project.run('apply', '--yes', '--resume', run);
  t.is(without.status, 5);
  t.regex(
    without.said,
    new RegExp(`was given -e api_token, which the history does not keep.*--resume ${run} -e api_token=\\.\\.\\.`),
  );
  const again = project.run('apply', '--yes', '--resume', run, '-e', 'api_token=x1', '--format', 'jsonl');
  t.is(again.status, 2, again.all);
  t.regex(again.stdout, /"hosts":\[\{"name":"h1"/);
  const [last] = project
    .run('history', '--format', 'jsonl')
    .stdout.split('\n')
    .map((line) => JSON.parse(line || '{}'));
  t.deepEqual(last.given.values['extra-vars'], ['size=3']);
  t.deepEqual(last.given.values['limit'], ['h1']);
  t.deepEqual(last.given.secrets, ['api_token']);
  for (const [words, why] of [
    [['site.yaml'], /--resume takes PLAYBOOK from the run/],
    [['-l', 'h1'], /--resume takes --limit from the run/],
    [['-e', 'api_token=x', '-e', 'other=1'], /was not given -e other/],
  ] as const) {
    const refused = project.run('apply', '--yes', '--resume', run, ...words);
    t.is(refused.status, 5);
    t.regex(refused.said, why);
  }
});

test.serial('a run is not resumed when what it was made from has changed, or when nothing is left', (t) => {
  const project = new Project(t, fails);
  project.run('apply', '--yes');
  project.write('site.yaml', '- hosts: all\n  tasks: [{ ping: {} }]\n');
  const changed = project.run('apply', '--yes', '--resume', 'last');
  t.is(changed.status, 5);
  t.regex(changed.said, /site\.yaml was changed since run \d{4}-\w\w[^]*bulwark apply -l 'h1'/);
  rmSync(join(project.folder, 'site.yaml'));
  t.regex(project.run('apply', '--yes', '--resume', 'last').said, /site\.yaml is gone/);
  t.regex(
    project.run('apply', '--yes', '--resume', '0101-zz').said,
    /no run 0101-zz was recorded here[^]*bulwark history lists/,
  );
  t.regex(project.run('apply', '--yes', '--resume', 'what?').said, /no run what\? was recorded/);
  const fine = new Project(t);
  fine.run('apply', '--yes');
  t.regex(fine.run('apply', '--yes', '--resume', 'last').said, /finished every host: nothing is left to resume/);
  fine.run('plan');
  t.regex(fine.run('apply', '--yes', '--resume', lastId(fine)).said, /was no apply: plan leaves nothing to resume/);
});

test.serial('a killed controller leaves a run that can be resumed', async (t) => {
  const project = new Project(t, 'command: sleep 20');
  const [program, ...words] = project.command(['apply', '--yes']);
  const child = spawn(program, words, { cwd: project.folder, env: project.env(), stdio: 'ignore' });
  while (!existsSync(project.database) || !/not ended/.test(project.run('history').stdout))
    await new Promise((r) => setTimeout(r, 100));
  child.kill('SIGKILL');
  const shown = project.run('history', 'show', 'last').stdout;
  t.regex(
    shown,
    /has not ended: its controller was killed, or is still at work\n {2}untouched +h1\nNext {3}bulwark apply --resume/,
  );
  t.is(project.run('history', 'verify').status, 0);
});

test.serial('rollback takes `last`, and a run that only hosts know goes through', (t) => {
  const project = new Project(t);
  project.run('apply', '--yes');
  const file = join(project.out, 'h1');
  t.true(existsSync(file));
  const back = project.run('rollback', 'last', '--yes');
  t.is(back.status, 0, back.all);
  t.false(existsSync(file));
  t.regex(project.run('history').stdout, /rollback of \d{4}-\w\w/);
  t.regex(project.run('rollback', '0101-zz', '--yes').all, /no host keeps a journal of run 0101-zz/);
  t.regex(project.run('rollback', '2025-0101-zz', '--yes').all, /no host keeps a journal of run 0101-zz/);
});

test.serial('two runs are compared', (t) => {
  const project = new Project(t, fails);
  project.run('apply', '--yes');
  const first = lastId(project);
  project.write('site.yaml', '- hosts: all\n  tasks: [{ ping: {} }]\n');
  project.run('apply', '--yes');
  const { stdout } = project.run('history', 'diff', first, 'last');
  t.regex(stdout, /1 host ended otherwise/);
  t.regex(stdout, /\n {2}file site\.yaml changed\n/);
  t.regex(stdout, /\n {2}h1 {2}failed -> ok\n/);
  t.regex(stdout, /\n {2}h1 {2}A file +failed -> nothing\n/);
  t.regex(project.run('history', 'diff', first, first).stdout, /: no difference\n/);
});

test.serial('with a signed head nobody takes out the last runs unseen', (t) => {
  const project = new Project(t);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(project.folder, 'key')]);
  project.write('team', `alice@example.org ${readFileSync(join(project.folder, 'key.pub'), 'utf8')}`);
  t.regex(project.run('history', 'sign', '--key', 'key').said, /there is nothing to sign yet/);
  project.run('apply', '--yes');
  project.run('plan');
  t.is(project.run('history', 'sign', '--key', 'key').status, 0);
  const signed = project.run('history', 'verify', '--allowed-signers', 'team');
  t.is(signed.status, 0, signed.all);
  t.regex(signed.stdout, /^ok {2}2 runs,[^]*signed by alice@example\.org up to entry \d+, and nothing is missing\n$/);
  project.run('plan');
  t.is(project.run('history', 'verify').status, 0);
  const db = new DatabaseSync(project.database);
  db.exec('DROP TRIGGER log_forgets_nothing; DELETE FROM log WHERE n > 3');
  db.exec(
    `CREATE TRIGGER log_forgets_nothing BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'the history is append-only'); END`,
  );
  db.close();
  const cut = project.run('history', 'verify', '--allowed-signers', 'team');
  t.is(cut.status, 3);
  t.regex(cut.stdout, /broken: the history was signed up to entry \d+, which is missing: the last runs[^]*exit 3/);
  rmSync(project.database);
  t.is(project.run('history', 'verify').status, 3);
});

const lastId = (project: Project): string =>
  JSON.parse(project.run('history', '-n', '1', '--format', 'jsonl').stdout).run;
