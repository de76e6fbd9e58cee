import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import test from 'ava';
import ssh2 from 'ssh2';
import type { HostTarget, Identity } from '../../../src/domain/connection.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { createConnector, type ConnectorInputs, type RunConnector } from '../../../src/transport/connector.ts';
import { refusal, userOn } from '../helpers/logins.ts';
import { run, startSshd, targetOf, type TestSshd } from '../helpers/sshd.ts';

let sshd: TestSshd;
let strict: TestSshd;
const WORD = 'bulwark-l-word';
const DOAS = 'bulwark-l-doas';
const PASSWORD = 'right $word\'"';
const secret = new Secret(PASSWORD);

test.before('two sshd and two users', async () => {
  removeUsers();
  for (const user of [WORD, DOAS]) run('useradd', '--create-home', '--shell', '/bin/bash', '--password', '*', user);
  run('usermod', '--password', run('openssl', 'passwd', '-6', PASSWORD).trim(), WORD);
  writeFileSync('/etc/doas.conf', `permit nopass ${DOAS} as root\npermit ${WORD} as root\n`, { mode: 0o600 });
  sshd = await startSshd(['PasswordAuthentication yes']);
  strict = await startSshd(['MaxAuthTries 2']);
  for (const one of [sshd, strict])
    writeFileSync(`${one.folder}/known_hosts`, `[127.0.0.1]:${one.port} ${one.publicHostKey('ed25519')}\n`);
});
test.after.always('they go', async () => {
  await Promise.all([sshd.stop(), strict.stop()]);
  removeUsers();
});
function removeUsers(): void {
  rmSync('/etc/doas.conf', { force: true });
  for (const user of [WORD, DOAS]) spawnSync('userdel', ['--force', '--remove', user]);
}

const connector = (about: Partial<ConnectorInputs> = {}): RunConnector =>
  createConnector({ keys: { home: '/nonexistent' }, localUser: 'root', ...about });

const patient = { connectTimeout: 30_000, authenticationTimeout: 30_000 };
const at = (about: Partial<HostTarget> = {}): HostTarget => targetOf(sshd, { ...patient, ...about });

test('a login password lets in, and is not asked for where a key does', async (t) => {
  t.is(await userOn(at({ user: WORD, loginPassword: secret }), connector()), WORD);
  const withKey = connector({ keys: { home: sshd.folder } });
  t.is(await userOn(at({ loginPassword: new Secret('wrong') }), withKey), 'root');
});

test('a wrong login password is tried once a host and on three hosts a run', async (t) => {
  const from = connector();
  const target = at({ user: WORD, loginPassword: new Secret('wrong') });
  const before = (sshd.log().match(/Failed password/g) ?? []).length;
  const said = await Promise.all([1, 2, 3, 4, 5, 6].map(() => refusal(userOn(target, from))));
  t.deepEqual([...new Set(said.map(({ reason }) => reason))], ['authentication']);
  t.is(said.filter((one) => /refused the login password.*tried once/.test(one.text)).length, 3);
  t.is(said.filter((one) => /was not tried: other hosts/.test(one.text)).length, 3);
  t.is((sshd.log().match(/Failed password/g) ?? []).length - before, 3);
});

test('a host that takes a password says so where there is none', async (t) => {
  const from = connector({ keys: { home: strict.folder } });
  t.regex(
    (await refusal(userOn(at({ user: WORD }), from))).text,
    /the host takes publickey, password.*--ask-pass \(-k\)/,
  );
});

