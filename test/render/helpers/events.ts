import type { RunEvent, RunEventBody, RunMode, TaskFinished } from '../../../src/domain/event.ts';
import type { Change, DiffEntry } from '../../../src/domain/module.ts';
import type { Layout } from '../../../src/render/printed.ts';
import type { TextOptions } from '../../../src/render/text-options.ts';

/** 2026-11-21 09:31:00 UTC. */
export const startedAt = Date.UTC(2026, 10, 21, 9, 31, 0);

/** Events with numbers and times: each is a body, or a pair of the milliseconds since the one before and a body. */
export function stream(bodies: readonly (RunEventBody | readonly [number, RunEventBody])[]): readonly RunEvent[] {
  let at = startedAt;
  return bodies.map((entry, seq) => {
    const [after, body] = 'type' in entry ? [0, entry] : entry;
    at += after;
    return { seq, at, ...body };
  });
}

export const textOptions = (options: Partial<TextOptions> = {}): TextOptions => ({
  width: 80,
  times: false,
  timeZone: 'UTC',
  verbosity: 0,
  quiet: false,
  diff: false,
  who: 'alice@laptop',
  version: '0.3.0',
  limit: null,
  recorded: true,
  command: (verb, { limit, add = [] } = {}) =>
    ['bulwark', verb, ...(limit === undefined || limit === null ? [] : ['-l', limit]), ...add].join(' '),
  diagnostics: (diagnostics) => diagnostics.map(({ severity, summary }) => `${severity}  ${summary}`),
  ...options,
});

/** What a layout prints on both streams, standard error marked with `2> `. */
export const printed = (layout: Layout, events: readonly RunEvent[]): string =>
  events.flatMap((event) => layout.add(event).map(({ to, line }) => (to === 'out' ? line : `2> ${line}`))).join('\n');

const planes = ['cp-1', 'cp-2', 'cp-3'];
export const fleet = [...planes, 'worker-1', 'worker-2'];

export const started = (
  mode: RunMode,
  hosts: readonly string[] = fleet,
  notSelected: readonly string[] = [],
): RunEventBody => ({
  type: 'run-started',
  schemaVersion: 1,
  run: '1121-k7',
  mode,
  playbook: 'hardening.yaml',
  plays: [{ name: 'Harden', hosts }],
  hosts: hosts.map((name) => ({ name, cluster: 'prod-a', controlPlane: name.startsWith('cp-') })),
  notSelected,
});

export const connected = (host: string): RunEventBody => ({ type: 'host-connected', host, took: 200 });
export const lost = (host: string, midway = false): RunEventBody => ({
  type: 'host-lost',
  host,
  reason: 'no-answer',
  message: '10.20.0.22 port 22: no answer in 10 s',
  hint: 'powered off?',
  midway,
});

export const change = (target: string, about: Partial<Change> = {}, ...entries: readonly DiffEntry[]): Change => ({
  action: 'update',
  target,
  writes: [],
  converges: 'verified',
  disrupts: 'none',
  steps: [],
  diff: { entries },
  ...about,
});

export const entry = (name: string, before: string | null, after: string | null): DiffEntry => ({
  name,
  before,
  after,
});

export const task = (host: string, about: Partial<TaskFinished> = {}): TaskFinished => ({
  host,
  play: 'Harden',
  task: 'Log requests to the API server',
  taskId: '0.tasks.1',
  module: 'args_file',
  file: 'hardening.yaml',
  line: 48,
  item: null,
  status: 'ok',
  assumed: false,
  ignored: false,
  rescued: false,
  delegatedTo: null,
  runOnce: false,
  because: null,
  changes: [],
  kept: [],
  warnings: [],
  findings: [],
  controls: [],
  notified: [],
  message: null,
  error: null,
  took: 5,
  ...about,
});

export const taskFinished = (host: string, about: Partial<TaskFinished> = {}): RunEventBody => ({
  type: 'task-finished',
  ...task(host, about),
});

const auditFlags = (host: string): readonly DiffEntry[] => [
  entry('--audit-policy-file', null, '/var/snap/k8s/common/etc/audit-policy.yaml'),
  entry('--audit-log-path', null, '/var/log/apiserver/audit.log'),
  ...(host === 'cp-2' ? [] : [entry('--audit-log-maxage', null, '30')]),
  entry('--audit-log-maxbackup', null, '10'),
  entry('--audit-log-maxsize', null, '100'),
  entry('--admission-control-config-file', null, '/var/snap/k8s/common/etc/admission-control-config-file.yaml'),
  entry('--enable-admission-plugins', 'NodeRestriction', 'NodeRestriction,EventRateLimit,AlwaysPullImages'),
];

const file = (path: string, text: string): Change =>
  change(path, { action: 'create', diff: { entries: [], text: { before: null, after: text } } });
const restarter = (component: string) => ({
  module: 'systemd',
  task: `restart ${component}`,
  taskId: `0.handlers.${component}`,
});

