import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { SshName, SshSettings } from '../../src/domain/ssh-settings.ts';
import { sshConfigLookUp } from '../../src/transport/ssh-config/look-up.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulwark-ssh-config-'));
test.after.always('the files go', () => rmSync(folder, { recursive: true, force: true }));

/** An ssh that counts how often it is asked. */
const counting = join(folder, 'counting-ssh');
writeFileSync(counting, `#!/bin/sh\necho x >>"$0.log"\nexec ssh "$@"\n`);
chmodSync(counting, 0o755);
let files = 0;

async function ask(
  config: string,
  names: readonly (string | Partial<SshName>)[],
  program = 'ssh',
): Promise<{ settings: readonly (SshSettings | null)[]; codes: readonly string[]; asked: number }> {
  const file = join(folder, `config-${++files}`);
  writeFileSync(file, config.replaceAll('FOLDER', folder), { mode: 0o600 });
  const lookUp = sshConfigLookUp({
    home: '/home/alice',
    user: 'alice',
    uid: 1000,
    hostname: 'desk.example',
    env: { KEYS: '/keys', AGENT: '/run/agent' },
    program,
  });
  rmSync(`${counting}.log`, { force: true });
  const full = names.map((name) => ({
    alias: 'cp-1',
    user: null,
    port: null,
    ...(typeof name === 'string' ? { alias: name } : name),
  }));
  const answers = await lookUp(file, full);
  const log = program === counting ? readLog() : '';
  return answers.ok
    ? { settings: answers.value.map(({ settings }) => settings), codes: [], asked: log.length / 2 }
    : {
        settings: [],
        codes: answers.diagnostics.map(({ code, summary }) => `${code}: ${summary}`),
        asked: log.length / 2,
      };
}

function readLog(): string {
  try {
    return readFileSync(`${counting}.log`, 'utf8');
  } catch {
    return '';
  }
}

const nothing = { unusable: [], loosening: [], ignored: [] };

/** The same with ssh and, where ssh is absent, read by ourselves. */
const says = test.macro(
  async (t, config: string, name: string | Partial<SshName>, wanted: Partial<SshSettings> | null) => {
    for (const program of ['ssh', '/nonexistent/ssh'])
      t.deepEqual(
        (await ask(config, [name], program)).settings[0],
        wanted === null ? null : { ...nothing, ...wanted },
        program,
      );
  },
);

