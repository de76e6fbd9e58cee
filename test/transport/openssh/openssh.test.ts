import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { HostTarget, Identity } from '../../../src/domain/connection.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { Connector } from '../../../src/domain/session.ts';
import { sh } from '../../../src/shell/sh.ts';
import { createConnector } from '../../../src/transport/connector.ts';
import { text } from '../helpers/dispatcher.ts';
import { refusal, userOn } from '../helpers/logins.ts';
import { commandLine, commandLines, eventually, marked } from '../helpers/processes.ts';
import { freePort, knownHostsWith, run, startSshd, targetOf, type TestSshd } from '../helpers/sshd.ts';

let sshd: TestSshd;
const PASSWORD = 'right $word\'"';
const USERS = { free: 'bulwark-o-free', word: 'bulwark-o-word' };

test.before('a real sshd and two users start', async () => {
  run('rm', '-f', '/etc/sudoers.d/bulwark-openssh-test');
  for (const user of Object.values(USERS)) spawnSync('userdel', ['--force', '--remove', user]);
  for (const user of Object.values(USERS))
    run('useradd', '--create-home', '--shell', '/bin/bash', '--password', '*', user);
  run('usermod', '--password', run('openssl', 'passwd', '-6', PASSWORD).trim(), USERS.word);
  writeFileSync('/etc/sudoers.d/bulwark-openssh-test', `${USERS.free} ALL=(ALL) NOPASSWD: ALL\n`, { mode: 0o440 });
  const folder = join(tmpdir(), `bulwark-openssh-ca-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  for (const name of ['users', 'hosts']) run('ssh-keygen', '-q', '-N', '', '-t', 'ed25519', '-f', `${folder}/${name}`);
  authorities = folder;
  sshd = await startSshd([
    `TrustedUserCAKeys ${folder}/users.pub`,
    `Match User ${USERS.word}`,
    '  PasswordAuthentication yes',
  ]);
  writeFileSync(`${sshd.folder}/known_hosts`, `[127.0.0.1]:${sshd.port} ${sshd.publicHostKey('ed25519')}\n`);
});
let authorities: string;

test.after.always('they go, and nothing is left over', async (t) => {
  t.true(
    await eventually(() => marked(sshd.mark).length === 0, 15_000),
    `left over: ${commandLines(sshd.mark).join('; ')}`,
  );
  t.true(await eventually(() => leftovers().length === 0), leftovers().join('; '));
  rmSync('/etc/sudoers.d/bulwark-openssh-test', { force: true });
  for (const user of Object.values(USERS)) spawnSync('userdel', ['--force', '--remove', user]);
  rmSync(authorities, { recursive: true, force: true });
  await sshd.stop();
});

/** Processes of ssh to this sshd, by the port on their command line. */
const masters = (port: number = sshd.port): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && commandLine(pid).includes(`\0-p\0${port}\0`));

const leftovers = (): readonly string[] => masters().map((pid) => commandLine(pid).replaceAll('\0', ' '));

const LOGIN: Identity = { kind: 'login' };
const ROOT: Identity = { kind: 'become', method: 'sudo', user: 'root' };

const config = (t: ExecutionContext, lines: readonly string[]): string => {
  const path = `${sshd.folder}/config-${t.title.replaceAll(/\W+/g, '-')}`;
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
};

const connector = (): Connector => createConnector({ keys: { home: '/nonexistent' }, localUser: 'root' });

const target = (about: Partial<HostTarget> = {}): HostTarget =>
  targetOf(sshd, {
    connection: 'openssh',
    identityFile: `${sshd.folder}/.ssh/id_ed25519`,
    sshConfigFile: 'none',
    ...about,
  });

const whoAmI = (to: HostTarget, identity: Identity = LOGIN): Promise<string> => userOn(to, connector(), identity);

test.serial(
  'two identities go through one connection, a frame is one exchange, and close leaves nothing',
  async (t) => {
    const connection = await connector().connect(target({ user: USERS.free }));
    for (const [identity, user] of [
      [LOGIN, USERS.free],
      [ROOT, 'root'],
    ] as const) {
      const session = await connection.session(identity);
      const result = await session.exchange({ commands: [{ command: sh`id -un` }], timeout: 10_000 });
      t.is(text(result.outputs[0]).trim(), user);
    }
    t.is(connection.traffic.exchanges, 2);
    t.true(connection.traffic.bytesSent > 0 && connection.traffic.bytesReceived > 0);
    await connection.close();
    t.is(sshd.log().split(`Accepted publickey for ${USERS.free}`).length - 1, 1);
  },
);

test.serial('the socket stands in a folder that only we may enter, which goes at close', async (t) => {
  const connection = await connector().connect(target());
  const folders = masters().flatMap((pid) => /-S\0([^\0]+)\/s\0/.exec(commandLine(pid))?.[1] ?? []);
  t.true(folders.length > 0);
  for (const folder of folders) t.is(statSync(folder).mode & 0o777, 0o700);
  await connection.close();
  const own = folders.filter((folder) => !masters().some((pid) => commandLine(pid).includes(folder)));
  t.true(own.length > 0);
  for (const folder of own) t.throws(() => statSync(folder), { code: 'ENOENT' });
});

test('bytes of every kind and 2 MB in both directions arrive whole', async (t) => {
  const connection = await connector().connect(target());
  const session = await connection.session(LOGIN);
  const content = Buffer.from(Array.from({ length: 2_000_000 }, (_, index) => (index * 7 + (index >> 8)) % 256));
  await session.put(`${sshd.folder}/big`, content);
  t.true(readFileSync(`${sshd.folder}/big`).equals(content));
  const result = await session.exchange({ commands: [{ command: sh`cat ${`${sshd.folder}/big`}` }], timeout: 20_000 });
  t.is(result.kind, 'answered');
  t.is(result.outputs[0]?.stdout.length, content.length);
  t.true(result.outputs[0]?.stdout.equals(content));
  await connection.close();
});

test('a certificate of the user is accepted where its plain key is not', async (t) => {
  const key = `${sshd.folder}/certified`;
  run('ssh-keygen', '-q', '-N', '', '-t', 'ed25519', '-f', key);
  t.is((await refusal(whoAmI(target({ identityFile: key })))).reason, 'authentication');
  run('ssh-keygen', '-q', '-s', `${authorities}/users`, '-I', 'test', '-n', 'root', `${key}.pub`);
  t.is(await whoAmI(target({ identityFile: key })), 'root');
});

test('a host certificate is trusted through @cert-authority, and only for the names it has', async (t) => {
  const folder = `${sshd.folder}/certified-host`;
  mkdirSync(folder);
  run('cp', `${sshd.folder}/host_ed25519`, `${sshd.folder}/host_ed25519.pub`, folder);
  run(
    'ssh-keygen',
    '-q',
    '-s',
    `${authorities}/hosts`,
    '-I',
    'host',
    '-h',
    '-n',
    '127.0.0.1',
    `${folder}/host_ed25519.pub`,
  );
  const certified = await startSshd([
    `HostKey ${folder}/host_ed25519`,
    `HostCertificate ${folder}/host_ed25519-cert.pub`,
  ]);
  t.teardown(() => certified.stop());
  const authority = readFileSync(`${authorities}/hosts.pub`, 'utf8').trim();
  const trusting = { identityFile: `${certified.folder}/.ssh/id_ed25519`, port: certified.port };
  const hostKeyPolicy = knownHostsWith(certified, 'ca', [`@cert-authority * ${authority}`]);
  t.is(await whoAmI(target({ ...trusting, hostKeyPolicy })), 'root');
  const { reason } = await refusal(whoAmI(target({ ...trusting, hostKeyPolicy, address: 'localhost' })));
  t.is(reason, 'host-key');
});

test('a ProxyCommand of ssh_config is used', async (t) => {
  const relay = `${sshd.folder}/relay.mjs`;
  writeFileSync(
    relay,
    `import { connect } from 'node:net';
     const [host, port] = process.argv.slice(2);
     const socket = connect(Number(port), host);
     process.stdin.pipe(socket).pipe(process.stdout);`,
  );
  const through = `ProxyCommand ${process.execPath} ${relay} %h ${sshd.port}`;
  const file = config(t, ['Host far.invalid', '  HostName 127.0.0.1', `  ${through}`]);
  const hostKeyPolicy = knownHostsWith(sshd, 'far', [`[127.0.0.1]:2200 ${sshd.publicHostKey('ed25519')}`]);
  t.is(await whoAmI(target({ address: 'far.invalid', port: 2200, hostKeyPolicy, sshConfigFile: file })), 'root');
});

test('a ProxyCommand that fails is named with its words', async (t) => {
  const file = config(t, ['Host *', "  ProxyCommand sh -c 'echo no way through >&2; exit 1'"]);
  const { reason, text: said } = await refusal(whoAmI(target({ sshConfigFile: file })));
  t.is(reason, 'no-route');
  t.regex(said, /ProxyCommand.*no way through/);
});

test('a server that only speaks a post-quantum key exchange is reached', async (t) => {
  const quantum = await startSshd(['KexAlgorithms sntrup761x25519-sha512@openssh.com']);
  t.teardown(() => quantum.stop());
  const hostKeyPolicy = knownHostsWith(quantum, 'q', [
    `[127.0.0.1]:${quantum.port} ${quantum.publicHostKey('ed25519')}`,
  ]);
  const about = { port: quantum.port, identityFile: `${quantum.folder}/.ssh/id_ed25519`, hostKeyPolicy };
  t.is(await whoAmI(target(about)), 'root');
  const file = config(t, ['KexAlgorithms curve25519-sha256']);
  const { reason, text: said } = await refusal(whoAmI(target({ ...about, sshConfigFile: file })));
  t.is(reason, 'protocol');
  t.regex(said, /no algorithm in common: no matching key exchange method.*sntrup761/);
});

test('ssh_config cannot weaken the checks of host keys, forward anything or run something here', async (t) => {
  const witness = `${sshd.folder}/local-command-ran`;
  const file = config(t, [
    'Host *',
    '  StrictHostKeyChecking no',
    '  UserKnownHostsFile /dev/null',
    '  NoHostAuthenticationForLocalhost yes',
    '  KnownHostsCommand /bin/echo %H %t %K',
    '  PermitLocalCommand yes',
    `  LocalCommand touch ${witness}`,
    '  ForwardAgent yes',
    '  RemoteForward 0 127.0.0.1:1',
    '  ControlPersist 10m',
    '  RequestTTY force',
    '  RemoteCommand false',
  ]);
  const unknown = knownHostsWith(sshd, 'weak', []);
  t.is((await refusal(whoAmI(target({ hostKeyPolicy: unknown, sshConfigFile: file })))).reason, 'host-key');
  t.is((await refusal(whoAmI(target({ address: 'localhost', sshConfigFile: file })))).reason, 'host-key');
  t.is(readFileSync(unknown.files[0] ?? '', 'utf8'), '');
  const connection = await connector().connect(target({ sshConfigFile: file }));
  const session = await connection.session(LOGIN);
  const result = await session.exchange({
    commands: [
      { command: sh`echo "agent:$(printenv SSH_AUTH_SOCK || echo none) terminal:$(printenv SSH_TTY || echo none)"` },
    ],
    timeout: 10_000,
  });
  t.is(text(result.outputs[0]).trim(), 'agent:none terminal:none');
  t.throws(() => statSync(witness), { code: 'ENOENT' });
  await connection.close();
});

test('an unknown key is refused with its fingerprint and what to type', async (t) => {
  const { reason, text: said } = await refusal(whoAmI(target({ hostKeyPolicy: knownHostsWith(sshd, 'nobody', []) })));
  t.is(reason, 'host-key');
  const print = run('ssh-keygen', '-lf', `${sshd.folder}/host_ed25519.pub`).split(' ')[1] ?? '?';
  t.true(said.includes(`ssh-ed25519 ${print}`), said);
  t.regex(said, /--accept-new/);
});

test('a changed key is refused also with accept-new, with fingerprint, file and line', async (t) => {
  run('ssh-keygen', '-q', '-N', '', '-t', 'ed25519', '-f', `${sshd.folder}/other`);
  const other = readFileSync(`${sshd.folder}/other.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
  const policy = knownHostsWith(sshd, 'changed', ['# old', `[127.0.0.1]:${sshd.port} ${other}`]);
  for (const kind of ['known-hosts', 'accept-new'] as const) {
    const before = readFileSync(policy.files[0] ?? '', 'utf8');
    const { reason, text: said } = await refusal(whoAmI(target({ hostKeyPolicy: { ...policy, kind } })));
    t.is(reason, 'host-key');
    t.regex(said, /has changed.*SHA256:/);
    t.true(said.includes(`${policy.files[0]}:2`), said);
    t.is(readFileSync(policy.files[0] ?? '', 'utf8'), before);
  }
});

test('a revoked key is refused', async (t) => {
  const key = sshd.publicHostKey('ed25519');
  const hostKeyPolicy = knownHostsWith(sshd, 'revoked', [`[127.0.0.1]:${sshd.port} ${key}`, `@revoked * ${key}`]);
  const { reason, text: said } = await refusal(whoAmI(target({ hostKeyPolicy })));
  t.is(reason, 'host-key');
  t.regex(said, /revokes/);
});

test('accept-new writes a new key down privately', async (t) => {
  const file = `${sshd.folder}/new folder/known_hosts`;
  t.is(await whoAmI(target({ hostKeyPolicy: { kind: 'accept-new', files: [file] } })), 'root');
  t.true(readFileSync(file, 'utf8').startsWith(`[127.0.0.1]:${sshd.port} `));
  t.is(statSync(file).mode & 0o777, 0o600);
  t.is(await whoAmI(target({ hostKeyPolicy: { kind: 'known-hosts', files: [file] } })), 'root');
});

test('a wrong user is refused once, with what was tried and what the host takes', async (t) => {
  const before = sshd.log().split('nobody-here').length;
  const { reason, text: said } = await refusal(whoAmI(target({ user: 'nobody-here' })));
  t.is(reason, 'authentication');
  t.regex(said, /did not let nobody-here in: tried .*id_ed25519.*; the host takes publickey/);
  t.true(sshd.log().split('nobody-here').length > before);
});

test('a dead port is tried three times and then refused', async (t) => {
  const started = performance.now();
  const { reason, text: said } = await refusal(whoAmI(target({ port: await freePort() })));
  t.is(reason, 'refused');
  t.regex(said, /Is sshd running/);
  t.true(performance.now() - started > 500);
});

test('a name that does not resolve is named', async (t) => {
  t.is((await refusal(whoAmI(target({ address: 'no-such-host.invalid' })))).reason, 'name-resolution');
});

test('a server that takes the connection and says nothing is no answer', async (t) => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', () => resolve()));
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { reason } = await refusal(whoAmI(target({ port, connectTimeout: 1000 })));
  silent.close();
  t.is(reason, 'no-answer');
  t.true(await eventually(() => masters(port).length === 0));
});

