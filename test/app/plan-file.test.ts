import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import test from 'ava';
import type { ExecutionContext } from 'ava';

import type { AppPorts, EngineRequest } from '../../src/app/ports.ts';
import { runCommand } from '../../src/app/run-command.ts';
import { othersMay } from '../../src/cli/file-guard.ts';
import { parseArgv } from '../../src/cli/parse-argv.ts';
import type { HostOutcome, RunEvent } from '../../src/domain/event.ts';
import type { Intent } from '../../src/domain/intent.ts';
import { openAge, sealAge } from '../../src/store/age.ts';
import { diskPlanFiles } from '../../src/store/plan-files.ts';
import { diskFiles } from '../../src/store/source-files.ts';
import { started, taskFinished } from '../render/helpers/events.ts';
import { idlePorts } from '../support/app-ports.ts';
import { tempFolder } from '../support/temp-folder.ts';

const me = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const intent: Intent = {
  key: '0.tasks.0#0',
  task: 'Copy',
  assumed: false,
  secret: false,
  changes: [{ target: '/etc/x', facts: [['state', 'absent']] }],
};
const hidden: Intent = {
  ...intent,
  key: '0.tasks.1#0',
  task: 'Token',
  secret: true,
  changes: [{ target: '/etc/token', facts: [['content', 'canary']] }],
};

/** A project on disk and an engine that only remembers what it was asked for. */
class Project {
  readonly folder: string;
  readonly requests: EngineRequest[] = [];
  intents: readonly Intent[] = [intent];
  outcomes: Readonly<Record<string, HostOutcome>> = { a: 'changed', b: 'changed' };
  version = '0.3.0';

  constructor(t: ExecutionContext) {
    this.folder = tempFolder(t);
    this.write('inv.yaml', 'all: { hosts: { a: {}, b: {} } }\n');
    this.write(
      'site.yaml',
      '- hosts: all\n  vars_files: [vars.yaml]\n  tasks:\n    - copy: { dest: /etc/x, src: x.txt }\n',
    );
    this.write('vars.yaml', 'days: 1\n');
    this.write('x.txt', 'text\n');
    this.write('values.yaml', 'extra: 1\n');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text, { mode: 0o600 });
  }

  /** `FOLDER` in the line stands for the project's folder. */
  async run(line: string, more: Partial<AppPorts> = {}) {
    const events: RunEvent[] = [];
    const asked = await parseArgv(
      line.split(' ').map((word) => word.replace('FOLDER', this.folder)),
      80,
    );
    if (asked.kind !== 'run') throw new Error(JSON.stringify(asked));
    const exit = await runCommand(asked.invocation, {
      ...idlePorts,
      files: diskFiles(),
      ciphers: { ...idlePorts.ciphers, openAge, sealAge },
      readPrivate: (path) => readFileSync(path),
      othersMay: (path) => othersMay(path, me),
      foldersAbove: [this.folder],
      plans: { ...idlePorts.plans, files: diskPlanFiles(me.uid), version: this.version },
      show: (event) => events.push(event),
      engine: {
        run: async (request, emit) => {
          this.requests.push(request);
          const hosts = request.plan.hosts.map(({ host }) => host.name);
          emit(started(request.mode, hosts));
          for (const host of hosts)
            emit(taskFinished(host, { status: request.mode === 'plan' ? 'drifted' : 'changed' }));
          if (request.mode === 'plan')
            return { refused: null, interrupted: false, intents: new Map(hosts.map((host) => [host, this.intents])) };
          if (!(await request.confirm())) return { refused: 'not-confirmed', interrupted: false };
          for (const host of hosts)
            emit({ type: 'host-finished', host, outcome: this.outcomes[host] ?? 'ok', took: 0 });
          return { refused: null, interrupted: false };
        },
        exec: async () => ({ refused: null, interrupted: false }),
        rollback: async () => ({ refused: null, interrupted: false }),
      },
      ...more,
    });
    const codes = events.flatMap((event) => (event.type === 'diagnostic' ? [event.code] : []));
    const summaries = events.flatMap((event) => (event.type === 'diagnostic' ? [event.summary] : []));
    return { exit, events, codes, summaries };
  }

  make(more = ''): ReturnType<Project['run']> {
    return this.run(`plan FOLDER/site.yaml -i FOLDER/inv.yaml -o FOLDER/p.plan${more}`);
  }

  apply(more = ''): ReturnType<Project['run']> {
    return this.run(`apply FOLDER/p.plan --yes${more}`);
  }
}

