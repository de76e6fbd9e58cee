import type { RunEvent, RunEventBody } from '../../../src/domain/event.ts';
import { exitCode } from '../../../src/report/exit-code.ts';
import { recapOf } from '../../../src/report/recap.ts';
import {
  allOf,
  batch,
  connected,
  fleet,
  hostFinished,
  hostRead,
  lost,
  planFinished,
  started,
  stream,
  taskFinished,
} from './events.ts';

type Step = RunEventBody | readonly [number, RunEventBody];

/** The events with the `run-finished` that the application adds. */
export function ended(
  steps: readonly Step[],
  options: { readonly interrupted?: 'SIGINT'; readonly detailed?: boolean; readonly after?: number } = {},
): readonly RunEvent[] {
  const events = stream(steps);
  const recap = recapOf(events, options.interrupted ?? null);
  const exit = exitCode(recap, { driftIsNews: options.detailed ?? false });
  return stream([...steps, [options.after ?? 100, { type: 'run-finished', recap, exit }]]);
}

export const planOfFive = (): readonly RunEvent[] =>
  ended([
    started('plan'),
    ...fleet.map(connected),
    ...fleet.map((host) => hostRead(host, 7.8)),
    [1300, planFinished(fleet)],
    ...['cp-1', 'cp-2', 'cp-3', 'worker-1', 'worker-2'].map((host) => batch(host)),
    ...fleet.flatMap((host) => allOf(host, 'drifted')),
  ]);

/** The control planes that answer need changes; one does not answer. */
export const planWithoutPlane = (): readonly RunEvent[] =>
  ended([
    started('plan'),
    ...['cp-1', 'cp-2', 'worker-1', 'worker-2'].map(connected),
    lost('cp-3'),
    planFinished(['cp-1', 'cp-2']),
    ...['cp-1', 'cp-2'].flatMap((host) => allOf(host, 'drifted')),
  ]);

export const converged = (mode: 'plan' | 'apply'): readonly RunEvent[] =>
  ended([
    started(mode),
    ...fleet.map(connected),
    [800, planFinished([], fleet)],
    ...fleet.map((host) => taskFinished(host)),
  ]);

export const applyOneWorker = (): readonly RunEvent[] =>
  ended([
    started('apply', ['worker-1'], ['cp-1', 'cp-2', 'cp-3', 'worker-2']),
    connected('worker-1'),
    planFinished(['worker-1']),
    batch('worker-1'),
    ...allOf('worker-1', 'changed'),
    gate('worker-1', 'kubelet'),
    [15_000, hostFinished('worker-1', 'changed', 14_000)],
  ]);

const gate = (host: string, ...components: readonly string[]): RunEventBody => ({
  type: 'gate-finished',
  host,
  play: 'Harden',
  task: 'gate',
  took: 12_000,
  reports: components.map((component) => ({
    component,
    passed: true,
    readyAfter: 2000,
    stableFor: 10_000,
    wanted: 'ready',
    seen: 'running as process 1258',
    said: [],
  })),
});

const gateError = {
  code: 'gate' as const,
  message: 'kube-apiserver does not stay up',
  wanted: 'ready and stable for 10 s',
  seen: 'ready after 9 s, died 12 s later (NRestarts 0 -> 1)',
  said: ['systemd: A process of this unit has been killed by the OOM killer.'],
};

/** One unreachable worker, one control plane whose gate fails and that is put back: output.md, section 3. */
export const failedApply = (): readonly RunEvent[] =>
  ended([
    started('apply'),
    ...['cp-1', 'cp-2', 'cp-3', 'worker-1'].map(connected),
    [2000, lost('worker-2')],
    ...(['cp-1', 'cp-2', 'cp-3', 'worker-1'] as const).map((host) => hostRead(host, host === 'cp-2' ? 3.8 : 7.8)),
    [1000, planFinished(['cp-1', 'cp-2', 'cp-3'], ['worker-1'])],
    batch('cp-1'),
    ...allOf('cp-1', 'changed'),
    gate('cp-1', 'kube-apiserver', 'kubelet'),
    [67_000, hostFinished('cp-1', 'changed', 66_000)],
    batch('cp-2'),
    ...allOf('cp-2', 'changed'),
    taskFinished('cp-2', { status: 'failed', error: gateError }),
    [
      60_000,
      {
        type: 'host-rolled-back',
        host: 'cp-2',
        undone: 6,
        complete: true,
        healthy: true,
        message: '6 changes undone, files byte-equal, kube-apiserver ready again after 10 s',
        took: 20_000,
      },
    ],
    [6000, hostFinished('cp-2', 'rolled-back', 66_000)],
    taskFinished('worker-1'),
    hostFinished('worker-1', 'ok', 900),
    { type: 'run-stopped', because: 'a control plane failed', notBegun: ['cp-3'] },
  ]);

export const unreachablePlane = (): readonly RunEvent[] =>
  ended([
    started('apply'),
    ...['cp-1', 'cp-2', 'worker-1', 'worker-2'].map(connected),
    lost('cp-3'),
    planFinished(['cp-1', 'cp-2']),
    {
      type: 'run-refused',
      code: 'control-plane-unreachable',
      host: 'cp-3',
      message: 'cp-3 is unreachable: 10.20.0.13 port 22: refused (sshd down?)',
      hint: 'workers only: -l workers',
    },
  ]);

