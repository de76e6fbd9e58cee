import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import test from 'ava';
import type { HostTarget, Identity } from '../../../src/domain/connection.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { Connector } from '../../../src/domain/session.ts';
import { sh } from '../../../src/shell/sh.ts';
import { createConnector } from '../../../src/transport/connector.ts';
import { refusal, userOn } from '../helpers/logins.ts';
import { commandLines, eventually, marked } from '../helpers/processes.ts';
import { freePort, knownHostsWith, run, startSshd, targetOf, type TestSshd } from '../helpers/sshd.ts';

let sshd: TestSshd;
const USERS = { free: 'bulwark-t-free', word: 'bulwark-t-word', none: 'bulwark-t-none', tty: 'bulwark-t-tty' };
const PASSWORD = 'right $word\'"';

test.before('a real sshd and four users start', async () => {
  sshd = await startSshd();
  removeUsers();
  for (const user of Object.values(USERS)) {
    run('useradd', '--create-home', '--shell', '/bin/bash', '--password', '*', user);
  }
  const hash = run('openssl', 'passwd', '-6', PASSWORD).trim();
  run('usermod', '--password', hash, USERS.word);
  const rules = [
    `${USERS.free} ALL=(ALL) NOPASSWD: ALL`,
    `${USERS.word} ALL=(ALL) ALL`,
    `Defaults:${USERS.tty} requiretty`,
    `${USERS.tty} ALL=(ALL) NOPASSWD: ALL`,
  ];
  writeFileSync('/etc/sudoers.d/bulwark-test', `${rules.join('\n')}\n`, { mode: 0o440 });
  writeFileSync(`${sshd.folder}/known_hosts`, `[127.0.0.1]:${sshd.port} ${sshd.publicHostKey('ed25519')}\n`);
});

test.after.always('they go', async (t) => {
  t.true(await eventually(() => marked(sshd.mark).length === 0), `left over: ${commandLines(sshd.mark).join('; ')}`);
  removeUsers();
  await sshd.stop();
});

/** Those of a run that was cut off too. */
function removeUsers(): void {
  rmSync('/etc/sudoers.d/bulwark-test', { force: true });
  for (const user of Object.values(USERS)) spawnSync('userdel', ['--force', '--remove', user]);
}

const LOGIN: Identity = { kind: 'login' };
const become = (user: string): Identity => ({ kind: 'become', method: 'sudo', user });
const connector = (about: Partial<Parameters<typeof createConnector>[0]> = {}): Connector =>
  createConnector({ keys: { home: sshd.folder }, localUser: 'root', ...about });

const whoAmI = (target: HostTarget, identity: Identity, from: Connector = connector()): Promise<string> =>
  userOn(target, from, identity);

test('a known host lets its user in, and a converged host costs one exchange', async (t) => {
  const connection = await connector().connect(targetOf(sshd));
  const session = await connection.session(LOGIN);
  await session.exchange({ commands: [{ command: sh`echo hello` }], timeout: 10_000 });
  t.is(connection.traffic.exchanges, 1);
  t.true(connection.traffic.bytesReceived > 0);
  t.is(await connection.session(LOGIN), session);
  t.is(await connection.session(become('root')), session);
  await connection.close();
});

test('a host with several key types is asked for the one that is known', async (t) => {
  for (const type of ['rsa', 'ecdsa', 'ed25519'] as const) {
    const hostKeyPolicy = knownHostsWith(sshd, `only_${type}`, [
      `[127.0.0.1]:${sshd.port} ${sshd.publicHostKey(type)}`,
    ]);
    t.is(await whoAmI(targetOf(sshd, { hostKeyPolicy }), LOGIN), 'root');
  }
});

test('an unknown key is refused with its fingerprint and what to type', async (t) => {
  const { reason, text: said } = await refusal(
    whoAmI(targetOf(sshd, { hostKeyPolicy: knownHostsWith(sshd, 'nobody', []) }), LOGIN),
  );
  t.is(reason, 'host-key');
  const print = run('ssh-keygen', '-lf', `${sshd.folder}/host_ed25519.pub`).split(' ')[1] ?? '?';
  t.true(said.includes(`ssh-ed25519 ${print}`), said);
  t.regex(said, /--accept-new/);
});

