import test from 'ava';

import { lookUpSsh } from '../../src/app/ssh-lookup.ts';
import { parseHops } from '../../src/app/ssh-hops.ts';
import { hostKeyPins } from '../../src/app/host-key-pins.ts';
import { hostTargets, sshNames } from '../../src/app/targets.ts';
import type { TargetDefaults } from '../../src/app/targets.ts';
import { parsed } from '../../src/domain/diagnostic.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { SshSettings } from '../../src/domain/ssh-settings.ts';
import type { Value } from '../../src/domain/value.ts';

type Vars = Readonly<Record<string, Readonly<Record<string, Value>>>>;
type Config = Readonly<Record<string, Partial<SshSettings>>>;
const options = { user: null, privateKey: null, acceptNew: false, connectTimeout: null };

/** The targets of an inventory (`hosts`) under an ssh_config that is given by alias. */
async function reach(
  hosts: Vars,
  config: Config = {},
  given: Partial<TargetDefaults['options']> = {},
  more: Partial<TargetDefaults> = {},
) {
  const variable = (host: string, name: string): Value | undefined => hosts[host]?.[name];
  const all = { ...options, ...given };
  const names = Object.keys(hosts).filter((name) => name !== 'bastion');
  const sshConfig = await lookUpSsh({
    ...sshNames(names, variable, all),
    file: null,
    ask: async (_file, wave) =>
      parsed(
        wave.map((name) => {
          const set = config[name.alias];
          return { name, settings: set === undefined ? null : { unusable: [], loosening: [], ignored: [], ...set } };
        }),
      ),
  });
  if (!sshConfig.ok) throw new Error('the lookup was refused');
  const defaults = {
    user: 'alice',
    home: '/home/alice',
    inventoryFolder: '.',
    knownHosts: null,
    becomePassword: null,
    loginPassword: null,
    sshConfigFile: '/config',
  };
  const targets = hostTargets(names, variable, { ...defaults, ...more, options: all, sshConfig: sshConfig.value });
  return {
    one: targets.ok ? targets.value.get(names[0] ?? '') : undefined,
    codes: targets.ok ? [] : targets.diagnostics.map(({ code, summary }) => `${code}: ${summary}`),
    warnings: targets.ok ? targets.warnings.map(({ summary }) => summary) : [],
  };
}

test('ssh_config is weaker than the inventory and the command line, and stronger than defaults', async (t) => {
  const config = { 'cp-1': { hostName: '10.0.0.1', user: 'bob', port: 2222, connectTimeout: 7000 } };
  t.like((await reach({ 'cp-1': {} }, config)).one, {
    address: '10.0.0.1',
    user: 'bob',
    port: 2222,
    connectTimeout: 7000,
  });
  t.like((await reach({ 'cp-1': {} }, config, { user: 'eve', connectTimeout: 1000 })).one, {
    user: 'eve',
    connectTimeout: 1000,
  });
  t.like((await reach({ 'cp-1': { ansible_user: 'ann', ansible_port: 22 } }, config, { user: 'eve' })).one, {
    user: 'ann',
    port: 22,
  });
  t.like((await reach({ 'cp-1': {} })).one, { address: 'cp-1', user: 'alice', port: 22, connectTimeout: 10_000 });
});

test('ssh_config is asked for what stands in ansible_host', async (t) =>
  t.like((await reach({ x: { ansible_host: 'cp-1' } }, { 'cp-1': { hostName: '10.0.0.1' } })).one, {
    name: 'x',
    address: '10.0.0.1',
  }));

test('an openssh host has port, user and files of ssh_config, and a name that ssh looks up by itself', async (t) => {
  const config = { 'cp-1': { hostName: '10.0.0.1', user: 'bob', port: 2222, userKnownHosts: ['/kh'], ignored: ['X'] } };
  const { one, warnings } = await reach({ 'cp-1': { ansible_connection: 'openssh' } }, config);
  t.like(one, { connection: 'openssh', address: 'cp-1', user: 'bob', port: 2222, sshConfigFile: '/config' });
  t.deepEqual([one?.hostKeyPolicy.files, one?.ssh, warnings], [['/kh'], undefined, []]);
  const own = { ansible_connection: 'openssh', ansible_port: 22, ansible_user: 'ann' };
  t.like((await reach({ 'cp-1': own }, config)).one, { user: 'ann', port: 22 });
});

