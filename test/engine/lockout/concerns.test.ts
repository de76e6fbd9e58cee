import test, { type ExecutionContext } from 'ava';
import type { Step } from '../../../src/domain/module.ts';
import { type Concern, concernOf } from '../../../src/engine/lockout/concerns.ts';
import { sh } from '../../../src/shell/sh.ts';

const recognises = test.macro({
  exec: (t: ExecutionContext, step: Step, concern: Concern | null) => t.is(concernOf(step), concern),
  title: (title = '') => title,
});

const removal = (path: string): Step => ({ kind: 'remove-file', path, expect: { kind: 'absent' } });

for (const [path, concern] of [
  ['/etc/ssh/sshd_config', 'sshd'],
  ['/etc/ssh/sshd_config.d/50-hardening.conf', 'sshd'],
  ['/etc/sudoers', 'sudo'],
  ['/etc/sudoers.d/90-users', 'sudo'],
  ['/home/ünï/.ssh/authorized_keys', 'keys'],
  ['/root/.ssh/authorized_keys2', 'keys'],
  ['/etc/ssh/authorized_keys/ubuntu', 'keys'],
  ['/etc/pam.d/sshd', 'other'],
  ['/etc/pam.d/common-auth', 'other'],
  ['/etc/shadow', 'other'],
  ['/etc/hosts.deny', 'other'],
  ['/etc/nftables.conf', 'other'],
  ['/etc/ufw/user.rules', 'other'],
  ['/etc/ssh/ssh_host_ed25519_key', 'other'],
  ['/etc/ssh/ssh_config', null],
  ['/etc/pam.d/cron', null],
  ['/etc/sudoers.d.bak/x', null],
  ['/var/snap/k8s/common/args/kubelet', null],
  ['/etc/sysctl.d/99-kubelet.conf', null],
  ['/', null],
] as const)
  test(`a change of ${path} concerns ${concern ?? 'no login'}`, recognises, removal(path), concern);

for (const [verb, unit, concern] of [
  ['stop', 'ssh.service', 'other'],
  ['mask', 'sshd', 'other'],
  ['disable', 'ssh.socket', 'other'],
  ['stop', 'systemd-networkd.service', 'other'],
  ['start', 'ssh.service', null],
  ['reload', 'ssh.service', null],
  ['stop', 'snap.k8s.kubelet.service', null],
] as const)
  test(`to ${verb} ${unit} concerns ${concern ?? 'no login'}`, recognises, { kind: 'unit', verb, unit }, concern);

test('a command that names a firewall concerns logins', recognises, { kind: 'exec', command: sh`ufw enable` }, 'other');
test('another command does not', recognises, { kind: 'exec', command: sh`echo surf nftx` }, null);
test(
  'a link in place of a folder of sudoers cannot be judged',
  recognises,
  { kind: 'make-link', path: '/etc/sudoers.d', target: '/tmp', hard: false, replace: true },
  'other',
);
