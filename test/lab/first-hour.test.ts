import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { onTerminal } from '../support/pty.ts';
import { addressOf, allHosts, ask, inNetwork, knownHostsFile, pristineLab, privateKeyFile } from './support/lab.ts';
import type { Finished } from './support/lab.ts';

const repository = resolve(import.meta.dirname, '../..');
const checkout = `${process.execPath} ${join(repository, 'bin/bulwark.js')}`;

test.before(() => pristineLab());

interface Place {
  readonly project: string;
  readonly home: string;
  readonly program: string;
}

/** A new folder named `prod`, and a home that knows no host. */
function place(t: ExecutionContext, program: string = checkout): Place {
  const folder = mkdtempSync(join(tmpdir(), 'bulwark-first-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const [project, home] = [join(folder, 'prod'), join(folder, 'home')];
  mkdirSync(project);
  mkdirSync(home);
  return { project, home, program };
}

/** The shell command that runs bulwark in the project, in the lab's network. */
const inProject = ({ project, home, program }: Place, words: string): string =>
  `cd ${project} && HOME=${home} SSH_AUTH_SOCK= PATH=${dirname(process.execPath)}:$PATH ${program} ${words}`;

/** Without a terminal. */
const bulwark = (at: Place, words: string): Promise<Finished> => inNetwork('sh', '-c', inProject(at, words));

/** On a terminal of 80 columns; every line of the screen fits. */
const dialogue = (at: Place, words: string) =>
  onTerminal(`${join(repository, 'test/lab/lab')} exec sh -c '${inProject(at, words)}'`, { columns: 80 });

const init = `init --private-key ${privateKeyFile}`;

async function fingerprintOf(host: string): Promise<string> {
  const line = await ask(host, 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
  return line.split(' ')[1] ?? '';
}

const others = ['cp-2', 'cp-3', 'worker-1', 'worker-2'] as const;
const listed = (keys: ReadonlyMap<string, string>): readonly string[] =>
  others.map((host) => `  ${host.padEnd(8)}  ED25519 ${keys.get(host) ?? ''}`);

const result = [
  'wrote  bulwark.yaml              which inventory, playbook and host keys',
  '       inventory/prod-a.yaml     5 hosts, groups control_plane and workers',
  '       inventory/group_vars/all.yaml   every value of the guide, explained',
  '       tasks/                    the steps that the playbooks share',
  '       schemas/                  what these files may say, for editors',
  '       hardening.yaml  cis.yaml  stig.yaml  reapply.yaml  guard.yaml',
  '       encryption.yaml  templates/eventconfig.yaml.j2  known_hosts  .gitignore',
  'kept   nothing was overwritten',
  '',
  'Next   bulwark facts     log in everywhere, change nothing',
  '       bulwark plan      what hardening would change',
  '',
].join('\n');

function fits(t: ExecutionContext, text: string): void {
  t.deepEqual(
    text.split('\n').filter((line) => line.length > 80),
    [],
  );
}

async function keysOfAll(): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all(allHosts.map(async (host) => [host, await fingerprintOf(host)] as const)));
}

/** With one answer that is none. */
async function answered(terminal: ReturnType<typeof dialogue>) {
  const answers = [
    ['> ', '7'],
    ['> ', '1'],
    ['Control plane to ask: ', `ubuntu@${addressOf('cp-1')}`],
    ['Trust it? [y/N] ', 'y'],
    ['Name of the cluster [prod]: ', 'prod-a'],
    ['Pin all 4? [y/N/one by one] ', 'y'],
  ] as const;
  for (const [question, answer] of answers) {
    await terminal.waitFor(question);
    terminal.type(`${answer}\n`);
  }
  return terminal.ended;
}

test.serial(
  'the first hour, on a terminal: one control plane is asked, keys are confirmed, a project is there, and what it says next works',
  async (t) => {
    const at = place(t);
    const keys = await keysOfAll();
    const { exit, screen } = await answered(dialogue(at, init));
    t.is(exit, 0, screen);
    fits(t, screen);
    t.is(
      screen,
      [
        'Where are the machines?',
        '  1  kubectl get nodes (over SSH, on one control plane)',
        '  2  an Ansible inventory',
        '  3  ~/.ssh/config',
        '  4  I type them',
        '> 7',
        'a number from 1 to 4',
        '> 1',
        `Control plane to ask: ubuntu@${addressOf('cp-1')}`,
        `Host key of ${addressOf('cp-1')}, first contact (ED25519):`,
        `  ${keys.get('cp-1') ?? ''}`,
        'Compare it with: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
        'Trust it? [y/N] y',
        'Name of the cluster [prod]: prod-a',
        '',
        'prod-a has 5 nodes: cp-[1-3] control planes, worker-[1-2] workers.',
        '4 more host keys, none known yet:',
        ...listed(keys),
        'Pin all 4? [y/N/one by one] y',
        '',
        result,
      ].join('\n'),
    );
    const facts = await bulwark(at, 'facts');
    t.is(facts.exit, 0, facts.stderr);
    t.regex(facts.stdout, /^5 (?:of 5 )?hosts(?: of prod-a)? answer/);
    const plan = await bulwark(at, 'plan');
    t.is(plan.exit, 0, plan.stdout + plan.stderr);
    t.regex(plan.stdout, /^(?:Plan for 5 hosts of prod-a|ok {2}5 hosts of prod-a)/);
    t.is((await bulwark(at, 'hostkeys verify')).exit, 0);
  },
);

test.serial('from npm pack to the first plan it takes five commands, and README says the same ones', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bulwark-user-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const node = dirname(process.execPath);
  const at = place(t, join(folder, 'bin/bulwark'));
  const readme = readFileSync(join(repository, 'README.md'), 'utf8');
  const said: string[] = [readme];
  const follow = (command: string): string => {
    t.true(
      said.some((text) => text.includes(command)),
      `nothing says: ${command}`,
    );
    return command;
  };
  const shell = (command: string, cwd: string) =>
    execFileSync('sh', ['-c', command], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${node}:${process.env['PATH'] ?? ''}`, npm_config_prefix: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  said.push(shell(`${follow('npm pack')} --pack-destination ${folder}`, repository));
  shell(`${follow('npm install -g ./bulwark-*.tgz')} --no-audit --no-fund`, folder);
  follow('bulwark init');
  const { exit, screen } = await answered(dialogue(at, init));
  t.is(exit, 0, screen);
  said.splice(0, said.length, screen);
  const facts = await bulwark(at, follow('bulwark facts').replace('bulwark ', ''));
  t.is(facts.exit, 0, facts.stderr);
  said.splice(0, said.length, facts.stdout);
  const plan = await bulwark(at, follow('bulwark plan').replace('bulwark ', ''));
  t.is(plan.exit, 0, plan.stderr);
  t.regex(plan.stdout, /^(?:Plan for 5 hosts of prod-a|ok {2}5 hosts of prod-a)/);
});

test.serial('the same without a terminal, from a list of fingerprints that was compared', async (t) => {
  const at = place(t);
  const keys = await keysOfAll();
  const command = `${init} --from kubectl --ask ubuntu@${addressOf('cp-1')} --name prod-a --yes`;
  const blind = await bulwark(at, command);
  t.is(blind.exit, 5, blind.stdout);
  t.regex(blind.stderr, /Its key was not trusted, so it was not asked. Nothing was written./);
  t.deepEqual(readdirSync(at.project), []);
  const list = [
    `${addressOf('cp-1')} ${keys.get('cp-1') ?? ''}`,
    ...others.map((host) => `${host} ED25519 ${keys.get(host) ?? ''}`),
  ];
  t.is((await inNetwork('sh', '-c', `printf '%s\\n' '${list.join("' '")}' >${at.home}/keys`)).exit, 0);
  const run = await bulwark(at, `${command} --fingerprints ${at.home}/keys`);
  t.is(run.exit, 0, run.stderr);
  t.is(run.stdout, `\n${result}`);
  fits(t, run.stderr);
  t.true(run.stderr.includes(['4 more host keys, none known yet:', ...listed(keys), ''].join('\n')), run.stderr);
  const known = readFileSync(join(at.project, 'known_hosts'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const right = readFileSync(knownHostsFile, 'utf8');
  t.is(known.length, 5);
  for (const line of known) t.true(right.includes(line.split(' ').slice(1).join(' ')), line);
});

test.serial(
  'a rebuilt host is told by verify, forgotten and pinned again; Ctrl-C and the end of input leave nothing behind',
  async (t) => {
    const at = place(t);
    const made = await bulwark(
      at,
      `${init} --from kubectl --ask ubuntu@${addressOf('cp-1')} --name prod-a --yes --accept-new`,
    );
    t.is(made.exit, 0, made.stderr);
    const file = join(at.project, 'known_hosts');
    const before = readFileSync(file, 'utf8');
    const [stale = ''] = before.split('\n').filter((line) => line.startsWith(`${addressOf('worker-2')} `));
    const [foreign = ''] = before.split('\n').filter((line) => line.startsWith(`${addressOf('cp-1')} `));
    const swapped = before.replace(stale, `${addressOf('worker-2')} ${foreign.split(' ').slice(1).join(' ')}`);
    t.is((await inNetwork('sh', '-c', `cat >${file} <<'END'\n${swapped}END`)).exit, 0);
    const verify = await bulwark(at, 'hostkeys verify');
    t.is(verify.exit, 3, verify.stdout);
    t.regex(
      verify.stdout,
      /^1 of 5 hosts does not show a key on record[^]*changed {6}worker-2[^]*exit 3: host keys differ\n$/,
    );
    t.is((await bulwark(at, 'hostkeys scan --yes --accept-new')).exit, 3, 'a changed key is never replaced');
    t.is(readFileSync(file, 'utf8'), swapped);
    t.is((await bulwark(at, 'hostkeys forget worker-2 --yes')).exit, 0);
    t.is(readFileSync(file, 'utf8'), before.replace(`${stale}\n`, ''));
    const scan = dialogue(at, 'hostkeys scan worker-2');
    await scan.waitFor('Pin it? [y/N] ');
    scan.type('y\n');
    const scanned = await scan.ended;
    t.is(scanned.exit, 0, scanned.screen);
    fits(t, scanned.screen);
    t.is((await bulwark(at, 'hostkeys verify -q')).stdout, '');

    for (const [key, exit] of [
      ['\x03', 130],
      ['\x04', 5],
    ] as const) {
      const empty = place(t);
      const cut = dialogue(empty, init);
      await cut.waitFor('> ');
      cut.type('1\n');
      await cut.waitFor('Control plane to ask: ');
      cut.type(`ubuntu@${addressOf('cp-1')}\n`);
      await cut.waitFor('Trust it? [y/N] ');
      cut.type('y\n');
      await cut.waitFor('Name of the cluster [prod]: ');
      cut.type(key);
      const ended = await cut.ended;
      t.is(ended.exit, exit, ended.screen);
      t.regex(ended.screen, /Nothing was written\.\n$/);
      t.deepEqual(readdirSync(empty.project), []);
      t.false(existsSync(join(empty.home, '.ssh')));
    }
  },
);