export const busy = (): readonly RunEvent[] =>
  ended([
    started('apply'),
    ...fleet.map(connected),
    planFinished(['cp-1']),
    {
      type: 'run-refused',
      code: 'busy',
      host: 'cp-1',
      message: 'cp-1 is locked by run 1121-k7, alice@laptop, since 09:31 (2 min), alive',
      hint: 'wait for it: --lock-timeout 10m',
    },
  ]);

export const declined = (): readonly RunEvent[] =>
  ended([
    started('apply'),
    ...fleet.map(connected),
    planFinished(['cp-1']),
    { type: 'run-refused', code: 'not-confirmed', host: null, message: 'nothing was changed', hint: null },
  ]);

export const interrupted = (): readonly RunEvent[] =>
  ended(
    [
      started('apply'),
      ...fleet.map(connected),
      planFinished(fleet),
      batch('cp-1'),
      ...allOf('cp-1', 'changed'),
      [66_000, hostFinished('cp-1', 'changed', 66_000)],
      { type: 'run-stopped', because: 'interrupted', notBegun: fleet.slice(1) },
    ],
    { interrupted: 'SIGINT' },
  );

export const wrongInput = (): readonly RunEvent[] =>
  ended([
    {
      type: 'diagnostic',
      severity: 'error',
      code: 'unknown-parameter',
      summary: 'unknown parameter `ensur` of args_file',
      range: { file: 'hardening.yaml', start: { line: 48, column: 9 }, end: { line: 48, column: 14 } },
    },
    { type: 'diagnostic', severity: 'warning', code: 'old-boolean', summary: '`yes` is read as true' },
  ]).map((event) => (event.type === 'run-finished' ? { ...event, exit: 5 } : event));

export const rollback = (): readonly RunEvent[] =>
  ended([
    started('rollback', ['cp-1', 'cp-2', 'worker-1']),
    ...['cp-1', 'cp-2', 'worker-1'].map(connected),
    { type: 'plan-finished', changes: { 'cp-1': 6, 'cp-2': 6, 'worker-1': 0 }, drift: [] },
    hostFinished('worker-1', 'untouched', 0),
    [
      20_000,
      {
        type: 'host-rolled-back',
        host: 'cp-1',
        undone: 6,
        complete: true,
        healthy: true,
        message: '6 changes undone, healthy',
        took: 20_000,
      },
    ],
    hostFinished('cp-1', 'changed', 20_000),
    {
      type: 'host-rolled-back',
      host: 'cp-2',
      undone: 5,
      complete: false,
      healthy: true,
      message: '5 changes undone; kept /etc/a: somebody changed it since',
      took: 2000,
    },
    hostFinished('cp-2', 'failed', 2000),
  ]);

const said = (host: string, about: Partial<Extract<RunEventBody, { type: 'command-finished' }>> = {}): Step[] => {
  const finished = {
    type: 'command-finished',
    host,
    code: 0,
    stdout: 'active\n',
    stderr: '',
    clipped: false,
    cut: null,
    took: 200,
    ...about,
  } as const;
  const outcome = finished.cut === 'interrupted' ? 'half-way' : finished.code === 0 ? 'ok' : 'failed';
  return [connected(host), finished, hostFinished(host, outcome, 200)];
};

/** Three that agree, one that differs, one that failed, one that is away. */
export const execMixed = (): readonly RunEvent[] =>
  ended([
    started('exec', [...fleet, 'worker-3']),
    ...['cp-1', 'cp-3', 'worker-1'].flatMap((host) => said(host)),
    ...said('cp-2', { stdout: 'active\nactivating\n' }),
    ...said('worker-2', { code: 3, stdout: 'inactive\n', stderr: 'unit \x1b[31mgone\n' }),
    lost('worker-3'),
  ]);

export const execOf = (hosts: readonly string[]): readonly RunEvent[] =>
  ended([started('exec', hosts), ...hosts.flatMap((host) => said(host))]);

/** Equal, silent, and more than is shown. */
export const execSilent = (): readonly RunEvent[] =>
  ended([started('exec'), ...fleet.flatMap((host) => said(host, { stdout: '' }))]);
export const execLong = (): readonly RunEvent[] =>
  ended([
    started('exec', ['cp-1', 'cp-2']),
    ...said('cp-1', {
      stdout: `NAME\tREADY\n${'x'.repeat(10_000)}\n${'line\n'.repeat(100)}`,
      clipped: true,
    }),
    ...said('cp-2', { code: null, stdout: '', cut: 'timeout', took: 30_000 }),
  ]);

/** A host that prints what could rearrange a terminal, in every place where its words are shown. */
export const hostileApply = (): readonly RunEvent[] => {
  const nasty = '\x1b[2J\x1b]0;owned\x07\rok \u202etxt.exe \ud800 \ufffd';
  const error = {
    ...gateError,
    message: `kubelet ${nasty}`,
    seen: nasty,
    said: [nasty, 'y'.repeat(10_000), 'third', 'fourth', 'fifth'],
  };
  return ended([
    started('apply', ['cp-1']),
    connected('cp-1'),
    planFinished(['cp-1']),
    batch('cp-1'),
    taskFinished('cp-1', { status: 'failed', task: nasty, item: nasty, error }),
    [1000, hostFinished('cp-1', 'failed', 900)],
  ]);
};
