import test from 'ava';

import { byHand } from '../../src/controls/by-hand.ts';
import type { PartialCheck } from '../../src/domain/control.ts';

const commands = test.macro<[PartialCheck, readonly string[]]>({
  exec: (t, part, expected) => t.deepEqual(byHand(part), expected),
  title: (_, part) => `by hand: ${JSON.stringify(part)}`,
});

const mode = (path: string): PartialCheck => ({ kind: 'file-mode', path, atMost: 0o600 });
const owner = (path: string): PartialCheck => ({ kind: 'file-owner', path, owner: 'root', group: 'root' });
const print = "-printf '%m %u:%g %p\\n'";

test(commands, mode('/etc/x.conf'), ["stat -c '%a %U:%G %n' /etc/x.conf"]);
test(commands, mode('/etc/cni/net.d/*'), [`find /etc/cni/net.d -mindepth 1 -maxdepth 1 -type f ${print}`]);
test(commands, mode('/etc/pki/**/*.crt'), [`find /etc/pki -type f -name '*.crt' ${print}`]);
test(commands, mode('/var/etcd/**'), [`find /var/etcd -type f ${print}`]);
test(commands, mode('/var/etcd/**/'), [`find /var/etcd -type d ${print}`]);
test(commands, owner('/etc/pki/**'), [`find /etc/pki ${print}`]);
test(commands, { kind: 'arg', service: 'kubelet', flag: 'read-only-port', test: { op: 'set' }, unset: 'fails' }, [
  "grep -n -e '--read-only-port' /var/snap/k8s/common/args/kubelet",
  "tr '\\0' '\\n' < /proc/$(systemctl show -P MainPID snap.k8s.kubelet)/cmdline | grep -e '--read-only-port'",
]);
test(commands, { kind: 'sysctl', key: 'kernel.panic', value: '10' }, [
  'sysctl kernel.panic',
  "grep -rs '^ *kernel.panic' /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d",
]);
test(commands, { kind: 'task', wanted: 'something' }, []);