test('a key with a passphrase is opened by askpass, and the passphrase is on no command line and in no environment', async (t) => {
  const phrase = 'pass phrase \' " $x %n ünï';
  const key = `${sshd.folder}/locked`;
  run('ssh-keygen', '-q', '-N', phrase, '-t', 'ed25519', '-f', key);
  writeFileSync(`${sshd.folder}/authorized_keys`, readFileSync(`${key}.pub`), { flag: 'a' });
  const connecting = connector().connect(target({ identityFile: key, keyPassphrase: new Secret(phrase) }));
  const seen: string[] = [];
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      for (const name of readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)) {
        for (const file of ['cmdline', 'environ']) {
          try {
            seen.push(readFileSync(`/proc/${name}/${file}`, 'utf8'));
          } catch {
            // it has gone
          }
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  const connection = await connecting;
  isOver = true;
  await watching;
  await connection.close();
  t.true(seen.some((line) => line.includes(`-p\0${sshd.port}`)));
  t.false(seen.some((line) => line.includes('pass phrase')));
  t.is(
    (await refusal(whoAmI(target({ identityFile: key, keyPassphrase: new Secret('wrong') })))).reason,
    'authentication',
  );
  t.is((await refusal(whoAmI(target({ identityFile: key })))).reason, 'authentication');
});

test('a login password is given once: the right one lets in, a wrong one counts as one failure', async (t) => {
  const key = `${sshd.folder}/unknown-key`;
  run('ssh-keygen', '-q', '-N', '', '-t', 'ed25519', '-f', key);
  const to = target({ user: USERS.word, identityFile: key });
  t.is(await whoAmI({ ...to, loginPassword: new Secret(PASSWORD) }), USERS.word);
  const failures = (): number => sshd.log().split(`Failed password for ${USERS.word}`).length - 1;
  const before = failures();
  t.is((await refusal(whoAmI({ ...to, loginPassword: new Secret('wrong') }))).reason, 'authentication');
  t.is(failures() - before, 1);
});

test.serial('the password of a host is not for the jump host before it, which ssh starts by itself', async (t) => {
  const file = config(t, [
    'Host 127.0.0.1',
    `  ProxyJump ${USERS.word}@localhost:${sshd.port}`,
    'Host localhost',
    `  UserKnownHostsFile ${sshd.folder}/known_hosts_jump`,
    '  PubkeyAuthentication no',
  ]);
  knownHostsWith(sshd, 'jump', [`[localhost]:${sshd.port} ${sshd.publicHostKey('ed25519')}`]);
  const accepted = (): number => sshd.log().match(/Accepted password/g)?.length ?? 0;
  const before = accepted();
  const about = { user: USERS.word, identityFile: `${sshd.folder}/none`, loginPassword: new Secret(PASSWORD) };
  t.is(await whoAmI(target(about)), USERS.word);
  t.is(accepted() - before, 1);
  await refusal(whoAmI(target({ ...about, sshConfigFile: file })));
  t.is(accepted() - before, 1);
});

test('a wrong login password is tried on three hosts of a run', async (t) => {
  const from = connector();
  const to = target({ user: USERS.word, identityFile: `${sshd.folder}/none`, loginPassword: new Secret('wrong') });
  const refusals = await Promise.all([1, 2, 3, 4, 5].map(() => refusal(userOn(to, from))));
  t.is(refusals.filter(({ text: said }) => /was not tried/.test(said)).length, 2);
});

const unsafe = test.macro(async (t: ExecutionContext, about: Partial<HostTarget>, reason: string) => {
  const witness = `${sshd.folder}/injected`;
  const refused = await refusal(whoAmI(target(about)));
  t.is(refused.reason, reason);
  t.regex(refused.text, /cannot be given to ssh/);
  t.throws(() => statSync(witness), { code: 'ENOENT' });
});
test(
  'an address that is an option is refused',
  unsafe,
  { address: '-oProxyCommand=touch injected' },
  'name-resolution',
);
test('an address with a line break is refused', unsafe, { address: '127.0.0.1\n-v' }, 'name-resolution');
test('an address with another user in it is refused', unsafe, { address: 'root@127.0.0.1' }, 'name-resolution');
test('an address for a shell is refused', unsafe, { address: '$(touch injected)' }, 'name-resolution');
test('an empty address is refused', unsafe, { address: '' }, 'name-resolution');
test('a user that is an option is refused', unsafe, { user: '-lroot' }, 'authentication');
test('a user with a line break is refused', unsafe, { user: 'root\nroot' }, 'authentication');
test('a user for a shell is refused', unsafe, { user: 'a`touch injected`' }, 'authentication');
test('a key file that ends the option is refused', unsafe, { identityFile: '/a" "/b' }, 'protocol');

test.serial('an interrupted connect ends at once and leaves nothing', async (t) => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', () => resolve()));
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const interrupt = new AbortController();
  const connecting = refusal(connector().connect(target({ port, connectTimeout: 60_000 }), interrupt.signal));
  t.true(await eventually(() => masters(port).length > 0));
  interrupt.abort();
  t.is((await connecting).reason, 'lost');
  silent.close();
  t.true(await eventually(() => masters(port).length === 0));
});

