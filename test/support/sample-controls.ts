import type { AssessedControl, ControlResult, ControlStatus, Evidence } from '../../src/domain/assessment.ts';
import type { StigIds } from '../../src/domain/control.ts';
import { hostile } from './hostile-texts.ts';

const plain: Omit<AssessedControl, 'id' | 'numbers' | 'title' | 'status' | 'results'> = {
  scope: 'control-plane',
  area: 'api-server',
  level: null,
  category: null,
  appliesWhen: [],
  unchecked: null,
  rationale: 'A month of audit log lets somebody follow an intrusion that was noticed late.',
  risk: null,
  references: [],
  byDefault: 'pass',
  note: null,
  remediation: null,
  contradicts: [],
  stig: null,
  wanted: [],
};

const shown = (over: Partial<Evidence> & Pick<Evidence, 'what' | 'wanted' | 'met' | 'where'>): Evidence => ({
  service: null,
  command: null,
  ...over,
});

const found = (
  status: ControlStatus,
  hosts: readonly string[],
  evidence: readonly Evidence[],
  over: Partial<ControlResult> = {},
): ControlResult => ({ hosts, status, because: null, evidence, waiver: null, ...over });

const notReached = (hosts: readonly string[] = ['cp-3']): ControlResult =>
  found('unknown', hosts, [], { because: 'the host was not reached: connection refused' });

const stig = (number: string, severity: StigIds['severity'], over: Partial<StigIds> = {}): StigIds => ({
  stigId: 'CNTR-K8-003310',
  ruleId: `SV-${number}r961863_rule`,
  srg: 'SRG-APP-000516-CTR-001335',
  severity,
  cci: ['CCI-000366'],
  nist: ['CM-6 b'],
  ...over,
});

const maxAge = (file: string | null, live: string | null): Evidence =>
  shown({
    what: 'kube-apiserver --audit-log-maxage',
    wanted: 'at least 30',
    file,
    live,
    met: false,
    where: '/var/snap/k8s/common/args/kube-apiserver:12',
    service: 'kube-apiserver',
    command: 'grep -- --audit-log-maxage /var/snap/k8s/common/args/kube-apiserver',
  });

/** What both ids of one requirement are: edited on cp-1 and not restarted, unset on cp-2, cp-3 not seen. */
const maxAgeResults = (): readonly ControlResult[] => [
  found('fail', ['cp-1'], [maxAge('30', '7')], { because: 'configured, and not running with it yet' }),
  found('fail', ['cp-2'], [maxAge(null, null)]),
  notReached(),
];

function fails(): AssessedControl {
  return {
    ...plain,
    id: 'CIS-1.2.19',
    numbers: { 'cis-1.24': '1.2.19', 'cis-1.12': '1.2.17' },
    title: 'audit log kept for 30 days',
    level: 1,
    references: ['V-242464'],
    byDefault: 'fail',
    risk: 'The API server restarts.',
    remediation: 'hardening.yaml sets it; bulwark apply playbooks/hardening.yaml -l cp-1,cp-2',
    wanted: ['kube-apiserver --audit-log-maxage at least 30'],
    status: 'fail',
    results: maxAgeResults(),
  };
}

const unitMode = (mode: string, met: boolean): Evidence =>
  shown({
    what: '/etc/systemd/system/snap.k8s.kubelet.service',
    wanted: 'mode 0600 or stricter',
    live: mode,
    met,
    where: '/etc/systemd/system/snap.k8s.kubelet.service',
    command: "stat -c '%a %U' /etc/systemd/system/snap.k8s.kubelet.service",
  });

function unknown(): AssessedControl {
  return {
    ...plain,
    id: 'CIS-4.1.1',
    numbers: { 'cis-1.24': '4.1.1', 'cis-1.12': '4.1.1' },
    title: 'kubelet unit file private',
    scope: 'node',
    area: 'files',
    level: 1,
    references: ['V-242407'],
    note: 'Each snap refresh writes it anew with 0644.',
    wanted: ['/etc/systemd/system/snap.k8s.kubelet.service mode 0600 or stricter'],
    status: 'unknown',
    results: [
      notReached(),
      found('waived', ['worker-2'], [unitMode('0644', false)], { waiver: 1 }),
      found('pass', ['cp-1', 'cp-2', 'worker-1'], [unitMode('0600', true)]),
    ],
  };
}

