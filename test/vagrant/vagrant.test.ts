import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { z } from 'zod';

import { copyOfCheckout } from '../support/checkout.ts';
import { guideCommands, guideShell } from '../support/guide.ts';
import type { Answer } from '../support/guide.ts';

/**
 * Machines that Vagrant makes in containers, from nothing to nothing: docs/vagrant.md, command by command, with a real
 * snap refresh. Shortened: services are watched for 2 s after a restart, and k8sd does not look for differences.
 */
const repository = resolve(import.meta.dirname, '../..');
const unit = '/etc/systemd/system/snap.k8s.kubelet.service';
const net = `bulwark-vt-${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), 'bulwark-vagrant-'));
/** So that machines of the developer's own vagrant folder are left alone. */
const checkout = copyOfCheckout(folder);
const machines = { 'cp-1': 'control_plane', 'worker-1': 'workers' } as const;
const variables = {
  BULWARK_VAGRANT_NET: net,
  PATH: `${join(repository, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
};
const shell = guideShell(checkout, variables);

/** The guide's commands are for a computer with a hypervisor; here they run where the containers are. */
const inContainers = (command: string): string => command.replace(/^(?=(?:vagrant|bulwark) )/, './lxc ');

async function succeeds(t: ExecutionContext, command: string, exit = 0): Promise<Answer> {
  const begun = Date.now();
  const answer = await shell.run(inContainers(command));
  t.log(`${((Date.now() - begun) / 1000).toFixed(1)} s  ${command}`);
  t.is(answer.exit, exit, `${command}\n${answer.output}`);
  return { ...answer, output: answer.output.replaceAll(waitingForLab, '') };
}

/** Said on standard error while another lab of this computer looks at the layers that all share. */
const waitingForLab = /^lab: .*another lab command is running.*\r?\n/gm;

const inMachine = async (t: ExecutionContext, name: string, script: string): Promise<string> =>
  (await succeeds(t, `vagrant ssh ${name} -c '${script}'`)).output.trim();
const sysctls = (): readonly string[] =>
  ['kernel/panic', 'vm/overcommit_memory', 'kernel/keys/root_maxkeys'].map((key) =>
    readFileSync(`/proc/sys/${key}`, 'utf8'),
  );

const ours = sysctls();
test.after.always('nothing is left behind', async (t) => {
  const down = await shell.run(`cd ${checkout}/vagrant && ./lxc down`);
  t.is(down.exit, 0, down.output);
  t.deepEqual(
    [...readdirSync('/var/lib/lxc'), ...readdirSync('/run/netns')].filter((name) => name.startsWith(net)),
    [],
  );
  t.false(readFileSync('/proc/mounts', 'utf8').includes(net));
  t.false(existsSync(join(checkout, 'vagrant/.vagrant')));
  t.deepEqual(sysctls(), ours, 'hardening the machines changed this computer');
  rmSync(folder, { recursive: true });
});

test.serial('every command of the guide does what it says: up, harden, refresh, re-apply, destroy', async (t) => {
  for (const { text, exit } of guideCommands(join(repository, 'docs/vagrant.md'))) {
    if (text.startsWith('vagrant destroy')) await beforeTheEnd(t);
    await succeeds(t, text, exit);
    if (text.startsWith('vagrant up')) await afterUp(t);
  }
  t.deepEqual(
    readdirSync(join(shell.folder(), '.vagrant/bulwark')).filter((name) => name.endsWith('.yaml')),
    [],
  );
});

/** What the reader need not do: shorter waiting. And what the inventory must be. */
async function afterUp(t: ExecutionContext): Promise<void> {
  const values = join(shell.folder(), '.vagrant/bulwark/group_vars');
  mkdirSync(values);
  writeFileSync(join(values, 'all.yaml'), 'hardening_gate_control_plane: 2s\nhardening_gate_workers: 2s\n', {
    mode: 0o600,
  });
  await inMachine(
    t,
    'cp-1',
    'echo "--disable-service-args-controller=\\"true\\"" | sudo tee -a /var/snap/k8s/common/args/k8sd && sudo systemctl restart snap.k8s.k8sd',
  );
  const { output } = await succeeds(t, 'vagrant ssh-config');
  for (const name of ['cp-1', 'worker-1'] as const) {
    const { bulwark_host_key: pins, ...way } = hostOf(name);
    t.like(sshConfigOf(name, output), {
      HostName: way.ansible_host,
      Port: String(way.ansible_port),
      User: way.ansible_user,
      IdentityFile: way.ansible_ssh_private_key_file,
    });
    t.deepEqual(pins.toSorted(), hostKeysOnDisk(name), 'the pins are the keys on the disk');
  }
}

async function beforeTheEnd(t: ExecutionContext): Promise<void> {
  await realRefresh(t);
  await otherHostKey(t);
}

async function realRefresh(t: ExecutionContext): Promise<void> {
  const install = 'sudo snap install --dangerous --classic /var/lib/bulwark-lab/snaps/k8s.snap';
  t.regex(await inMachine(t, 'cp-1', install), /k8s 1\.32\.9 installed/);
  t.is(await inMachine(t, 'cp-1', `stat -c %a ${unit}`), '644');
  const found = await succeeds(t, 'bulwark drift', 3);
  t.regex(found.output, /k8s 1\.32\.8 \(x1\) -> 1\.32\.9 \(x2\)[^]*mode 0644, wanted 0600/);
  await succeeds(t, 'bulwark apply --only-drifted --yes');
  t.is(await inMachine(t, 'cp-1', `stat -c %a ${unit}`), '600');
  await succeeds(t, 'bulwark plan --detailed-exitcode');
}

/** Vagrant does not look at host keys; Bulwark does, and no later `up` pins another one. */
async function otherHostKey(t: ExecutionContext): Promise<void> {
  const rekey = 'sudo rm /etc/ssh/ssh_host_* && sudo ssh-keygen -A && sudo systemctl restart ssh';
  await inMachine(t, 'worker-1', rekey);
  await succeeds(t, 'vagrant up');
  const { output } = await succeeds(t, 'bulwark facts', 4);
  t.regex(output, /unreachable +worker-1 +10\.77\.2\.1 presented ssh-ed25519[^]*bulwark_host_key has/);
}

const providers = ['virtualbox', 'libvirt', 'parallels', 'vmware_desktop'] as const;
for (const provider of providers)
  test.serial(`the Vagrantfile is valid for ${provider}`, async (t) => {
    const { output, exit } = await withoutHypervisor(provider);
    t.is(exit, 0, output);
    t.regex(output, /validated successfully/);
  });

/**
 * `vagrant validate` of three control planes and three workers. What stands in: a VBoxManage that says its version, and
 * the plugins of providers.rb; the plugin for libvirt is Debian's.
 */
async function withoutHypervisor(provider: (typeof providers)[number]): Promise<Answer> {
  const home = join(checkout, 'home');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'VBoxManage'), '#!/bin/sh\necho 7.0.14r161095\n');
  chmodSync(join(home, 'VBoxManage'), 0o755);
  copyFileSync(join(import.meta.dirname, 'providers.rb'), join(home, 'Vagrantfile'));
  const validate = guideShell(join(checkout, 'vagrant'), {
    ...variables,
    PATH: `${home}:${variables.PATH}`,
    VAGRANT_HOME: home,
    VAGRANT_DOTFILE_PATH: join(home, 'notes'),
    VAGRANT_DEFAULT_PROVIDER: provider,
    BULWARK_CONTROL_PLANES: '3',
    BULWARK_WORKERS: '3',
  });
  const install = 'apt-get install -y -qq --no-install-recommends vagrant-libvirt >/dev/null';
  if (provider === 'libvirt') await validate.run(`[ -e /usr/share/doc/vagrant-libvirt ] || ${install}`);
  return validate.run('vagrant validate');
}