test('the passphrase of an encrypted key is asked for once for many hosts, and only when the host takes the key', async (t) => {
  const file = `${sshd.folder}/locked`;
  rmSync(file, { force: true });
  writeFileSync(file, readFileSync(`${sshd.folder}/.ssh/id_ed25519`), { mode: 0o600 });
  run('ssh-keygen', '-q', '-p', '-N', 'open sesame', '-f', file);
  const asked: string[] = [];
  const ask = async (question: string): Promise<Secret> => (asked.push(question), new Secret('open sesame'));
  const from = connector({ ask });
  t.deepEqual(await Promise.all([1, 2, 3].map(() => userOn(at({ identityFile: file }), from))), [
    'root',
    'root',
    'root',
  ]);
  t.deepEqual(asked, [`passphrase of ${file}: `]);
  t.is(
    (await refusal(connector({ ask }).connect(targetOf(strict, { ...patient, identityFile: file })))).reason,
    'authentication',
  );
  t.is(asked.length, 1);
  const wrong = connector({ ask: async () => new Secret('no') });
  t.regex((await refusal(userOn(at({ identityFile: file }), wrong))).text, /passphrase of .*locked was wrong 3 times/);
});

test('the agent only signs for keys of the identity files where IdentitiesOnly says so', async (t) => {
  const socket = `${sshd.folder}/agent-only`;
  const pid = Number(/AGENT_PID=(\d+)/.exec(run('ssh-agent', '-s', '-a', socket))?.[1]);
  t.teardown(() => process.kill(pid));
  const add = (file: string): string => run('env', `SSH_AUTH_SOCK=${socket}`, 'ssh-add', '-q', file);
  for (const name of ['one', 'two', 'three']) {
    run('ssh-keygen', '-q', '-N', '', '-t', 'ecdsa', '-f', `${strict.folder}/${name}`);
    add(`${strict.folder}/${name}`);
  }
  writeFileSync(`${strict.folder}/authorized_keys`, readFileSync(`${strict.folder}/three.pub`));
  const keys = { home: '/nonexistent', agentSocket: socket };
  const target = targetOf(strict, patient);
  const many = await refusal(userOn(target, connector({ keys })));
  t.regex(many.text, /after 2 keys: it takes no more tries \(MaxAuthTries\).*IdentitiesOnly/);
  const ssh = { identitiesOnly: true, identityFiles: [`${strict.folder}/three`] };
  t.is(await userOn({ ...target, ssh }, connector({ keys })), 'root');
  t.is(await userOn({ ...target, ssh: { identityFiles: ssh.identityFiles } }, connector({ keys })), 'root');
  const none = await refusal(
    userOn(
      { ...target, ssh: { ...ssh, identityFiles: [`${strict.folder}/.ssh/id_ed25519`], identityAgent: 'none' } },
      connector({ keys }),
    ),
  );
  t.is(none.reason, 'authentication');
});

test('IdentitiesOnly keeps the other keys of the agent back, and IdentityAgent none all of them', async (t) => {
  const socket = `${sshd.folder}/agent-none`;
  const pid = Number(/AGENT_PID=(\d+)/.exec(run('ssh-agent', '-s', '-a', socket))?.[1]);
  t.teardown(() => process.kill(pid));
  run('env', `SSH_AUTH_SOCK=${socket}`, 'ssh-add', '-q', `${sshd.folder}/.ssh/id_ed25519`);
  run('ssh-keygen', '-q', '-N', '', '-t', 'ed25519', '-f', `${sshd.folder}/unknown`);
  const keys = { home: '/nonexistent', agentSocket: socket };
  const identityFiles = [`${sshd.folder}/unknown`];
  t.is(await userOn(at({ ssh: { identityFiles } }), connector({ keys })), 'root');
  for (const less of [{ identitiesOnly: true }, { identityAgent: 'none' }])
    t.is(
      (await refusal(userOn(at({ ssh: { identityFiles, ...less } }), connector({ keys })))).reason,
      'authentication',
    );
});

test('a key that inventory or command line name is tried alone', async (t) => {
  run('ssh-keygen', '-q', '-N', '', '-t', 'ed25519', '-f', `${sshd.folder}/alone`);
  const from = connector({ keys: { home: sshd.folder } });
  const identityFile = `${sshd.folder}/alone`;
  const ssh = { identityFiles: [`${sshd.folder}/.ssh/id_ed25519`] };
  t.is(await userOn(at({ ssh }), from), 'root');
  t.is((await refusal(userOn(at({ identityFile, ssh }), from))).reason, 'authentication');
});