test('a connection that dies in the middle is lost, in words of the connection', async (t) => {
  const connection = await connector().connect(target());
  const session = await connection.session(LOGIN);
  await session.exchange({ commands: [{ command: sh`true` }], timeout: 10_000 });
  const { reason } = await refusal(
    session.exchange({ commands: [{ command: sh`kill -9 $(ps -o ppid= $PPID); sleep 1` }], timeout: 20_000 }),
  );
  t.is(reason, 'lost');
  await connection.close();
});

test('a missing ssh is a clear error', async (t) => {
  const script = [
    `import { createConnector } from ${JSON.stringify(join(import.meta.dirname, '../../../src/transport/connector.ts'))};`,
    `await createConnector({ keys: { home: '/' }, localUser: 'root' }).connect(${JSON.stringify(target())}).catch((error) => console.log(error.reason, error.message));`,
  ].join('\n');
  const bin = `${sshd.folder}/bin`;
  mkdirSync(bin);
  for (const program of ['sh', 'rm', 'sleep']) run('ln', '-s', run('which', program).trim(), `${bin}/${program}`);
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: bin },
  });
  t.regex(stdout.toString(), /^missing-tool there is no program ssh on this machine/, stderr.toString());
});

test.serial('Ctrl-C at the terminal does not reach ssh: the controller decides', async (t) => {
  const mark = `${sshd.folder}/interrupted`;
  const script = [
    `import { createConnector } from ${JSON.stringify(join(import.meta.dirname, '../../../src/transport/connector.ts'))};`,
    `process.on('SIGINT', () => console.log('SIGINT'));`,
    `const connection = await createConnector({ keys: { home: '/' }, localUser: 'root' }).connect(${JSON.stringify(target())});`,
    `const session = await connection.session({ kind: 'login' });`,
    `const result = await session.exchange({ commands: [{ command: { parts: ['touch ${mark}; sleep 1; echo whole'] } }], timeout: 20000 });`,
    `console.log(result.outputs[0].stdout.toString());`,
    `await connection.close();`,
  ].join('\n');
  const controller = spawn(process.execPath, ['--input-type=module', '-e', script], { detached: true });
  t.teardown(() => controller.kill('SIGKILL'));
  let said = '';
  controller.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise((resolve) => controller.once('close', resolve));
  t.true(await eventually(() => exists(mark), 15_000));
  process.kill(-(controller.pid ?? 0), 'SIGINT');
  t.is(await ended, 0);
  t.regex(said, /SIGINT[^]*whole/);
});

