import test from 'ava';

import { pathResource, sysctlResource, unitResource } from '../../../src/domain/resource.ts';
import { readsPath } from '../../../src/engine/drift/found-drift.ts';
import { managedPaths, snapsOf, snapsOfUnits } from '../../../src/engine/drift/managed-paths.ts';

test('a task that looks at a service alone asks for the changes of its snap', (t) => {
  const reads = [unitResource('snap.k8s.kubelet.service'), unitResource('ssh.service'), unitResource('*')];
  t.deepEqual(snapsOfUnits([...reads, pathResource('/snap/lxd/current')]), ['k8s']);
});

test('a live sysctl is its file, and the same one for the marker and for the cause', (t) => {
  for (const [name, path] of [
    ['vm.swappiness', '/proc/sys/vm/swappiness'],
    ['net/ipv4/conf/eth0.1/rp_filter', '/proc/sys/net/ipv4/conf/eth0.1/rp_filter'],
    ['net.ipv4.conf.eth0/1.rp_filter', '/proc/sys/net/ipv4/conf/eth0.1/rp_filter'],
  ] as const) {
    const reads = [sysctlResource(name)];
    t.deepEqual(managedPaths(reads), [path]);
    t.true(readsPath({ taskId: 't1', item: null, controls: [], reads }, path));
  }
});

test('a path belongs to the snap of its folder, unit or drop-in', (t) => {
  const paths = [
    '/etc/systemd/system/snap.k8s.kubelet.service',
    '/etc/systemd/system/snap.lxd.daemon.service.d/limits.conf',
    '/var/snap/microk8s/common/args',
    '/snap/core22/current',
    '/etc/systemd/system/ssh.service',
  ];
  t.deepEqual(snapsOf(paths), ['core22', 'k8s', 'lxd', 'microk8s']);
});