test('an openssh host with a ProxyCommand of ssh_config is fine', async (t) => {
  const openssh = { ansible_connection: 'openssh' };
  t.deepEqual((await reach({ 'cp-1': openssh }, { 'cp-1': { proxyCommand: { text: 'nc %h' } } })).codes, []);
});

test('a local host is not asked of ssh_config', async (t) =>
  t.is(
    (await reach({ 'cp-1': { ansible_connection: 'local' } }, { 'cp-1': { hostName: '10.0.0.1' } })).one?.address,
    'cp-1',
  ));

const way = (reached: Awaited<ReturnType<typeof reach>>): readonly string[] | undefined =>
  reached.one?.ssh?.jumps?.map(({ user, address, port }) => `${user}@${address}:${port}`);

test('jump hosts of the inventory beat those of ssh_config, and none does without', async (t) => {
  const config = { 'cp-1': { proxyJump: 'other' } };
  t.deepEqual(way(await reach({ 'cp-1': {} }, config)), ['alice@other:22']);
  t.deepEqual(way(await reach({ 'cp-1': { ansible_ssh_proxy_jump: 'bob@b1:2222,b2' } }, config)), [
    'bob@b1:2222',
    'alice@b2:22',
  ]);
  t.is(way(await reach({ 'cp-1': { ansible_ssh_proxy_jump: 'none' } }, config)), undefined);
});

test('a jump host is what ssh_config or the inventory has of it, without -u and --private-key', async (t) => {
  const given = { user: 'eve', privateKey: '/k' };
  t.deepEqual(
    way(await reach({ 'cp-1': {} }, { 'cp-1': { proxyJump: 'b' }, b: { hostName: '10.9.9.9', user: 'bob' } }, given)),
    ['bob@10.9.9.9:22'],
  );
  const own = await reach(
    {
      'cp-1': { ansible_ssh_proxy_jump: 'bastion' },
      bastion: { ansible_host: '10.9.9.9', ansible_port: 2200, ansible_user: 'jump' },
    },
    {},
    given,
  );
  t.deepEqual(way(own), ['jump@10.9.9.9:2200']);
  t.is(own.one?.ssh?.jumps?.[0]?.identityFile, undefined);
});

test('a jump host may have a way of its own, and one through itself has not', async (t) => {
  const config = { 'cp-1': { proxyJump: 'inner' }, inner: { proxyJump: 'outer' }, outer: { proxyJump: 'inner' } };
  t.deepEqual(way(await reach({ 'cp-1': {} }, config)), ['alice@outer:22', 'alice@inner:22']);
  t.deepEqual(way(await reach({ 'cp-1': {} }, { 'cp-1': { proxyJump: 'b' }, b: { proxyJump: 'b' } })), ['alice@b:22']);
  t.is(way(await reach({ b: {} }, { b: { proxyJump: 'b' } })), undefined);
});

test('a ProxyCommand stops the run before a host is contacted, once for all hosts', async (t) => {
  const proxyCommand = { text: 'nc %h %p' };
  const { codes } = await reach({ 'cp-1': {}, 'cp-2': {} }, { 'cp-1': { proxyCommand }, 'cp-2': { proxyCommand } });
  t.deepEqual(codes, [
    'ssh-config-unsupported: ansible_connection: ssh cannot use the ProxyCommand of ssh_config for cp-[1-2]: nc %h %p',
  ]);
  t.deepEqual((await reach({ 'cp-1': { ansible_ssh_proxy_jump: 'b' } }, { 'cp-1': { proxyCommand } })).codes, []);
});

test('what is not followed is told once for all hosts', async (t) => {
  const set = { loosening: ['StrictHostKeyChecking no'], ignored: ['BindAddress'] };
  const { warnings, one } = await reach({ 'cp-1': {}, 'cp-2': {} }, { 'cp-1': set, 'cp-2': set });
  t.is(warnings.length, 2);
  t.regex(warnings.join('\n'), /StrictHostKeyChecking no for cp-\[1-2\]: not followed[^]*BindAddress for cp-\[1-2\]/);
  t.is(one?.hostKeyPolicy.kind, 'known-hosts');
});