test('a security key is left to OpenSSH', async (t) => {
  const type = 'sk-ssh-ed25519@openssh.com';
  const part = (data: Buffer | string): Buffer => {
    const bytes = Buffer.from(data);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(bytes.length);
    return Buffer.concat([size, bytes]);
  };
  const publicKey = Buffer.concat([part(type), part(Buffer.alloc(32, 1)), part('ssh:')]);
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    part('none'),
    part('none'),
    part(''),
    Buffer.from([0, 0, 0, 1]),
    part(publicKey),
    part('x'.repeat(64)),
  ]);
  const file = `${sshd.folder}/sk`;
  writeFileSync(
    file,
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`,
  );
  t.regex(
    (await refusal(userOn(at({ identityFile: file }), connector()))).text,
    /security key.*ansible_connection: openssh/,
  );
});

test('directives that only OpenSSH can follow are named when a login fails', async (t) => {
  const from = connector({ keys: { home: strict.folder } });
  const ssh = { unusable: ['CertificateFile /c.pub'] };
  t.regex(
    (
      await refusal(
        userOn(
          at({ user: DOAS, ssh: { ...ssh } }),
          connector({ keys: { home: '/nonexistent' }, ask: async () => null }),
        ),
      )
    ).text,
    /CertificateFile|wants/,
  );
  t.true((await refusal(userOn(at({ user: 'nobody', ssh }), from))).text.includes('CertificateFile /c.pub'));
});

test('a server with post-quantum key exchange alone is told, and the way to it', async (t) => {
  const modern = await startSshd(['KexAlgorithms sntrup761x25519-sha512@openssh.com']);
  const said = await refusal(connector({ keys: { home: modern.folder } }).connect(targetOf(modern, patient)));
  t.is(said.reason, 'protocol');
  t.regex(
    said.text,
    /no key exchange algorithm in common: the host offers sntrup761x25519.*ansible_connection: openssh/,
  );
  await modern.stop();
});

test('algorithms of ssh_config are used, and none in common is told before the host is asked', async (t) => {
  const keys = { home: sshd.folder };
  const ssh = {
    ciphers: ['aes256-ctr', 'unknown'],
    kex: ['curve25519-sha256'],
    macs: ['hmac-sha2-256'],
    hostKeyAlgorithms: ['ssh-ed25519'],
  };
  t.is(await userOn(at({ ssh }), connector({ keys })), 'root');
  t.regex(
    (await refusal(userOn(at({ ssh: { kex: ['mlkem768x25519-sha256'] } }), connector({ keys })))).text,
    /allows no KexAlgorithms.*openssh/,
  );
});

test('pinned keys alone are trusted', async (t) => {
  const from = connector({ keys: { home: sshd.folder } });
  const print = run('ssh-keygen', '-lf', `${sshd.folder}/host_ed25519.pub`).split(' ')[1] ?? '';
  const pinned = (keys: readonly string[], files: readonly string[] = []): HostTarget =>
    at({ hostKeyPolicy: { kind: 'pinned', keys, files } });
  t.is(await userOn(pinned([print]), from), 'root');
  t.is(await userOn(pinned([sshd.publicHostKey('rsa')]), from), 'root');
  t.is(await userOn(pinned([sshd.publicHostKey('ecdsa'), print]), from), 'root');
  const rsa = run('ssh-keygen', '-lf', `${sshd.folder}/host_rsa.pub`).split(' ')[1] ?? '';
  t.regex((await refusal(userOn(pinned([rsa]), from))).text, /presented ssh-ed25519 .*pin is of another type/);
  const known = [`${sshd.folder}/known_hosts`];
  const other = await refusal(userOn(pinned([strict.publicHostKey('ed25519')], known), from));
  t.is(other.reason, 'host-key');
  t.true(other.text.includes(print) && other.text.includes('bulwark_host_key'), other.text);
  const revoked = `${sshd.folder}/revoked`;
  writeFileSync(revoked, `@revoked * ${sshd.publicHostKey('ed25519')}\n`);
  t.regex((await refusal(userOn(pinned([print], [revoked]), from))).text, /revokes/);
});

test('a host key alias and a certificate authority', async (t) => {
  const from = connector({ keys: { home: sshd.folder } });
  const file = `${sshd.folder}/alias`;
  const hostKeyPolicy = { kind: 'known-hosts', files: [file] } as const;
  writeFileSync(file, `one.example ${sshd.publicHostKey('ed25519')}\n`);
  t.is(await userOn(at({ hostKeyPolicy, ssh: { hostKeyAlias: 'One.example' } }), from), 'root');
  writeFileSync(file, `@cert-authority * ${sshd.publicHostKey('ed25519')}\n`);
  const said = await refusal(userOn(at({ hostKeyPolicy }), from));
  t.is(said.reason, 'host-key');
  t.regex(said.text, /certificate authority alone \(.*alias:1\).*ansible_connection: openssh/);
});

test('doas becomes root, and says why where it does not', async (t) => {
  mkdirSync(`/home/${DOAS}/.ssh`, { recursive: true });
  const from = connector({ keys: { home: sshd.folder } });
  const doas = (user: string): Identity => ({ kind: 'become', method: 'doas', user });
  t.is(await userOn(at({ user: DOAS }), from, doas('root')), 'root');
  t.regex(
    (await refusal(userOn(at({ user: WORD }), from, doas('root')))).text,
    /wants a password.*terminal only.*permit nopass/,
  );
  t.regex(
    (await refusal(userOn(at({ user: DOAS }), from, doas('nobody')))).text,
    /does not allow bulwark-l-doas to become nobody/,
  );
  t.regex(
    (await refusal(userOn(at({ user: DOAS }), from, doas('no-such-user')))).text,
    /there is no user no-such-user/,
  );
  chmodSync('/etc/doas.conf', 0o666);
  t.regex((await refusal(userOn(at({ user: DOAS }), from, doas('root')))).text, /cannot use \/etc\/doas.conf/);
  chmodSync('/etc/doas.conf', 0o600);
});

test('sudo and doas to one user are one session', async (t) => {
  const connection = await connector({ keys: { home: sshd.folder } }).connect(at({ user: DOAS }));
  const first = await connection.session({ kind: 'become', method: 'doas', user: 'root' });
  t.is(await connection.session({ kind: 'become', method: 'sudo', user: 'root' }), first);
  await connection.close();
});

test('questions of a host get the password once, and all else is put to the operator, one host at a time', async (t) => {
  const key = readFileSync(`${sshd.folder}/host_rsa`);
  const server = new ssh2.Server({ hostKeys: [key] }, (peer) => {
    peer.on('error', () => undefined);
    peer.on('authentication', (request) => {
      if (request.method !== 'keyboard-interactive') return request.reject(['keyboard-interactive']);
      request.prompt(
        [
          { prompt: 'Password: ', echo: false },
          { prompt: 'Verification\u001B[31m code: ', echo: false },
        ],
        (answers) => {
          if (answers[0] === PASSWORD && answers[1] === '123456') request.accept();
          else request.reject(['keyboard-interactive', 'password']);
        },
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const hostKeyPolicy = { kind: 'pinned', keys: [sshd.publicHostKey('rsa')], files: [] } as const;
  const target = at({ port, user: 'alice', hostKeyPolicy, loginPassword: secret, authenticationTimeout: 5000 });
  const asked: string[] = [];
  let [open, most] = [0, 0];
  const ask = async (question: string): Promise<Secret> => {
    most = Math.max(most, ++open);
    asked.push(question);
    await new Promise((resolve) => setTimeout(resolve, 50));
    open--;
    return new Secret('123456');
  };
  const from = connector({ ask });
  const all = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => from.connect({ ...target, name })));
  t.deepEqual([asked.length, most], [5, 1]);
  t.regex(asked[0] ?? '', /^[a-e]: Verification \[31m code: $/);
  await Promise.all(all.map((connection) => connection.close()));
  t.regex((await refusal(connector().connect(target))).text, /asks “Verification.*no terminal/);
  t.regex(
    (await refusal(connector({ ask: async () => new Secret('0') }).connect(target))).text,
    /refused the login password/,
  );
});