test('an empty file sets nothing', says, '', 'cp-1', null);
test('a host that no line is about gets nothing', says, 'Host web-*\n  User bob\n', 'cp-1', null);
test(
  'what Bulwark does not need is nothing',
  says,
  'Host *\n  SendEnv LANG\n  ForwardAgent yes\n  GSSAPIAuthentication yes\n',
  'cp-1',
  null,
);
test('name, user and port', says, 'Host cp-*\n HostName %h.example.org\n User bob\n Port 2222\n', 'cp-1', {
  hostName: 'cp-1.example.org',
  user: 'bob',
  port: 2222,
});
test(
  'the first value counts, identity files add up',
  says,
  'Host cp-1\n User bob\n IdentityFile /a\nHost *\n User eve\n IdentityFile /b\n',
  'cp-1',
  { user: 'bob', identityFiles: ['/a', '/b'] },
);
test('a negated pattern', says, 'Host * !cp-1\n User bob\n', 'cp-1', null);
test(
  'user and port of the inventory are told to ssh and left to the inventory',
  says,
  'Host cp-1\n User bob\n Port 2222\n IdentityFile ~/%r_%p\n',
  { user: 'eve', port: 99 },
  { identityFiles: ['/home/alice/eve_99'] },
);
test(
  'tokens and variables in paths',
  says,
  'Host cp-1\n IdentityFile ${KEYS}/%n-%h-%r-%u-%%\n IdentityFile "~/my key"\n',
  'cp-1',
  { identityFiles: ['/keys/cp-1-cp-1-alice-alice-%', '/home/alice/my key'] },
);
test('a token that only ssh knows is told', says, 'Host cp-1\n IdentityFile /k/%C\n', 'cp-1', {
  identityFiles: [],
  ignored: ['IdentityFile /k/%C'],
});
test('agents', says, 'Host cp-1\n IdentityAgent none\n IdentitiesOnly yes\n', 'cp-1', {
  identityAgent: 'none',
  identitiesOnly: true,
});
test('an agent of the environment', says, 'Host cp-1\n IdentityAgent $AGENT\n', 'cp-1', {
  identityAgent: '/run/agent',
});
test('jump hosts', says, 'Host cp-1\n ProxyJump a,bob@b:2222\n', 'cp-1', { proxyJump: 'a,bob@b:2222' });
test('no jump host', says, 'Host cp-1\n ProxyJump none\nHost *\n ProxyJump a\n', 'cp-1', null);
test('times', says, 'Host cp-1\n ConnectTimeout 7\n ServerAliveInterval 9\n', 'cp-1', {
  connectTimeout: 7000,
  keepalive: 9000,
});
test(
  'algorithms',
  says,
  'Host cp-1\n Ciphers aes128-ctr\n KexAlgorithms curve25519-sha256\n MACs hmac-sha2-256\n HostKeyAlgorithms ssh-ed25519\n',
  'cp-1',
  { ciphers: ['aes128-ctr'], kex: ['curve25519-sha256'], macs: ['hmac-sha2-256'], hostKeyAlgorithms: ['ssh-ed25519'] },
);
test(
  'known_hosts files and the name in them',
  says,
  'Host cp-1\n UserKnownHostsFile /a /b\n GlobalKnownHostsFile /c\n HostKeyAlias one\n',
  'cp-1',
  { userKnownHosts: ['/a', '/b'], globalKnownHosts: ['/c'], hostKeyAlias: 'one' },
);
test(
  'what would loosen the check of host keys is told and not followed',
  says,
  'Host cp-1\n StrictHostKeyChecking no\n UserKnownHostsFile /dev/null\n',
  'cp-1',
  { loosening: ['StrictHostKeyChecking no', 'UserKnownHostsFile /dev/null'] },
);
test('accept-new loosens, too', says, 'StrictHostKeyChecking accept-new\n', 'cp-1', {
  loosening: ['StrictHostKeyChecking accept-new'],
});
test(
  'certificates and PKCS#11 are for OpenSSH alone',
  says,
  'Host cp-1\n CertificateFile /c.pub\n PKCS11Provider /p.so\n',
  'cp-1',
  { unusable: ['CertificateFile /c.pub', 'PKCS11Provider /p.so'] },
);
test(
  'directives that are not followed are named',
  says,
  'Host cp-1\n BindAddress 10.0.0.9\n PreferredAuthentications publickey\n',
  'cp-1',
  { ignored: ['BindAddress', 'PreferredAuthentications'] },
);
test(
  'Match by name and user',
  says,
  'Match originalhost cp-* user eve\n Port 2222\nMatch host cp-1 !user bob\n IdentityFile /k\n',
  { user: 'eve' },
  { port: 2222, identityFiles: ['/k'] },
);
test('Match all', says, 'Match all\n User bob\n', 'cp-1', { user: 'bob' });

test('a ProxyCommand is told with its place', async (t) => {
  const { settings } = await ask('# mine\nHost cp-1\n  ProxyCommand nc -X 5 %h %p\n', ['cp-1']);
  const found = settings[0]?.proxyCommand;
  t.is(found?.text, 'nc -X 5 %h %p');
  t.deepEqual([found?.range?.start.line, found?.range?.file.startsWith(folder)], [3, true]);
});

test('Include is followed, with patterns, and inside a section', async (t) => {
  mkdirSync(join(folder, 'conf.d'));
  writeFileSync(join(folder, 'conf.d/one'), 'Host cp-*\n  User bob\n', { mode: 0o600 });
  writeFileSync(join(folder, 'conf.d/two'), 'Port 2222\nHost web-1\n  User eve\n', { mode: 0o600 });
  for (const program of ['ssh', '/nonexistent/ssh']) {
    const whole = await ask('Include FOLDER/conf.d/*\n', ['cp-1', 'web-1'], program);
    t.like(
      whole.settings,
      [
        { user: 'bob', port: 2222 },
        { port: 2222, user: 'eve' },
      ],
      program,
    );
    const inside = await ask('Host cp-*\n  Include FOLDER/conf.d/two\n', ['cp-1', 'web-1'], program);
    t.like(inside.settings, [{ port: 2222 }, null], program);
  }
});

