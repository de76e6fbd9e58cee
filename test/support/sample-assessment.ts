import type { Assessment, AssessedHost, Cause, UsedWaiver } from '../../src/domain/assessment.ts';
import { hostile } from './hostile-texts.ts';
import { sampleControls } from './sample-controls.ts';

const digest = (letter: string) => letter.repeat(64);

const host = (name: string, role: 'control-plane' | 'worker', number: number): AssessedHost => ({
  name,
  address: `192.0.2.${number}`,
  cluster: 'prod-a',
  role,
  reached: true,
  version: '1.32.9',
  revision: '3421',
  os: 'Ubuntu 24.04.3 LTS',
  clockSkew: 0.2,
  at: `2026-11-22T09:52:0${number}Z`,
  processes:
    role === 'worker' ? { kubelet: 2000 + number } : { kubelet: 2000 + number, 'kube-apiserver': 1230 + number },
  facts: { datastore: 'k8s-dqlite', network: 'cilium', 'kube-proxy': 'false' },
});

const lost = (name: string, role: 'control-plane' | 'worker'): AssessedHost => ({
  ...host(name, role, 0),
  reached: false,
  address: null,
  version: null,
  revision: null,
  os: null,
  clockSkew: null,
  at: null,
  processes: {},
  facts: {},
});

const waivers: readonly UsedWaiver[] = [
  {
    kind: 'waiver',
    control: 'V-242393',
    hosts: ['workers'],
    owner: 'ops@example.org',
    approvedBy: 'ciso@example.org',
    reason: 'sshd is how we manage them, SEC-812',
    expires: '2027-03-31',
    compensatingControl: 'Only the bastion reaches port 22.',
    where: 'waivers.yaml:3',
    state: 'used',
  },
  {
    kind: 'waiver',
    control: 'CIS-4.1.1',
    hosts: ['worker-2'],
    owner: 'ops@example.org',
    approvedBy: 'ciso@example.org',
    reason: hostile.markup,
    expires: '2026-12-01',
    compensatingControl: null,
    where: 'waivers.yaml:11',
    state: 'used',
  },
  {
    kind: 'attestation',
    control: 'CIS-5.1.1',
    hosts: ['prod-a'],
    owner: 'bob@example.org',
    approvedBy: 'ciso@example.org',
    reason: 'reviewed on 2026-11-02: two subjects, both known',
    expires: '2027-06-30',
    compensatingControl: null,
    where: 'waivers.yaml:20',
    state: 'used',
  },
  {
    kind: 'waiver',
    control: 'CIS-1.2.19',
    hosts: ['cp-*'],
    owner: 'ops@example.org',
    approvedBy: 'ciso@example.org',
    reason: 'until the larger disks are there',
    expires: '2026-10-31',
    compensatingControl: null,
    where: 'waivers.yaml:28',
    state: 'expired',
  },
  {
    kind: 'waiver',
    control: 'V-242387',
    hosts: ['old-*'],
    owner: 'ops@example.org',
    approvedBy: 'ciso@example.org',
    reason: 'old machines',
    expires: '2027-01-31',
    compensatingControl: null,
    where: 'waivers.yaml:36',
    state: 'never-matching',
  },
];

const results = (id: string) => sampleControls.find((control) => control.id === id)?.results ?? [];

const causes: readonly Cause[] = [
  {
    status: 'fail',
    controls: ['V-242434'],
    hosts: ['worker-1'],
    scope: 'node',
    title: 'kubelet refuses kernel settings that are not as it needs them',
    evidence: results('V-242434')[0]?.evidence ?? [],
    repair: 'bulwark apply playbooks/stig.yaml -l worker-1',
  },
  {
    status: 'fail',
    controls: ['V-242464', 'CIS-1.2.19'],
    hosts: ['cp-1'],
    scope: 'control-plane',
    title: 'audit log kept for 30 days',
    evidence: results('V-242464')[0]?.evidence ?? [],
    repair: 'bulwark apply playbooks/hardening.yaml -l cp-1',
  },
  {
    status: 'fail',
    controls: ['V-242464', 'CIS-1.2.19'],
    hosts: ['cp-2'],
    scope: 'control-plane',
    title: 'audit log kept for 30 days',
    evidence: results('V-242464')[1]?.evidence ?? [],
    repair: 'bulwark apply playbooks/hardening.yaml -l cp-2',
  },
  {
    status: 'fail',
    controls: ['BW-CERT-30'],
    hosts: ['worker-2'],
    scope: 'node',
    title: 'certificates valid for 30 more days',
    evidence: results('BW-CERT-30')[0]?.evidence ?? [],
    repair: null,
  },
];