test('a changed key is refused with both fingerprints, file and line', async (t) => {
  run('ssh-keygen', '-q', '-N', '', '-t', 'ed25519', '-f', `${sshd.folder}/other`);
  const other = readFileSync(`${sshd.folder}/other.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
  const policy = knownHostsWith(sshd, 'changed', ['# old', `[127.0.0.1]:${sshd.port} ${other}`]);
  for (const kind of ['known-hosts', 'accept-new'] as const) {
    const before = readFileSync(policy.files[0] ?? '', 'utf8');
    const { reason, text: said } = await refusal(whoAmI(targetOf(sshd, { hostKeyPolicy: { ...policy, kind } }), LOGIN));
    t.is(reason, 'host-key');
    for (const file of ['host_ed25519', 'other'])
      t.true(said.includes(run('ssh-keygen', '-lf', `${sshd.folder}/${file}.pub`).split(' ')[1] ?? '?'), said);
    t.true(said.includes(`${policy.files[0]}:2`), said);
    t.is(readFileSync(policy.files[0] ?? '', 'utf8'), before);
  }
});

test('a revoked key is refused', async (t) => {
  const key = sshd.publicHostKey('ed25519');
  const hostKeyPolicy = knownHostsWith(sshd, 'revoked', [`[127.0.0.1]:${sshd.port} ${key}`, `@revoked * ${key}`]);
  t.regex((await refusal(whoAmI(targetOf(sshd, { hostKeyPolicy }), LOGIN))).text, /revokes/);
});

test('a file hashed by ssh-keygen is understood', async (t) => {
  const hostKeyPolicy = knownHostsWith(sshd, 'hashed', [`[127.0.0.1]:${sshd.port} ${sshd.publicHostKey('ed25519')}`]);
  run('ssh-keygen', '-q', '-H', '-f', hostKeyPolicy.files[0] ?? '');
  t.true(readFileSync(hostKeyPolicy.files[0] ?? '', 'utf8').startsWith('|1|'));
  t.is(await whoAmI(targetOf(sshd, { hostKeyPolicy }), LOGIN), 'root');
});

test('accept-new writes new keys down privately, side by side, each once', async (t) => {
  const file = `${sshd.folder}/new/known_hosts`;
  const hostKeyPolicy = { kind: 'accept-new', files: [file] } as const;
  const from = connector();
  const addresses = ['127.0.0.1', 'localhost'];
  await Promise.all(
    [...addresses, ...addresses, ...addresses].map((address) =>
      whoAmI(targetOf(sshd, { address, hostKeyPolicy }), LOGIN, from),
    ),
  );
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  t.deepEqual(lines.map((line) => line.split(' ')[0]).toSorted(), [
    `[127.0.0.1]:${sshd.port}`,
    `[localhost]:${sshd.port}`,
  ]);
  t.is(statSync(file).mode & 0o777, 0o600);
  t.is(statSync(`${sshd.folder}/new`).mode & 0o777, 0o700);
});

test('a file that is no file is an error of the host key, not a new start', async (t) => {
  const { reason } = await refusal(
    whoAmI(targetOf(sshd, { hostKeyPolicy: { kind: 'accept-new', files: [sshd.folder] } }), LOGIN),
  );
  t.is(reason, 'host-key');
});

test('without any key there is nothing to try', async (t) => {
  const { reason, text: said } = await refusal(
    whoAmI(targetOf(sshd), LOGIN, connector({ keys: { home: '/nonexistent' } })),
  );
  t.is(reason, 'authentication');
  t.regex(said, /no key to log in with as root.*ssh-agent/);
});

test('a wrong key is refused once, with what was tried and what the host takes', async (t) => {
  mkdirSync(`${sshd.folder}/wrong/.ssh`, { recursive: true });
  run('ssh-keygen', '-q', '-N', '', '-t', 'rsa', '-f', `${sshd.folder}/wrong/.ssh/id_rsa`);
  const from = connector({ keys: { home: `${sshd.folder}/wrong`, agentSocket: '/nonexistent/agent' } });
  const { reason, text: said } = await refusal(whoAmI(targetOf(sshd, { user: USERS.none }), LOGIN, from));
  t.is(reason, 'authentication');
  t.regex(said, /tried .*id_rsa; the host takes publickey; the agent: /);
});

test('an encrypted or unreadable identity file is named', async (t) => {
  run('ssh-keygen', '-q', '-N', 'secret', '-t', 'ed25519', '-f', `${sshd.folder}/locked`);
  t.regex(
    (await refusal(whoAmI(targetOf(sshd, { identityFile: `${sshd.folder}/locked` }), LOGIN))).text,
    /locked is encrypted/,
  );
  t.regex(
    (await refusal(whoAmI(targetOf(sshd, { identityFile: '/none' }), LOGIN))).text,
    /\/none cannot be read \(ENOENT\)/,
  );
  t.regex((await refusal(whoAmI(targetOf(sshd, { identityFile: '/etc/hostname' }), LOGIN))).text, /is no private key/);
});

test('the agent is asked when it is there', async (t) => {
  const socket = `${sshd.folder}/agent`;
  const pid = Number(/AGENT_PID=(\d+)/.exec(run('ssh-agent', '-s', '-a', socket))?.[1]);
  t.teardown(() => process.kill(pid));
  run('env', `SSH_AUTH_SOCK=${socket}`, 'ssh-add', '-q', `${sshd.folder}/.ssh/id_ed25519`);
  t.is(await whoAmI(targetOf(sshd), LOGIN, connector({ keys: { home: '/nonexistent', agentSocket: socket } })), 'root');
});

test('a dead port is tried three times and then refused', async (t) => {
  const started = performance.now();
  const { reason, text: said } = await refusal(whoAmI(targetOf(sshd, { port: await freePort() }), LOGIN));
  t.is(reason, 'refused');
  t.regex(said, /Is sshd running/);
  t.true(performance.now() - started > 500);
});

test('a name that does not resolve is named', async (t) => {
  t.is((await refusal(whoAmI(targetOf(sshd, { address: 'no-such-host.invalid' }), LOGIN))).reason, 'name-resolution');
});

test('a chatty .bashrc does not matter', async (t) => {
  const home = `/home/${USERS.free}`;
  const bashrc = readFileSync(`${home}/.bashrc`, 'utf8');
  writeFileSync(`${home}/.bashrc`, `echo 'Welcome! h:0:'; echo trouble >&2\n${bashrc}`);
  t.is(await whoAmI(targetOf(sshd, { user: USERS.free }), LOGIN), USERS.free);
  t.is(await whoAmI(targetOf(sshd, { user: USERS.free }), become('root')), 'root');
});

test('sudo without a password becomes root and others', async (t) => {
  t.is(await whoAmI(targetOf(sshd, { user: USERS.free }), become('root')), 'root');
  t.is(await whoAmI(targetOf(sshd, { user: USERS.free }), become('nobody')), 'nobody');
  t.is(
    await whoAmI(targetOf(sshd, { user: USERS.free, becomePassword: new Secret('not asked for') }), become('root')),
    'root',
  );
});

test('sudo takes the right password', async (t) => {
  t.is(
    await whoAmI(targetOf(sshd, { user: USERS.word, becomePassword: new Secret(PASSWORD) }), become('root')),
    'root',
  );
});

test('sudo that wants a password and has none says so', async (t) => {
  const { reason, text: said } = await refusal(whoAmI(targetOf(sshd, { user: USERS.word }), become('root')));
  t.is(reason, 'become');
  t.regex(said, /wants a password for bulwark-t-word, and none was given.*--ask-become-pass/);
});

test('a wrong password is tried once a host and on three hosts a run', async (t) => {
  const from = connector();
  const target = targetOf(sshd, { user: USERS.word, becomePassword: new Secret('wrong') });
  const refusals = await Promise.all([1, 2, 3, 4, 5, 6].map(() => refusal(whoAmI(target, become('root'), from))));
  t.deepEqual(
    refusals.map(({ reason }) => reason),
    Array.from({ length: 6 }, () => 'become'),
  );
  t.is(refusals.filter(({ text: said }) => /tried once/.test(said)).length, 3);
  t.is(refusals.filter(({ text: said }) => /was not tried/.test(said)).length, 3);
});

test('other refusals of sudo are told apart', async (t) => {
  const none = targetOf(sshd, { user: USERS.none });
  t.regex((await refusal(whoAmI(none, become('root')))).text, /wants a password/);
  t.regex(
    (await refusal(whoAmI(targetOf(sshd, { user: USERS.free }), become('nosuchuser')))).text,
    /there is no user nosuchuser/,
  );
  t.regex((await refusal(whoAmI(targetOf(sshd, { user: USERS.tty }), become('root')))).text, /requiretty/);
});

test('a session that dies in the middle is lost, with its group ended and its lock free', async (t) => {
  const connection = await connector().connect(targetOf(sshd));
  const session = await connection.session(LOGIN);
  const lock = `${sshd.folder}/lock`;
  t.true((await session.lock(lock, 'me')).taken);
  const running = refusal(
    session.exchange({
      commands: [{ command: sh`kill -9 $(ps -o ppid= $PPID); sleep 1; touch ${`${sshd.folder}/whole`}` }],
      timeout: 20_000,
    }),
  );
  const { reason, text: said } = await running;
  t.is(reason, 'lost', said);
  t.is((await refusal(session.exchange({ commands: [], timeout: 1000 }))).reason, 'lost');
  const other = await connector().connect(targetOf(sshd));
  const second = await other.session(LOGIN);
  for (let tries = 0; tries < 100 && !(await second.lock(lock, 'you')).taken; tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  t.true(existsSync(`${sshd.folder}/whole`));
  await Promise.all([connection.close(), other.close()]);
});

test('10 MB go up over ssh', async (t) => {
  const connection = await connector().connect(targetOf(sshd));
  const session = await connection.session(LOGIN);
  const started = performance.now();
  await session.put(`${sshd.folder}/big`, Buffer.alloc(10_000_000, 'x'));
  t.log(`${Math.round(performance.now() - started)} ms`);
  t.is(statSync(`${sshd.folder}/big`).size, 10_000_000);
  await connection.close();
});

test('local hosts use the same dispatcher, with and without sudo', async (t) => {
  const local = targetOf(sshd, { connection: 'local' });
  t.is(await whoAmI(local, LOGIN), 'root');
  t.is(await whoAmI(local, become('root')), 'root');
  t.is(await whoAmI(local, become('nobody')), 'nobody');
});
