import test from 'ava';

import { pathResource, unitResource } from '../../../src/domain/resource.ts';
import { snapsOfUnits } from '../../../src/engine/drift/managed-paths.ts';

test('a task that looks at a service alone asks for the changes of its snap', (t) => {
  const reads = [unitResource('snap.k8s.kubelet.service'), unitResource('ssh.service'), unitResource('*')];
  t.deepEqual(snapsOfUnits([...reads, pathResource('/snap/lxd/current')]), ['k8s']);
});