test('a plan is kept, shown again without contact, and done', async (t) => {
  const project = new Project(t);
  const made = await project.make(' -e @FOLDER/values.yaml -l a,b');
  t.is(made.exit, 0);
  t.is(statSync(project.path('p.plan')).mode & 0o7777, 0o600);
  t.like(made.events.at(-2), { type: 'plan-file', use: 'written', hosts: ['a', 'b'], changes: 2 });
  const shown = await project.run('plan FOLDER/p.plan');
  t.is(shown.exit, 0);
  t.is(project.requests.length, 1, 'nothing was contacted to show it');
  t.deepEqual(
    shown.events.map(({ type }) => type),
    ['run-started', 'task-finished', 'task-finished', 'plan-file', 'run-finished'],
  );
  t.is((await project.apply()).exit, 0);
  const request = project.requests[1];
  t.is(request?.mode, 'apply');
  t.deepEqual(request?.kept?.hosts.get('a'), [intent]);
  t.regex(request?.kept?.id ?? '', /^[0-9a-f]{64}$/);
});

const moves = test.macro({
  async exec(t, change: (project: Project) => void, summary: RegExp) {
    const project = new Project(t);
    await project.make(' -e @FOLDER/values.yaml');
    change(project);
    const { exit, summaries, codes } = await project.apply();
    t.is(exit, 7);
    t.deepEqual(codes, ['plan-moved']);
    t.regex(summaries[0] ?? '', summary);
    t.is(project.requests.length, 1, 'no host was contacted');
  },
  title: (what = '') => `${what}: nothing is contacted, and what moved is named`,
});
for (const name of ['site.yaml', 'inv.yaml', 'vars.yaml', 'x.txt', 'values.yaml']) {
  test(`${name} was changed`, moves, (project) => project.write(name, '# other\n'), new RegExp(`${name} was changed`));
  test(`${name} is gone`, moves, (project) => rmSync(project.path(name)), new RegExp(`${name} is gone`));
}
test('a bulwark.yaml came', moves, (project) => project.write('bulwark.yaml', 'forks: 3\n'), /bulwark\.yaml is new/);
test(
  'another Bulwark',
  moves,
  (project) => void (project.version = '0.4.0'),
  /was made by bulwark 0\.3\.0, and this is bulwark 0\.4\.0/,
);

test('a plan file is done once; hosts on which it was not done may still be done from it', async (t) => {
  const project = new Project(t);
  await project.make();
  project.outcomes = { a: 'changed', b: 'unreachable' };
  await project.apply();
  t.is(statSync(project.path('p.plan.applied')).mode & 0o7777, 0o600);
  project.outcomes = { b: 'changed' };
  t.is((await project.apply()).exit, 0);
  t.deepEqual(
    project.requests.map(({ plan }) => plan.hosts.map(({ host }) => host.name)),
    [['a', 'b'], ['a', 'b'], ['b']],
  );
  const again = await project.apply();
  t.is(again.exit, 7);
  t.regex(again.summaries[0] ?? '', /was already applied by run 1121-k7 on a,b/);
  t.is(project.requests.length, 3);
  rmSync(project.path('p.plan'));
  await project.make();
  t.is((await project.apply()).exit, 7, 'the same plan made again is the same file');
});

test('-l narrows a plan file and never adds a host', async (t) => {
  const project = new Project(t);
  await project.make(' -l a');
  await project.apply(' -l a');
  t.deepEqual(
    project.requests[1]?.plan.hosts.map(({ host }) => host.name),
    ['a'],
  );
  t.is((await project.apply(' -l b')).exit, 5);
  t.is((await project.apply(' -l nope')).exit, 5);
});

const refuses = test.macro<[string, string, ((project: Project) => void)?]>({
  async exec(t, line, code, change = () => undefined) {
    const project = new Project(t);
    await project.make();
    change(project);
    const { exit, codes } = await project.run(line);
    t.is(exit, 5);
    t.deepEqual(codes, [code]);
    t.is(project.requests.length, 1);
  },
  title: (what = '', line, code) => `${what === '' ? line : what} is refused: ${code}`,
});
for (const more of ['-t x', '-e a=1', '--skip-tags x', '-i FOLDER/inv.yaml', '-b', '-u bob', '-C', '--disrupt none'])
  test(refuses, `apply FOLDER/p.plan --yes ${more}`, 'option-conflict');
