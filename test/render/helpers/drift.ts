import type { ExplainedDrift } from '../../../src/domain/drift.ts';
import type { RunEventBody, TaskFinished } from '../../../src/domain/event.ts';
import { change, entry, task } from './events.ts';

/** On 2026-11-21, UTC. */
export const clock = (hour: number, minute: number): number => Date.UTC(2026, 10, 21, hour, minute);

const kubeletUnit = '/etc/systemd/system/snap.k8s.kubelet.service';

/** The kubelet unit is not private any more. */
export const unitTask = (host: string, status: TaskFinished['status'] = 'drifted'): RunEventBody => ({
  type: 'task-finished',
  ...task(host, {
    taskId: '0.tasks.2',
    module: 'file',
    status,
    changes: [change(kubeletUnit, {}, entry('mode', '0644', '0600'))],
    controls: ['CIS-4.1.1'],
  }),
});

export const refreshed = (host: string, minute: number, more: Partial<ExplainedDrift> = {}): RunEventBody => ({
  type: 'drift-explained',
  host,
  class: 'expected',
  cause: {
    kind: 'refresh',
    snap: 'k8s',
    from: { revision: '3541', version: '1.32.8' },
    to: { revision: '3588', version: '1.32.9' },
    change: '12',
    startedAt: clock(6, minute),
    endedAt: clock(6, minute + 2),
  },
  moved: [{ what: kubeletUnit, before: 'mode 0600', after: 'mode 0644' }],
  items: [{ taskId: '0.tasks.2', item: null }],
  controls: ['CIS-4.1.1'],
  ...more,
});

const apiserverFile = '/var/snap/k8s/common/args/kube-apiserver';

/** Somebody set flags of kube-apiserver, and k8sd restarted it. */
export const editTask = (host: string, status: TaskFinished['status'] = 'drifted'): RunEventBody => ({
  type: 'task-finished',
  ...task(host, {
    taskId: '0.tasks.4',
    status,
    changes: [
      change('kube-apiserver', {}, entry('--audit-log-maxage', '7', '30'), entry('--profiling', 'true', 'false')),
    ],
    notified: ['restart kube-apiserver'],
    controls: ['CIS-1.2.17', 'CIS-1.2.19', 'V-242464'],
    findings: [
      {
        controls: ['CIS-1.2.19', 'V-242464'],
        subject: { kind: 'arg', service: 'kube-apiserver', flag: 'audit-log-maxage' },
        what: 'kube-apiserver --audit-log-maxage',
        wanted: 'at least 30',
        file: '7',
        live: '7',
        where: apiserverFile,
        met: false,
      },
    ],
  }),
});

export const edited = (host: string, more: Partial<ExplainedDrift> = {}): RunEventBody => ({
  type: 'drift-explained',
  host,
  class: 'unexpected',
  cause: {
    kind: 'edit',
    at: clock(2, 47),
    logins: [{ user: 'bob', from: '10.20.0.7', at: clock(2, 40) }],
    live: [{ unit: 'snap.k8s.kube-apiserver.service', at: clock(2, 48), byK8sd: true }],
  },
  moved: [{ what: apiserverFile, before: 'content 1f', after: 'content 2e' }],
  items: [{ taskId: '0.tasks.4', item: null }],
  controls: ['CIS-1.2.17', 'CIS-1.2.19', 'V-242464'],
  ...more,
});