test('known_hosts files are those of --known-hosts and ssh_config, or the usual one', async (t) => {
  const config = { 'cp-1': { userKnownHosts: ['/u'], globalKnownHosts: ['/g'] } };
  const files = async (...about: Parameters<typeof reach>) => (await reach(...about)).one?.hostKeyPolicy.files;
  t.deepEqual(await files({ 'cp-1': {} }, config), ['/u', '/g']);
  t.deepEqual(await files({ 'cp-1': {} }), ['/home/alice/.ssh/known_hosts']);
  t.deepEqual(await files({ 'cp-1': {} }, { 'cp-1': { userKnownHosts: [] } }), []);
});

test('keys, agent, alias, signs of life and algorithms of ssh_config come with the host', async (t) => {
  const ssh = {
    identityFiles: ['/k'],
    identitiesOnly: true,
    identityAgent: 'none',
    hostKeyAlias: 'one',
    keepalive: 9000,
    ciphers: ['aes128-ctr'],
    kex: ['curve25519-sha256'],
    macs: ['hmac-sha2-256'],
    hostKeyAlgorithms: ['ssh-ed25519'],
  };
  t.deepEqual((await reach({ 'cp-1': {} }, { 'cp-1': ssh })).one?.ssh, ssh);
});

test('the passwords of the fleet are not for a jump host', async (t) => {
  const passwords = { loginPassword: new Secret('login'), becomePassword: new Secret('sudo') };
  const { one } = await reach({ 'cp-1': { ansible_ssh_proxy_jump: 'bastion' } }, {}, {}, passwords);
  t.like(one, passwords);
  const jump = one?.ssh?.jumps?.[0];
  t.deepEqual([jump?.address, jump?.loginPassword, jump?.becomePassword], ['bastion', undefined, undefined]);
  const own = { 'cp-1': { ansible_ssh_proxy_jump: 'bastion' }, bastion: { ansible_ssh_pass: 'own' } };
  t.is((await reach(own, {}, {}, passwords)).one?.ssh?.jumps?.[0]?.loginPassword?.reveal(), 'own');
});

test('the login password of a host beats that of the fleet, under both of its names', async (t) => {
  const fleet = { loginPassword: new Secret('fleet') };
  const word = async (vars: Readonly<Record<string, Value>>) =>
    (await reach({ 'cp-1': vars }, {}, {}, fleet)).one?.loginPassword?.reveal();
  t.is(await word({}), 'fleet');
  t.is(await word({ ansible_password: 'a' }), 'a');
  t.is(await word({ ansible_ssh_pass: 'b' }), 'b');
  t.is(await word({ ansible_password: 'a', ansible_ssh_pass: 'b' }), 'a');
});

test('login passwords are secrets, become methods are known', async (t) => {
  const { one } = await reach({
    'cp-1': { ansible_password: 'hunter2', ansible_become_method: 'community.general.doas' },
  });
  t.is(one?.loginPassword?.reveal(), 'hunter2');
  t.false(JSON.stringify(one).includes('hunter2'));
  t.is(one?.becomeMethod, 'doas');
  t.regex(
    (await reach({ 'cp-1': { ansible_become_method: 'su' } })).codes.join(),
    /ansible_become_method su is not supported/,
  );
});

test('a pinned key is the policy', async (t) => {
  const key = `SHA256:${'a'.repeat(43)}`;
  t.like((await reach({ 'cp-1': { bulwark_host_key: key } })).one?.hostKeyPolicy, { kind: 'pinned', keys: [key] });
  t.regex((await reach({ 'cp-1': { bulwark_host_key: 'yes' } })).codes.join(), /bulwark_host_key .*is no host key/);
});