function notAssessed(): AssessedControl {
  return {
    ...plain,
    id: 'CIS-4.2.5',
    numbers: { 'cis-1.24': '4.2.5', 'cis-1.12': '4.2.5' },
    title: 'kubelet stream idle timeout not disabled',
    scope: 'worker',
    area: 'kubelet',
    level: 1,
    wanted: ['kubelet --streaming-connection-idle-timeout differs from 0'],
    status: 'not-assessed',
    results: [found('not-assessed', ['worker-1', 'worker-2'], [], { because: 'left out by --skip-tags kubelet' })],
  };
}

function attested(): AssessedControl {
  return {
    ...plain,
    id: 'CIS-5.1.1',
    numbers: { 'cis-1.24': '5.1.1', 'cis-1.12': '5.1.1' },
    title: 'cluster-admin used sparingly',
    scope: 'cluster',
    area: 'rbac',
    level: 1,
    unchecked: { kind: 'manual', why: 'Who needs it is known to people only.' },
    byDefault: 'manual',
    status: 'attested',
    results: [
      found(
        'attested',
        ['prod-a'],
        [
          shown({
            what: 'subjects of cluster-admin',
            wanted: 'a person judges',
            live: 'Group system:masters\nUser alice@example.org',
            met: false,
            where: 'clusterrolebinding cluster-admin',
            command: 'k8s kubectl get clusterrolebindings -o wide',
          }),
        ],
        { waiver: 2, because: 'attested by bob@example.org until 2027-06-30' },
      ),
    ],
  };
}

function manual(): AssessedControl {
  return {
    ...plain,
    id: 'CIS-5.1.3',
    numbers: { 'cis-1.24': '5.1.3', 'cis-1.12': '5.1.3' },
    title: 'no wildcards in roles',
    scope: 'cluster',
    area: 'rbac',
    level: 2,
    unchecked: { kind: 'manual', why: 'Some operators need them; a person has to say which.' },
    byDefault: 'manual',
    status: 'manual',
    results: [
      found(
        'manual',
        ['prod-a'],
        [
          shown({
            what: 'roles with wildcards',
            wanted: 'a person judges',
            live: hostile.markup,
            met: false,
            where: 'clusterrole/ops',
          }),
        ],
      ),
    ],
  };
}

function notApplicable(): AssessedControl {
  return {
    ...plain,
    id: 'CIS-4.1.3',
    numbers: { 'cis-1.24': '4.1.3', 'cis-1.12': '4.1.3' },
    title: 'kubeconfig of kube-proxy private',
    scope: 'worker',
    area: 'kube-proxy',
    level: 1,
    appliesWhen: [{ fact: 'kube-proxy', is: true }],
    wanted: ['/etc/kubernetes/proxy.conf mode 0600 or stricter'],
    status: 'not-applicable',
    results: [
      found('not-applicable', ['worker-1', 'worker-2'], [], { because: 'Cilium does the work of kube-proxy here' }),
    ],
  };
}

function supplement(): AssessedControl {
  return {
    ...plain,
    id: 'CIS112-4.2.14',
    numbers: { 'cis-1.12': '4.2.14' },
    title: 'seccomp profile RuntimeDefault unless a pod says otherwise',
    scope: 'worker',
    area: 'kubelet',
    level: 1,
    byDefault: 'fail',
    wanted: ['kubelet --seccomp-default is true'],
    status: 'pass',
    results: [
      found(
        'pass',
        ['worker-1', 'worker-2'],
        [
          shown({
            what: 'kubelet --seccomp-default',
            wanted: 'is true',
            file: 'true',
            live: 'true',
            met: true,
            where: '/var/snap/k8s/common/args/kubelet:31',
            service: 'kubelet',
            command: 'grep -- --seccomp-default /var/snap/k8s/common/args/kubelet',
          }),
        ],
      ),
    ],
  };
}

function stigFails(): AssessedControl {
  return {
    ...fails(),
    id: 'V-242464',
    numbers: { stig: 'V-242464' },
    level: null,
    category: 'II',
    references: ['CIS-1.2.19'],
    stig: stig('242464', 'medium'),
  };
}

function waived(): AssessedControl {
  return {
    ...plain,
    id: 'V-242393',
    numbers: { stig: 'V-242393' },
    title: 'sshd does not run on workers',
    scope: 'worker',
    area: 'host',
    category: 'II',
    stig: stig('242393', 'medium', { stigId: 'CNTR-K8-000400', cci: ['CCI-000213'], nist: ['AC-3'] }),
    wanted: ['sshd is stopped'],
    status: 'waived',
    results: [
      found(
        'waived',
        ['worker-1', 'worker-2'],
        [
          shown({
            what: 'unit ssh.service',
            wanted: 'stopped',
            live: 'active',
            nextBoot: 'enabled',
            met: false,
            where: 'unit ssh.service',
            command: 'systemctl is-active ssh',
          }),
        ],
        { waiver: 0 },
      ),
    ],
  };
}

