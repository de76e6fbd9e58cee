import test from 'ava';

import { hostTargets } from '../../src/app/targets.ts';
import type { TargetDefaults } from '../../src/app/targets.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Value } from '../../src/domain/value.ts';

const defaults: TargetDefaults = {
  options: { user: null, privateKey: null, acceptNew: false, connectTimeout: null },
  user: 'alice',
  home: '/home/alice',
  inventoryFolder: 'inventory',
  knownHosts: null,
  becomePassword: null,
  sshConfig: () => null,
  sshConfigFile: null,
  loginPassword: null,
};
const target = (vars: Readonly<Record<string, Value>>, more: Partial<TargetDefaults> = {}) => {
  const targets = hostTargets(['cp-1'], (_, name) => vars[name], { ...defaults, ...more });
  return targets.ok ? targets.value.get('cp-1') : targets.diagnostics;
};

test('a host of which nothing is said is reached under its name by who runs Bulwark', (t) => {
  t.deepEqual(target({}), {
    name: 'cp-1',
    connection: 'ssh',
    address: 'cp-1',
    port: 22,
    user: 'alice',
    hostKeyPolicy: { kind: 'known-hosts', files: ['/home/alice/.ssh/known_hosts'] },
    connectTimeout: 10_000,
    authenticationTimeout: 20_000,
  });
});

test('variables say where a host is', (t) => {
  t.like(
    target({ ansible_host: '10.0.0.1', ansible_port: 2222, ansible_user: 'ubuntu', ansible_connection: 'local' }),
    { address: '10.0.0.1', port: 2222, user: 'ubuntu', connection: 'local' },
  );
  t.like(target({ ansible_port: '2222' }), { port: 2222 });
});

test('-u is weaker than the inventory and stronger than who runs Bulwark', (t) => {
  const options = { ...defaults.options, user: 'bob' };
  t.like(target({}, { options }), { user: 'bob' });
  t.like(target({ ansible_user: 'ubuntu' }, { options }), { user: 'ubuntu' });
});

test('a key of the inventory is relative to the inventory, ~ is the home', (t) => {
  t.like(target({ ansible_ssh_private_key_file: 'keys/id' }), { identityFile: 'inventory/keys/id' });
  t.like(target({ ansible_ssh_private_key_file: '~/.ssh/id' }), { identityFile: '/home/alice/.ssh/id' });
  t.like(target({ ansible_ssh_private_key_file: '/k' }, { options: { ...defaults.options, privateKey: 'other' } }), {
    identityFile: '/k',
  });
  t.like(target({}, { options: { ...defaults.options, privateKey: 'keys/id' } }), { identityFile: 'keys/id' });
});

test('a password becomes a Secret at once, and the variable beats -K', (t) => {
  const given = target({ ansible_become_password: 'hunter2' }, { becomePassword: new Secret('other') });
  t.is(JSON.stringify(given).includes('hunter2'), false);
  t.is(given !== undefined && 'becomePassword' in given ? given.becomePassword?.reveal() : null, 'hunter2');
});

test('new keys are recorded in the file of --known-hosts', (t) => {
  t.like(target({}, { knownHosts: '~/kh', options: { ...defaults.options, acceptNew: true } }), {
    hostKeyPolicy: { kind: 'accept-new', files: ['/home/alice/kh', '/home/alice/.ssh/known_hosts'] },
  });
});

for (const [name, value] of [
  ['ansible_port', 0],
  ['ansible_port', 70_000],
  ['ansible_port', 'ssh'],
  ['ansible_connection', 'paramiko'],
  ['ansible_host', true],
  ['ansible_user', [1]],
] as const) {
  test(`${name}: ${String(value)} is refused with the name of the host`, (t) => {
    t.like(target({ [name]: value }), { 0: { code: 'connection-variable' } });
  });
}

test("openssh is the system's ssh, and only it takes a passphrase", (t) => {
  const vars = { ansible_connection: 'openssh', ansible_ssh_private_key_passphrase: 'hunter2' };
  const given = target(vars);
  t.is(JSON.stringify(given).includes('hunter2'), false);
  t.is(given !== undefined && 'keyPassphrase' in given ? given.keyPassphrase?.reveal() : null, 'hunter2');
  t.like(given, { connection: 'openssh' });
  const refused = target({ ...vars, ansible_connection: 'ssh' });
  t.regex(JSON.stringify(refused), /ansible_ssh_private_key_passphrase is only used with ansible_connection openssh/);
  t.regex(JSON.stringify(target({ ansible_connection: 'paramiko' })), /ssh, openssh or local/);
});