const line = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHN5J1dqkUjMoHcTtq4MmmZ9wgNxWmSGm2eEG1eoJHzV';
for (const [given, wanted] of [
  [`SHA256:${'b'.repeat(43)}=`, [`SHA256:${'b'.repeat(43)}`]],
  [`${line} root@cp-1`, [line]],
  [
    [line, `SHA256:${'b'.repeat(43)}`],
    [line, `SHA256:${'b'.repeat(43)}`],
  ],
  ['', null],
  [[], null],
  [true, null],
  ['MD5:aa:bb', null],
  [`ssh-rsa ${line.split(' ')[1] ?? ''}`, null],
  ['sk-ssh-ed25519@openssh.com AAAA', null],
  [`SHA256:${'ü'.repeat(43)}`, null],
] as const)
  test(`host key ${JSON.stringify(given)} is ${wanted === null ? 'refused' : 'taken'}`, (t) => {
    const pins = hostKeyPins(given);
    t.deepEqual(pins.ok ? pins.pins : null, wanted);
  });

for (const [given, wanted] of [
  ['none', []],
  ['b', [{ host: 'b', user: null, port: null }]],
  [
    'bob@b:2222, c',
    [
      { host: 'b', user: 'bob', port: 2222 },
      { host: 'c', user: null, port: null },
    ],
  ],
  ['ssh://bob@b:22', [{ host: 'b', user: 'bob', port: 22 }]],
  ['[::1]:22', [{ host: '::1', user: null, port: 22 }]],
  ['a b', null],
  ['', null],
  ['b:0', null],
  ['b:70000', null],
  ['a,,b', null],
] as const)
  test(`jump hosts ${JSON.stringify(given)} are ${wanted === null ? 'refused' : 'read'}`, (t) => {
    t.deepEqual(parseHops(given), wanted);
  });

test('the system ssh gets the file that was named, and a jump host that it would not know of is refused', async (t) => {
  const own = { ansible_connection: 'openssh' };
  t.is((await reach({ 'cp-1': own }, {}, {}, { sshConfigFile: 'none' })).one?.sshConfigFile, 'none');
  t.is((await reach({ 'cp-1': own }, {}, {}, { sshConfigFile: null })).one?.sshConfigFile, undefined);
  t.is((await reach({ 'cp-1': {} }, {}, {}, { sshConfigFile: './config' })).one?.sshConfigFile, undefined);
  const { codes } = await reach({ 'cp-1': { ...own, ansible_ssh_proxy_jump: 'bastion' } });
  t.deepEqual(codes, [
    'connection-variable: cp-1: ansible_ssh_proxy_jump bastion is only used with ansible_connection ssh',
  ]);
  t.deepEqual((await reach({ 'cp-1': { ...own, ansible_ssh_proxy_jump: 'none' } })).codes, []);
});

for (const vars of [
  { ansible_host: 'cp-1,*' },
  { ansible_host: 'cp-1\n* ssh-ed25519 AAAA' },
  { ansible_host: '*' },
  { ansible_host: '-oProxyCommand=id' },
  { ansible_host: 'a$(id)' },
  { ansible_host: '' },
  { ansible_user: 'root$(id)' },
  { ansible_user: '-l' },
  { ansible_user: 'a b' },
  { ansible_ssh_proxy_jump: 'evil,*' },
  { ansible_ssh_proxy_jump: 'evil,a?' },
  { ansible_ssh_proxy_jump: '-x@evil' },
])
  test(`an address or user that would be more than a name is refused: ${JSON.stringify(vars)}`, async (t) => {
    const { codes } = await reach({ 'cp-1': vars });
    t.is(codes.length, 1, codes.join('\n'));
    t.regex(
      codes[0] ?? '',
      /^connection-variable: (?:cp-1|\*|a\?|evil): ".*" cannot be the (?:address of a host|name of a user)$/s,
    );
  });

test('every usual address and user is taken', async (t) => {
  for (const ansible_host of ['10.0.0.1', 'fe80::1%eth0', 'fd00::11', 'cp-1.prod_a.example.', 'bücher.example'])
    for (const ansible_user of ['ubuntu', 'DOM\\alice', 'alice@example.org', 'host$', '_x.y-z'])
      t.deepEqual((await reach({ 'cp-1': { ansible_host, ansible_user } })).codes, []);
});
