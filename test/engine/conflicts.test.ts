import test from 'ava';
import {
  type Resource,
  anyResource,
  groupResource,
  pathResource,
  sysctlResource,
  unitResource,
  userResource,
} from '../../src/domain/resource.ts';
import { mayBeStale } from '../../src/engine/conflicts.ts';

/** /var/run is /run, /link points to /real. */
const realPath = (path: string): string =>
  path.replace(/^\/var\/run(?=\/|$)/, '/run').replace(/^\/link(?=\/|$)/, '/real');

const pair = test.macro({
  exec(t, read: Resource, write: Resource, stale: boolean) {
    t.is(mayBeStale([read], [write], realPath), stale);
    t.is(mayBeStale([write], [read], realPath), stale, 'the table is symmetric');
  },
  title: (_, read: Resource, write: Resource, stale: boolean) =>
    `${show(read)} and ${show(write)} ${stale ? 'conflict' : 'are apart'}`,
});
const show = (resource: Resource): string =>
  resource.kind === 'path' ? resource.path : resource.kind === 'any' ? 'any' : `${resource.kind}:${resource.name}`;

test(pair, pathResource('/etc/a'), pathResource('/etc/a'), true);
test(pair, pathResource('/etc/a'), pathResource('/etc/b'), false);
test(pair, pathResource('/etc/a'), pathResource('/etc/ab'), false);
test(pair, pathResource('/etc/a/b/c'), pathResource('/etc/a'), true);
test(pair, pathResource('/etc//a/./b/'), pathResource('/etc/a/b'), true);
test(pair, pathResource('/'), pathResource('/etc/a'), true);
test(pair, pathResource('/var/run/x'), pathResource('/run/x'), true);
test(pair, pathResource('/link/x'), pathResource('/real/x'), true);
test(pair, pathResource('/link/x'), pathResource('/real/y'), false);
test(pair, pathResource('/link'), pathResource('/link/x'), true);
test(pair, pathResource('/etc/systemd/system/a.service'), unitResource('a.service'), true);
test(pair, pathResource('/etc/systemd/system/a.service.d/x.conf'), unitResource('a.service'), true);
test(pair, pathResource('/etc/systemd/system/multi-user.target.wants/a.service'), unitResource('a.service'), true);
test(pair, pathResource('/etc/systemd/system/a.service'), unitResource('b.service'), false);
test(pair, pathResource('/etc/systemd/system'), unitResource('b.service'), true);
test(pair, unitResource('snap.k8s.kubelet.service'), unitResource('snap.*'), true);
test(pair, unitResource('*'), unitResource('snap.*'), true);
test(pair, unitResource('ssh.service'), unitResource('snap.*'), false);
test(pair, pathResource('/snap/k8s/current'), unitResource('snap.k8s.kubelet.service'), true);
test(pair, pathResource('/etc/passwd'), userResource('alice'), true);
test(pair, pathResource('/etc/group'), groupResource('ops'), true);
test(pair, userResource('alice'), userResource('bob'), false);
test(pair, userResource('ops'), groupResource('ops'), false);
test(pair, sysctlResource('vm.swappiness'), sysctlResource('vm.panic_on_oom'), false);
test(pair, sysctlResource('vm.swappiness'), pathResource('/proc/sys/vm/swappiness'), true);
test(pair, sysctlResource('vm.swappiness'), pathResource('/etc/sysctl.d/x.conf'), false);
test(pair, anyResource, sysctlResource('vm.swappiness'), true);
test(pair, anyResource, pathResource('/x'), true);

test('a side that names nothing is unknown, and so conflicts', (t) => {
  t.true(mayBeStale([], [pathResource('/x')], realPath));
  t.true(mayBeStale([pathResource('/x')], [], realPath));
});