const HostVars = z.object({
  ansible_host: z.string(),
  ansible_port: z.number(),
  ansible_user: z.string(),
  ansible_ssh_private_key_file: z.string(),
  bulwark_host_key: z.array(z.string()),
});

/** What the inventory says about a machine, in the group of its role. */
function hostOf(name: keyof typeof machines): z.infer<typeof HostVars> {
  const path = ['all', 'children', machines[name], 'hosts', name];
  const inventory: unknown = parse(readFileSync(join(shell.folder(), `.vagrant/bulwark/${name}.yaml`), 'utf8'));
  return HostVars.parse(
    path.reduce<unknown>((value, key) => z.record(z.string(), z.unknown()).parse(value)[key], inventory),
  );
}

/** The lines that `vagrant ssh-config` prints for a machine. */
function sshConfigOf(name: string, text: string): Readonly<Record<string, string>> {
  const [, block = ''] = new RegExp(`^Host ${name}\\n((?: +.*\\n)*)`, 'm').exec(text) ?? [];
  return Object.fromEntries(
    [...block.matchAll(/^ +(\w+) "?(.*?)"?$/gm)].map(([, key = '', value = '']) => [key, value]),
  );
}

const hostKeysOnDisk = (name: string): readonly string[] =>
  ['ecdsa', 'ed25519', 'rsa']
    .map((type) => readFileSync(`/var/lib/lxc/${net}-${name}/rootfs/etc/ssh/ssh_host_${type}_key.pub`, 'utf8'))
    .map((line) => line.split(' ').slice(0, 2).join(' '))
    .toSorted();