test('files that include each other are refused', async (t) => {
  writeFileSync(join(folder, 'round'), `Include ${folder}/round\n`, { mode: 0o600 });
  t.regex((await ask('Include FOLDER/round\n', ['cp-1'])).codes.join(), /ssh-config: .*circle/);
});

test('Match exec is asked of ssh, and told where there is none', async (t) => {
  const config = 'Match exec "true"\n  User bob\n';
  t.like((await ask(config, ['cp-1'])).settings[0], { user: 'bob' });
  const without = await ask(config, ['cp-1'], '/nonexistent/ssh');
  t.deepEqual(without.settings[0], { ...nothing, ignored: ['Match exec "true"'] });
});

test('lists that change those of ssh need ssh', async (t) => {
  const config = 'Host *\n  Ciphers +aes128-cbc\n';
  t.true((await ask(config, ['cp-1'])).settings[0]?.ciphers?.includes('aes128-cbc'));
  t.deepEqual((await ask(config, ['cp-1'], '/nonexistent/ssh')).settings[0]?.ignored, ['Ciphers +aes128-cbc']);
});

test('a mistake in the file is told in the words of ssh', async (t) => {
  t.regex(
    (await ask('Host cp-1\n  Port many\n', ['cp-1'])).codes.join(),
    /ssh-config: ssh cannot use its files for cp-1: .*line 2/,
  );
});

test('a file that is not there is refused, and none does without', async (t) => {
  const lookUp = sshConfigLookUp({ home: folder, user: 'alice', uid: 1000, hostname: 'desk', env: {} });
  const name = { alias: 'cp-1', user: null, port: null };
  t.false((await lookUp(join(folder, 'nowhere'), [name])).ok);
  t.deepEqual(await lookUp('none', [name]), { ok: true, value: [{ name, settings: null }], warnings: [] });
});

const fleet = Array.from({ length: 1000 }, (_, at) => `10.0.${at >> 8}.${at & 255}`);

test.serial('1,000 hosts cost no ssh at all where nothing can hold for them', async (t) => {
  const started = performance.now();
  const { settings, asked } = await ask('Host web-*\n  User bob\nHost *\n  SendEnv LANG\n', fleet, counting);
  t.deepEqual([asked, settings.every((one) => one === null)], [0, true]);
  t.log(`${Math.round(performance.now() - started)} ms`);
});

test.serial('1,000 hosts with the same lines cost one question, and one to know the defaults', async (t) => {
  const started = performance.now();
  const { settings, asked } = await ask(
    'Host 10.0.*\n  User bob\n  IdentityFile /k/%h\n  ProxyJump bastion\n',
    fleet,
    counting,
  );
  t.is(asked, 2);
  t.like(settings[999], { user: 'bob', identityFiles: [`/k/${fleet[999] ?? ''}`], proxyJump: 'bastion' });
  t.true(settings.every((one) => one?.hostName === undefined));
  t.log(`${Math.round(performance.now() - started)} ms`);
});

test.serial('where only ssh knows, each host is asked for once, a few at a time', async (t) => {
  const started = performance.now();
  const { asked } = await ask('Match exec "true"\n  User bob\n', fleet.slice(0, 50), counting);
  t.is(asked, 51);
  t.log(`${Math.round(performance.now() - started)} ms for 50`);
});

test('a name that Match exec would give to a shell is not given to ssh', async (t) => {
  const config = 'Match exec "echo %h %r"\n  Port 2222\n';
  const bad: readonly Partial<SshName>[] = [
    { alias: `x$(touch FOLDER/pwned)` },
    { alias: 'x;touch${IFS}FOLDER/pwned' },
    { alias: '-oProxyCommand=touch' },
    { alias: 'x`id`' },
    { user: 'x$(touch${IFS}FOLDER/pwned)' },
    { user: '-x' },
  ];
  for (const { alias = 'cp-1', user = null } of bad) {
    const name = { alias: alias.replace('FOLDER', folder), user: user?.replace('FOLDER', folder) ?? null };
    const { codes } = await ask(config, [name]);
    t.is(codes.length, 1, JSON.stringify(name));
    t.regex(
      codes[0] ?? '',
      /ssh-config: ssh cannot use its files for .*: the (?:address|user) ".*" cannot be given to ssh/,
    );
  }
  t.false(existsSync(join(folder, 'pwned')));
});