function stigPasses(): AssessedControl {
  return {
    ...plain,
    id: 'V-242387',
    numbers: { stig: 'V-242387' },
    title: 'read-only port of the kubelet is off',
    scope: 'worker',
    area: 'kubelet',
    category: 'I',
    stig: stig('242387', 'high', { stigId: 'CNTR-K8-000330', cci: ['CCI-000213', 'CCI-001499'], nist: ['AC-3'] }),
    wanted: ['kubelet --read-only-port is 0'],
    status: 'pass',
    results: [
      found(
        'pass',
        ['worker-1', 'worker-2'],
        [
          shown({
            what: 'kubelet --read-only-port',
            wanted: 'is 0',
            file: '0',
            live: '0',
            met: true,
            where: '/var/snap/k8s/common/args/kubelet:7',
            service: 'kubelet',
            command: 'grep -- --read-only-port /var/snap/k8s/common/args/kubelet',
          }),
        ],
      ),
    ],
  };
}

/** File, now and next boot all differ, and a second part that is met. */
function threeStates(): AssessedControl {
  return {
    ...plain,
    id: 'V-242434',
    numbers: { stig: 'V-242434' },
    title: 'kubelet refuses kernel settings that are not as it needs them',
    scope: 'node',
    area: 'kubelet',
    category: 'I',
    stig: stig('242434', 'high', { stigId: 'CNTR-K8-001620', cci: ['CCI-001084'], nist: ['SC-3'] }),
    byDefault: 'fail',
    remediation: 'stig.yaml sets both, the kernel first.',
    wanted: ['kubelet --protect-kernel-defaults is true', 'sysctl vm.panic_on_oom is 0'],
    status: 'fail',
    results: [
      found('fail', ['worker-1'], [panicOnOom('0', '1', '0', false), protectDefaults()]),
      notReached(),
      found('pass', ['cp-1', 'cp-2', 'worker-2'], [panicOnOom('0', '0', '0', true), protectDefaults()]),
    ],
  };
}

const panicOnOom = (file: string, live: string, nextBoot: string, met: boolean): Evidence =>
  shown({
    what: 'sysctl vm.panic_on_oom',
    wanted: '0',
    file,
    live,
    nextBoot,
    met,
    where: '/etc/sysctl.d/90-bulwark.conf:3',
    command: 'sysctl vm.panic_on_oom',
  });

const protectDefaults = (): Evidence =>
  shown({
    what: 'kubelet --protect-kernel-defaults',
    wanted: 'is true',
    file: 'true',
    live: 'true',
    met: true,
    where: '/var/snap/k8s/common/args/kubelet:9',
    service: 'kubelet',
    command: 'grep -- --protect-kernel-defaults /var/snap/k8s/common/args/kubelet',
  });

/** A host says what it likes: each value here tries to break out of some format. */
function hostileEvidence(): AssessedControl {
  return {
    ...plain,
    id: 'BW-CERT-30',
    numbers: { bulwark: 'BW-CERT-30' },
    title: 'certificates valid for 30 more days',
    scope: 'node',
    area: 'lifecycle',
    rationale: 'Certificates that end stop the cluster.',
    wanted: ['every certificate is valid for 30 more days'],
    status: 'fail',
    results: [
      found(
        'fail',
        ['worker-2'],
        Object.entries(hostile).map(([name, text]) =>
          shown({
            what: `certificate ${name}`,
            wanted: 'valid for 30 more days',
            file: text,
            live: text,
            met: false,
            where: `/etc/kubernetes/pki/${text}`,
            command: null,
          }),
        ),
        { because: hostile.terminal },
      ),
      notReached(),
      found('pass', ['cp-1', 'cp-2', 'worker-1'], []),
    ],
  };
}

/** One or more controls of each status, and what was found for them; see `sampleAssessment`. */
export const sampleControls: readonly AssessedControl[] = [
  fails(),
  unknown(),
  notApplicable(),
  notAssessed(),
  supplement(),
  attested(),
  manual(),
  stigPasses(),
  waived(),
  threeStates(),
  stigFails(),
  hostileEvidence(),
];