test(refuses, 'plan FOLDER/p.plan -l a', 'option-conflict');
test(refuses, 'plan FOLDER/p.plan -o FOLDER/q.plan', 'option-conflict');
test(refuses, 'apply FOLDER/p.plan', 'not-confirmed');
test('a name that is taken', refuses, 'plan FOLDER/site.yaml -i FOLDER/inv.yaml -o FOLDER/p.plan', 'plan-exists');
test(
  'what was typed with -e and would be kept in clear',
  refuses,
  'plan FOLDER/site.yaml -i FOLDER/inv.yaml -e a=1 -o FOLDER/q.plan',
  'plan-secret',
);
test('an edited file', refuses, 'apply FOLDER/p.plan --yes', 'plan-damaged', (project) =>
  project.write('p.plan', readFileSync(project.path('p.plan'), 'utf8').replace('/etc/x', '/etc/y')),
);
test('a cut file', refuses, 'plan FOLDER/p.plan', 'plan-damaged', (project) =>
  project.write('p.plan', readFileSync(project.path('p.plan'), 'utf8').slice(0, -20)),
);
test('an empty file', refuses, 'apply FOLDER/p.plan --yes', 'plan-damaged', (project) => project.write('p.plan', ''));
test('a file that others may write', refuses, 'apply FOLDER/p.plan --yes', 'plan-unsafe', (project) =>
  chmodSync(project.path('p.plan'), 0o660),
);
test('a record that was damaged', refuses, 'apply FOLDER/p.plan --yes', 'plan-damaged', (project) =>
  project.write('p.plan.applied', '{'),
);

test('secrets are encrypted for a recipient, or there is no plan file', async (t) => {
  const project = new Project(t);
  project.intents = [intent, hidden];
  const refused = await project.make();
  t.is(refused.exit, 5);
  t.deepEqual(refused.codes, ['plan-secret']);
  t.regex(refused.summaries[0] ?? '', /was not written: "Token" holds secrets/);
  t.false(existsSync(project.path('p.plan')));

  const identity = await generateX25519Identity();
  project.write('key', identity);
  project.write('bulwark.yaml', `age_recipients: [${await identityToRecipient(identity)}]\n`);
  t.is((await project.make(' -e typed=canary')).exit, 0);
  t.notRegex(readFileSync(project.path('p.plan'), 'utf8'), /canary/);

  t.deepEqual((await project.apply()).codes, ['age-identity']);
  project.write('other', await generateX25519Identity());
  t.deepEqual((await project.apply(' --age-identity FOLDER/other')).codes, ['age-identity']);
  t.deepEqual((await project.apply(' --age-identity FOLDER/nope')).codes, ['age-identity']);
  chmodSync(project.path('key'), 0o644);
  t.deepEqual((await project.apply(' --age-identity FOLDER/key')).codes, ['age-identity']);
  chmodSync(project.path('key'), 0o600);
  t.is((await project.apply(' --age-identity FOLDER/key')).exit, 0);
  t.deepEqual(project.requests.at(-1)?.kept?.hosts.get('b'), [intent, hidden]);
  t.notRegex(readFileSync(project.path('p.plan.applied'), 'utf8'), /canary/);
});

test('a nonsense recipient is refused', async (t) => {
  const project = new Project(t);
  project.intents = [hidden];
  t.deepEqual((await project.make(' -r age1nonsense')).codes, ['age-recipient']);
});

test('nothing is begun where the record cannot be written', async (t) => {
  const project = new Project(t);
  await project.make();
  const files = diskPlanFiles(me.uid);
  const { exit, codes } = await project.run('apply FOLDER/p.plan --yes', {
    plans: {
      files: { ...files, replace: (_, text) => files.replace(project.path('no/folder'), text) },
      who: 'x',
      version: '0.3.0',
      rehearse: async () => ({ sendings: [], refused: null, interrupted: false }),
    },
  });
  t.is(exit, 5);
  t.deepEqual(codes, ['plan-unwritable']);
});
