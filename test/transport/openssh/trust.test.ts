import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import test from 'ava';
import type { HostTarget } from '../../../src/domain/connection.ts';
import { ConnectError } from '../../../src/domain/errors.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { createConnector } from '../../../src/transport/connector.ts';
import { run, startSshd, targetOf, type TestSshd } from '../helpers/sshd.ts';

let [host, bastion]: TestSshd[] = [];
/** Both hosts are this machine, so the fleet's password would open the jump host too. */
const [USER, PASSWORD] = ['bulwark-o-way', 'for-the-host-alone'];

test.before('two real sshds start, one of which is on the way to the other, and a user', async () => {
  spawnSync('userdel', ['--force', '--remove', USER]);
  run('useradd', '--create-home', '--password', run('openssl', 'passwd', '-6', PASSWORD).trim(), USER);
  [host, bastion] = await Promise.all([startSshd(), startSshd(['PasswordAuthentication yes'])]);
  writeFileSync(`${host.folder}/known_hosts`, `[127.0.0.1]:${host.port} ${host.publicHostKey('ed25519')}\n`);
});
test.after.always('they go', async () => {
  await host?.stop();
  await bastion?.stop();
  spawnSync('userdel', ['--force', '--remove', USER]);
});

const sshds = (): readonly [TestSshd, TestSshd] => {
  if (host === undefined || bastion === undefined) throw new Error('no sshd');
  return [host, bastion];
};

/** null: it is reached; else why not. */
async function refusal(about: Partial<HostTarget>): Promise<{ reason: string; text: string } | null> {
  const [to] = sshds();
  const target = targetOf(to, { connection: 'openssh', identityFile: `${to.folder}/.ssh/id_ed25519`, ...about });
  try {
    const connection = await createConnector({ keys: { home: '/nonexistent' }, localUser: 'root' }).connect(target);
    await connection.close();
    return null;
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    return { reason: error.reason, text: `${error.message} | ${error.hint ?? ''}` };
  }
}

/** The usual known_hosts file, which has the real key, is not asked about a pinned host. */
const pinned = (...keys: readonly string[]): Partial<HostTarget> => ({
  sshConfigFile: 'none',
  hostKeyPolicy: { kind: 'pinned', keys, files: [`${sshds()[0].folder}/known_hosts`] },
});

test('a host that shows a pinned key of its own is reached', async (t) => {
  const [to] = sshds();
  t.is(await refusal(pinned(to.publicHostKey('ed25519'))), null);
  t.is(await refusal(pinned(to.publicHostKey('ecdsa'))), null, 'the type is pinned with it');
  t.is(await refusal(pinned(sshds()[1].publicHostKey('ed25519'), to.publicHostKey('ed25519'))), null, 'one of several');
});

test('a wrong pin is refused, though known_hosts has the real key and ssh_config checks nothing', async (t) => {
  const [to, other] = sshds();
  const file = `${to.folder}/careless`;
  writeFileSync(file, `StrictHostKeyChecking no\nUserKnownHostsFile ${to.folder}/known_hosts\nHostKeyAlias other\n`);
  for (const sshConfigFile of ['none', file]) {
    const refused = await refusal({ ...pinned(other.publicHostKey('ed25519')), sshConfigFile });
    t.is(refused?.reason, 'host-key');
  }
});

test('a pin that is a fingerprint is refused with what to write instead', async (t) => {
  const print = run('ssh-keygen', '-lf', `${sshds()[0].folder}/host_ed25519.pub`).split(' ')[1] ?? '';
  const refused = await refusal(pinned(print));
  t.is(refused?.reason, 'host-key');
  t.regex(refused?.text ?? '', /is a fingerprint, which ssh cannot compare with.*pin the key itself/s);
});

test('a pinned key that a known_hosts file revokes is refused', async (t) => {
  const [to] = sshds();
  const key = to.publicHostKey('ed25519');
  const file = `${to.folder}/revoking`;
  writeFileSync(file, `@revoked * ${key}\n`);
  const hostKeyPolicy = { kind: 'pinned', keys: [key], files: [file] } as const;
  t.is((await refusal({ sshConfigFile: 'none', hostKeyPolicy }))?.reason, 'host-key');
});

/** ssh_config with a jump host on the way to `far`; `more` is said of the jump host. */
function throughBastion(name: string, ...more: readonly string[]): Partial<HostTarget> {
  const [to, via] = sshds();
  const file = `${to.folder}/config-${name}`;
  const lines = [
    'Host far',
    '  HostName 127.0.0.1',
    '  ProxyJump bastion',
    'Host bastion',
    '  HostName 127.0.0.1',
    `  Port ${via.port}`,
    ...more.map((line) => `  ${line}`),
    '  User root',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return { address: 'far', sshConfigFile: file };
}

test('the key of a jump host is checked too, whatever ssh_config says of it', async (t) => {
  const [to, via] = sshds();
  const key = `IdentityFile ${via.folder}/.ssh/id_ed25519`;
  const file = `${to.folder}/known_bastion`;
  const careless = ['StrictHostKeyChecking no', 'KnownHostsCommand /bin/echo %H %t %K', 'VerifyHostKeyDNS yes'];
  const about = throughBastion('unknown', key, ...careless, `UserKnownHostsFile ${file}`);
  const refused = await refusal(about);
  t.is(refused?.reason, 'host-key');
  t.regex(refused?.text ?? '', /a jump host on the way to far port \d+ did not show the key on record/);
  t.throws(() => readFileSync(file), { code: 'ENOENT' }, 'nothing was recorded');
  t.false(via.log().includes('Accepted'), 'and nobody has logged in');
  const hostKeyPolicy = { kind: 'accept-new', files: [`${to.folder}/known_hosts`] } as const;
  t.is(await refusal({ ...about, hostKeyPolicy }), null, '--accept-new is for the jump host as well');
  t.is(await refusal(about), null, 'from then on it is known');
  rmSync(file);
});

for (const [way, more] of [
  ['a jump host', []],
  ['a ssh that a ProxyCommand starts', ['ProxyCommand']],
] as const) {
  test.serial(`${way} never gets the password that is for the host`, async (t) => {
    const [to, via] = sshds();
    const known = `${to.folder}/known_bastion_${more.length}`;
    writeFileSync(known, `[127.0.0.1]:${via.port} ${via.publicHostKey('ed25519')}\n`);
    const about = throughBastion(
      `password-${more.length}`,
      `UserKnownHostsFile ${known}`,
      'IdentityFile none',
      `User ${USER}`,
    );
    if (more.length > 0) {
      const options = `-o UserKnownHostsFile=${known} -o PubkeyAuthentication=no`;
      const command = `ssh -F none ${options} -l ${USER} -p ${via.port} -W 127.0.0.1:%p 127.0.0.1`;
      writeFileSync(about.sshConfigFile ?? '', `Host far\n  HostName 127.0.0.1\n  ProxyCommand ${command}\n`);
    }
    const refused = await refusal({ ...about, loginPassword: new Secret(PASSWORD) });
    t.truthy(refused);
    t.notRegex(via.log(), /Accepted password/);
  });
}
