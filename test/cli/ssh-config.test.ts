import { spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';

import test from 'ava';

import { startSshd } from '../transport/helpers/sshd.ts';
import { bin } from '../support/bulwark.ts';

async function bulwark(home: string, ...words: readonly string[]): Promise<{ status: number | null; said: string }> {
  const { SSH_AUTH_SOCK: _agent, ...env } = process.env;
  const child = spawn(process.execPath, [bin, ...words], { env: { ...env, HOME: home } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, said };
}

test('a host of ssh_config behind a jump host of ssh_config is reached by its name alone', async (t) => {
  const [bastion, host] = [await startSshd(['LogLevel VERBOSE']), await startSshd()];
  t.teardown(() => Promise.all([bastion.stop(), host.stop()]));
  const folder = host.folder;
  appendFileSync(`${bastion.folder}/authorized_keys`, `${host.publicKey}\n`);
  writeFileSync(
    `${folder}/kh`,
    `one ${host.publicHostKey('ed25519')}\n[127.0.0.1]:${bastion.port} ${bastion.publicHostKey('ed25519')}\n`,
  );
  const config = `Host web-1
  HostName 127.0.0.1
  Port ${host.port}
  HostKeyAlias one
  ProxyJump gate
Host gate
  HostName 127.0.0.1
  Port ${bastion.port}
Host *
  User root
  IdentityFile ${folder}/.ssh/id_ed25519
  UserKnownHostsFile ${folder}/kh
  StrictHostKeyChecking no
`;
  writeFileSync(`${folder}/config`, config, { mode: 0o600 });
  writeFileSync(`${folder}/inventory.yaml`, 'all:\n  hosts:\n    web-1: {}\n');
  writeFileSync(`${folder}/ping.yaml`, '- hosts: all\n  gather_facts: false\n  tasks:\n    - ping:\n');
  const words = ['plan', `${folder}/ping.yaml`, '-i', `${folder}/inventory.yaml`, '--format', 'plain', '-F'];
  const reached = await bulwark(folder, ...words, `${folder}/config`);
  t.is(reached.status, 0, reached.said);
  t.regex(reached.said, /StrictHostKeyChecking no for gate,web-1: not followed/);
  t.is(bastion.log().match(/Accepted publickey/g)?.length, 1, bastion.log());
  const without = await bulwark(folder, ...words, 'none');
  t.not(without.status, 0);
  writeFileSync(`${folder}/config`, 'Host web-1\n  ProxyCommand nc %h %p\n', { mode: 0o600 });
  const command = await bulwark(folder, ...words, `${folder}/config`);
  t.is(command.status, 5, command.said);
  t.regex(command.said, /config:2:1[^]*ansible_connection: openssh/);
});

test("the system's ssh gets the same ssh_config, port and user", async (t) => {
  const host = await startSshd(['LogLevel VERBOSE']);
  t.teardown(host.stop);
  const folder = host.folder;
  writeFileSync(`${folder}/kh`, `one ${host.publicHostKey('ed25519')}\n`);
  const config = `Host web-1
  HostName 127.0.0.1
  Port ${host.port}
  User root
  HostKeyAlias one
  IdentityFile ${folder}/.ssh/id_ed25519
  UserKnownHostsFile ${folder}/kh
`;
  writeFileSync(`${folder}/config`, config, { mode: 0o600 });
  writeFileSync(`${folder}/inventory.yaml`, 'all:\n  hosts:\n    web-1: { ansible_connection: openssh }\n');
  writeFileSync(`${folder}/ping.yaml`, '- hosts: all\n  gather_facts: false\n  tasks:\n    - ping:\n');
  const words = ['plan', `${folder}/ping.yaml`, '-i', `${folder}/inventory.yaml`, '--format', 'plain', '-F'];
  const reached = await bulwark(folder, ...words, `${folder}/config`);
  t.is(reached.status, 0, reached.said);
  t.is(host.log().match(/Accepted publickey/g)?.length, 1, host.log());
  t.is((await bulwark(folder, ...words, 'none')).status, 4);
});
