import test from 'ava';

import { managedElsewhere, readStanding, wrongRoles } from '../../src/engine/standing.ts';
import type { Standing } from '../../src/engine/standing.ts';

const host = (name: string, group: 'control_plane' | 'workers' | 'others', standing: Partial<Standing>) => ({
  planned: {
    host: {
      name,
      groups: ['all', group],
      range: { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
      layers: [],
    },
    cluster: 'prod-a',
    controlPlane: group === 'control_plane',
  },
  surveys: new Map([
    ['login', { standing: { role: null, manager: null } }],
    ['become:root', { standing: { role: null, manager: null, ...standing } }],
  ]),
});

test('a host says what it is, who manages it, or neither', (t) => {
  t.deepEqual(readStanding('worker -'), { role: 'worker', manager: null });
  t.deepEqual(readStanding('control-plane juju'), { role: 'control-plane', manager: 'Juju' });
  t.deepEqual(readStanding('- capi'), { role: null, manager: 'Cluster API' });
  t.deepEqual(readStanding(''), { role: null, manager: null });
});

test('a worker among the control planes is refused, and the other way round, all at once', (t) => {
  const refusal = wrongRoles([
    host('cp-1', 'control_plane', { role: 'control-plane' }),
    host('cp-2', 'control_plane', { role: 'worker' }),
    host('cp-3', 'control_plane', { role: 'worker' }),
    host('worker-1', 'workers', { role: 'control-plane' }),
  ]);
  t.is(refusal?.code, 'wrong-role');
  t.is(
    refusal?.message,
    'cp-[2-3]: a worker, and the inventory has it in control_plane\nworker-1: a control plane, and the inventory has it in workers',
  );
});

test('what a host does not say, and what the inventory does not claim, is no mismatch', (t) => {
  t.is(wrongRoles([host('cp-1', 'control_plane', {}), host('bastion', 'others', { role: 'worker' })]), null);
});

test('hosts that Juju or Cluster API manages are named with their manager', (t) => {
  t.is(managedElsewhere([host('cp-1', 'control_plane', { role: 'control-plane' })]), null);
  const refusal = managedElsewhere([
    host('cp-1', 'control_plane', { manager: 'Juju' }),
    host('cp-2', 'control_plane', { manager: 'Juju' }),
  ]);
  t.is(refusal?.code, 'managed-elsewhere');
  t.regex(refusal?.message ?? '', /^cp-\[1-2\]: Juju manages/);
  t.regex(refusal?.hint ?? '', /--force/);
});
