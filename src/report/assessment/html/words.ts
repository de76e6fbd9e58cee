import type { AssessedControl, AssessedHost, ControlStatus } from '../../../domain/assessment.ts';
import { controlStatuses } from '../../../domain/assessment.ts';
import type { BenchmarkId, ControlArea } from '../../../domain/control.ts';
import { gradeOf } from '../control-words.ts';

/** As people say it; the index is that of `controlStatuses`. */
export const statusWords: readonly string[] = controlStatuses.map((status) => wordOf(status));

export function wordOf(status: ControlStatus): string {
  return status === 'not-applicable' ? 'n/a' : status === 'not-assessed' ? 'not assessed' : status;
}

export const areaWords: Readonly<Record<ControlArea, string>> = {
  'api-server': 'API server',
  'controller-manager': 'controller manager',
  scheduler: 'scheduler',
  etcd: 'etcd',
  kubelet: 'kubelet',
  'kube-proxy': 'kube-proxy',
  files: 'files',
  logging: 'logging',
  secrets: 'secrets',
  rbac: 'access rights',
  pods: 'pods',
  network: 'network',
  host: 'host',
  lifecycle: 'lifecycle',
};

/** Short names of benchmarks, as tables have room for them. */
export const benchmarkWords: Readonly<Record<BenchmarkId, string>> = {
  'cis-1.24': 'CIS 1.24',
  'cis-1.12': 'CIS 1.12',
  stig: 'STIG',
  bulwark: 'Bulwark',
};

/** Empty: nobody grades it. */
export const weightOf = (control: Pick<AssessedControl, 'level' | 'category'>): string => gradeOf(control) ?? '';

export const roleOf = ({ role }: Pick<AssessedHost, 'role'>): string =>
  role === null ? 'role not known' : role === 'control-plane' ? 'control plane' : 'worker';

/** `2026-11-22 09:30:04 UTC`; a text that is no time stays as it is. */
export const timeOf = (iso: string): string =>
  iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC');