test.serial('a controller that is killed leaves no ssh, no folder and nothing on the host', async (t) => {
  const mark = `${sshd.folder}/running`;
  const script = [
    `import { createConnector } from ${JSON.stringify(join(import.meta.dirname, '../../../src/transport/connector.ts'))};`,
    `const connection = await createConnector({ keys: { home: '/' }, localUser: 'root' }).connect(${JSON.stringify(target())});`,
    `const session = await connection.session({ kind: 'login' });`,
    `await session.exchange({ commands: [{ command: { parts: ['touch ${mark}; sleep 4'] } }], timeout: 300000 }).catch(console.error);`,
  ].join('\n');
  const before = new Set(masters());
  const controller = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => controller.once('close', resolve));
  t.teardown(() => controller.kill('SIGKILL'));
  t.true(await eventually(() => exists(mark), 15_000));
  const own = masters().filter((pid) => !before.has(pid));
  const folders = own.flatMap((pid) => /-S\0([^\0]+)\/s\0/.exec(commandLine(pid))?.[1] ?? []);
  t.true(folders.length > 0);
  controller.kill('SIGKILL');
  await ended;
  t.true(await eventually(() => !own.some((pid) => commandLine(pid).includes(`\0-p\0${sshd.port}\0`)), 10_000));
  t.true(await eventually(() => !folders.some(exists), 10_000));
});

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