/** What the hardening playbook warns of. */
export const risks = [
  `AlwaysPullImages: 1 image has imagePullPolicy Never
acme/report:dev on worker-2, pod billing/report-7d9f
after this a new pod pulls it, and fails if no registry has it
leave it off: hardening_always_pull_images: false`,
  `10.20.0.40 reads :10257 and :10259
Prometheus? after this it no longer can
keep it open: hardening_bind_loopback: false`,
] as const;

/** What hardening finds on a host: output.md, section 2. */
function findings(host: string, status: 'drifted' | 'changed'): readonly TaskFinished[] {
  const everywhere = [
    task(host, {
      taskId: '0.tasks.0',
      status,
      changes: [file('/etc/sysctl.d/99-kubelet.conf', 'a\nb\nc\nd\ne\nf\n')],
      controls: ['CIS-4.2.6'],
    }),
    task(host, {
      taskId: '0.tasks.1',
      status,
      notified: ['restart kubelet'],
      changes: [
        change(
          'kubelet',
          {},
          entry('--protect-kernel-defaults', null, 'true'),
          entry('--streaming-connection-idle-timeout', null, '5m'),
        ),
      ],
      controls: ['V-242434'],
    }),
    task(host, {
      taskId: '0.tasks.2',
      status,
      changes: [change('/etc/systemd/system/snap.k8s.kubelet.service', {}, entry('mode', '0644', '0600'))],
      controls: ['CIS-4.1.1'],
    }),
  ];
  if (!host.startsWith('cp-')) return everywhere;
  return [
    ...everywhere,
    ...risks.map((risk, at) => task(host, { taskId: `0.tasks.${6 + at}`, module: 'assert', warnings: [risk] })),
    task(host, {
      taskId: '0.tasks.3',
      status,
      changes: [file('/var/snap/k8s/common/etc/audit-policy.yaml', '1\n2\n3\n4\n5\n6\n7\n')],
    }),
    task(host, {
      taskId: '0.tasks.4',
      status,
      notified: ['restart kube-apiserver'],
      changes: [change('kube-apiserver', {}, ...auditFlags(host))],
      kept: host === 'cp-2' ? [{ what: 'kube-apiserver --audit-log-maxage 90', why: 'at least 30 is wanted' }] : [],
      controls: ['CIS-1.2.18', 'CIS-1.2.19', 'V-242464'],
    }),
    task(host, {
      taskId: '0.tasks.5',
      status,
      notified: ['restart kube-scheduler'],
      changes: [change('kube-scheduler', {}, entry('--bind-address', null, '127.0.0.1'))],
    }),
  ];
}

const restarts = (host: string, status: 'drifted' | 'changed'): readonly TaskFinished[] =>
  ['kubelet', ...(host.startsWith('cp-') ? ['kube-apiserver', 'kube-scheduler'] : [])].map((component) =>
    task(host, {
      ...restarter(component),
      status,
      changes: [
        change(
          `snap.k8s.${component}.service`,
          { action: 'run', converges: 'once', disrupts: 'process' },
          entry('process', 'running', 'restarted'),
        ),
      ],
    }),
  );

const told = (type: 'task-finished' | 'handler-finished', tasks: readonly TaskFinished[]): readonly RunEventBody[] =>
  tasks.map((one) => ({ type, ...one }));

export const allOf = (host: string, status: 'drifted' | 'changed'): readonly RunEventBody[] => [
  ...told('task-finished', findings(host, status)),
  ...told('handler-finished', restarts(host, status)),
];

export const planFinished = (hosts: readonly string[], converged: readonly string[] = []): RunEventBody => {
  const drift = hosts.flatMap((host) => [...findings(host, 'drifted'), ...restarts(host, 'drifted')]);
  const changes = Object.fromEntries(
    [...hosts, ...converged].map((host) => [
      host,
      drift
        .filter((one) => one.host === host && !one.taskId.includes('.handlers.'))
        .reduce((sum, one) => sum + one.changes.length, 0),
    ]),
  );
  return { type: 'plan-finished', changes, drift };
};

export const batch = (...hosts: readonly string[]): RunEventBody => ({ type: 'batch-started', play: 'Harden', hosts });
export const hostFinished = (
  host: string,
  outcome: Extract<RunEventBody, { type: 'host-finished' }>['outcome'],
  took: number,
): RunEventBody => ({ type: 'host-finished', host, outcome, took });

/** A machine with so many gibibytes; its snap was refreshed at 06:12. */
export const hostRead = (host: string, memory: number): RunEventBody => ({
  type: 'host-read',
  host,
  traits: {
    memory: Math.round(memory * 2 ** 30),
    os: 'Ubuntu 24.04.3 LTS',
    kernel: '6.8.0-88-generic',
    snap: '3588',
    refreshedAt: Date.UTC(2026, 10, 21, 6, 12, 0),
  },
});