/**
 * A cluster of three control planes (one not reached) and two workers, with every status, three states, a waiver of
 * each state but unused, an attestation, a cause of two ids, differences, an earlier run, and values that a hostile
 * host may answer. Profiles: cis-1.12 and stig.
 */
export const sampleAssessment: Assessment = {
  schemaVersion: 1,
  header: {
    run: '1122-a7',
    startedAt: '2026-11-22T09:52:00.000Z',
    finishedAt: '2026-11-22T09:52:01.900Z',
    operator: 'alice@laptop',
    tool: { name: 'bulwark', version: '0.1.0' },
    catalogue: { path: 'playbooks/controls', digest: digest('c'), version: '2026-11-22' },
    playbooks: [
      { path: 'playbooks/assess.yaml', digest: digest('a') },
      { path: 'playbooks/hardening.yaml', digest: digest('b') },
    ],
    inventory: [{ path: 'inventory/hosts.yaml', digest: digest('d') }],
    waivers: [{ path: 'waivers.yaml', digest: digest('e') }],
    git: { commit: '4f2c9e1a0b3d5c7e9f1a2b3c4d5e6f7a8b9c0d1e', clean: true },
    profile: 'cis, stig',
    chosen: 'cis-1.12 is for Kubernetes 1.32, which all hosts have',
  },
  scope: {
    hosts: [
      host('cp-1', 'control-plane', 1),
      host('cp-2', 'control-plane', 2),
      lost('cp-3', 'control-plane'),
      host('worker-1', 'worker', 4),
      { ...host('worker-2', 'worker', 5), os: hostile.markup, clockSkew: -93.5 },
    ],
    notSelected: ['lab-1'],
    notInInventory: ['worker-3'],
    missing: [
      '1 of 3 control planes was not reached: cp-3',
      'node worker-3 is in the cluster and not in the inventory',
    ],
  },
  benchmarks: [
    {
      id: 'cis-1.12',
      title: 'CIS Kubernetes Benchmark',
      version: '1.12',
      controls: ['CIS-1.2.19', 'CIS-4.1.1', 'CIS-4.1.3', 'CIS-4.2.5', 'CIS112-4.2.14', 'CIS-5.1.1', 'CIS-5.1.3'],
    },
    {
      id: 'stig',
      title: 'Kubernetes Security Technical Implementation Guide',
      version: 'V2R4',
      controls: ['V-242387', 'V-242393', 'V-242434', 'V-242464'],
    },
    { id: 'bulwark', title: 'Bulwark', version: '2026-11-22', controls: ['BW-CERT-30'] },
  ],
  controls: sampleControls,
  causes,
  waivers,
  differences: [
    {
      role: 'control-plane',
      what: 'kube-apiserver --audit-log-maxage',
      values: [
        { value: '30', hosts: ['cp-1'] },
        { value: null, hosts: ['cp-2'] },
      ],
    },
    {
      role: 'worker',
      what: 'sysctl vm.panic_on_oom',
      values: [
        { value: '1', hosts: ['worker-1'] },
        { value: '0', hosts: ['worker-2'] },
      ],
    },
  ],
  since: {
    run: '1115-c2',
    at: '2026-11-15T09:50:00.000Z',
    new: [{ control: 'V-242434', host: 'worker-1' }],
    settled: [
      { control: 'CIS112-4.2.14', host: 'worker-1' },
      { control: 'CIS112-4.2.14', host: 'worker-2' },
    ],
  },
};
