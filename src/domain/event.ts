import type { Assessment } from './assessment.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ExplainedDrift, LastGoodRun, Moved } from './drift.ts';
import type { ConnectReason, TaskError } from './errors.ts';
import type { GateReport } from './gate.ts';
import type { Misfit } from './intent.ts';
import type { Change, ControlId, Finding } from './module.ts';
import type { Value } from './value.ts';

export type Status = 'ok' | 'changed' | 'drifted' | 'skipped' | 'failed' | 'unreachable';
export const runModes = ['plan', 'apply', 'drift', 'rollback', 'facts', 'exec', 'assess'] as const;
/** Why everything is looked at, beyond the marker. */
export const fullLooks = ['asked', 'moved', 'daily', 'playbook-changed', 'never-applied'] as const;
export type FullLook = (typeof fullLooks)[number];
export type RunMode = (typeof runModes)[number];

/**
 * All that happens in a run, in order; terminal, JSON lines, recap and exit code are folds over it.
 * `seq` counts from 0, `at` is milliseconds since the epoch, `took` milliseconds. The order is promised per host.
 */
export type RunEvent = { readonly seq: number; readonly at: number } & RunEventBody;

export type RunEventBody =
  | {
      readonly type: 'run-started';
      readonly schemaVersion: 1;
      readonly run: string;
      readonly mode: RunMode;
      readonly playbook: string | null;
      readonly plays: readonly { readonly name: string; readonly hosts: readonly string[] }[];
      readonly hosts: readonly { readonly name: string; readonly cluster: string; readonly controlPlane: boolean }[];
      readonly notSelected: readonly string[];
    }
  | { readonly type: 'host-connected'; readonly host: string; readonly took: number }
  | {
      readonly type: 'host-lost';
      readonly host: string;
      readonly reason: ConnectReason;
      readonly message: string;
      readonly hint: string | null;
      /** True when it had been reached and was lost in the middle. */
      readonly midway: boolean;
      /** `ignore_unreachable`: it counts for nothing. */
      readonly ignored?: true;
    }
  /** It was looked at: what it needs is known, and what kind of machine it is. */
  | { readonly type: 'host-read'; readonly host: string; readonly traits: HostTraits }
  /** A change of snapd's works on the snap k8s of a host, which is waited for: when it is first seen, and when it is `over`. */
  | {
      readonly type: 'refresh-waited';
      readonly host: string;
      /** As `snap changes` has them: `12`, `Auto-refresh snap "k8s"`. */
      readonly change: string;
      readonly what: string;
      readonly over: boolean;
      readonly took: number;
    }
  /** What is there was compared with the marker of the last good run; `why` everything was looked at, null where the marker was enough. */
  | {
      readonly type: 'host-compared';
      readonly host: string;
      readonly since: LastGoodRun | null;
      readonly moved: readonly Moved[];
      readonly why: FullLook | null;
    }
  /** Drift with its cause: one a cause and host, after its tasks were looked at. */
  | ({ readonly type: 'drift-explained'; readonly host: string } & ExplainedDrift)
  /** An outage is expected now (`maintenance:` in bulwark.yaml); `until` is a time in words. */
  | { readonly type: 'host-in-maintenance'; readonly host: string; readonly why: string; readonly until: string }
  /** The command of an `exec` has ended on a host, or was cut there (code null). */
  | {
      readonly type: 'command-finished';
      readonly host: string;
      readonly code: number | null;
      /** Decoded as UTF-8, what is none replaced; secrets of the command line are not looked for. */
      readonly stdout: string;
      readonly stderr: string;
      /** More was printed than is told. */
      readonly clipped: boolean;
      readonly cut: 'timeout' | 'interrupted' | null;
      readonly took: number;
    }
  /** Every reachable host was planned: changes a host (restarts by handlers not among them), and what is not as wanted or was warned of. In an apply the plan is shown from it. */
  | {
      readonly type: 'plan-finished';
      readonly changes: Readonly<Record<string, number>>;
      readonly drift: readonly TaskFinished[];
    }
  /** The run refuses to change anything (an unreachable control plane, a lock that is held, no `--yes`). */
  | {
      readonly type: 'run-refused';
      readonly code: RefusalCode;
      readonly host: string | null;
      readonly message: string;
      readonly hint: string | null;
    }
  | { readonly type: 'play-started'; readonly play: string; readonly hosts: readonly string[] }
  | { readonly type: 'batch-started'; readonly play: string; readonly hosts: readonly string[] }
  | ResultEvent
  | {
      readonly type: 'gate-finished';
      readonly host: string;
      readonly play: string;
      readonly task: string;
      readonly reports: readonly GateReport[];
      readonly took: number;
    }
  /** A plan file does not fit the host, which is left alone: other changes are needed than those in it, or it was applied. */
  | ({ readonly type: 'host-moved'; readonly host: string } & Misfit)
  /** A task with `until` is not as it wants yet, and is done again in `delay` milliseconds; `left` attempts are allowed. */
  | {
      readonly type: 'task-retried';
      readonly host: string;
      readonly play: string;
      readonly task: string;
      readonly taskId: string;
      readonly left: number;
      readonly delay: number;
    }
  /** What the tasks of a block changed on a host was undone, because one of them failed. */
  | {
      readonly type: 'block-rolled-back';
      readonly host: string;
      readonly play: string;
      /** The task that failed. */
      readonly task: string;
      readonly undone: number;
      readonly complete: boolean;
      readonly healthy: boolean;
      readonly message: string;
      readonly took: number;
    }
  /** The plan was written to a file, or is done from one. */
  | {
      readonly type: 'plan-file';
      readonly use: 'written' | 'opened';
      readonly path: string;
      readonly id: string;
      /** Milliseconds since the epoch. */
      readonly madeAt: number;
      readonly by: string;
      readonly run: string;
      readonly hosts: readonly string[];
      /** Of all hosts together. */
      readonly changes: number;
    }
  | { readonly type: 'host-finished'; readonly host: string; readonly outcome: HostOutcome; readonly took: number }
  | {
      readonly type: 'host-rolled-back';
      readonly host: string;
      readonly undone: number;
      readonly complete: boolean;
      readonly healthy: boolean;
      readonly message: string;
      readonly took: number;
    }
  /** Hosts that were not begun, and why. */
  | { readonly type: 'run-stopped'; readonly because: string; readonly notBegun: readonly string[] }
  /** An earlier run left work behind and this one settles it, or only reports it; or `run` is this one, which leaves it. */
  | {
      readonly type: 'handler-pending';
      readonly host: string;
      readonly handler: string;
      readonly run: string;
      readonly settled: boolean;
    }
  | { readonly type: 'facts'; readonly host: string; readonly facts: ReadonlyMap<string, Value> }
  /** What `assess` found, once all was looked at. */
  | { readonly type: 'assessed'; readonly assessment: Assessment }
  /** A file of `-o`, or one for each host of it, was written. `path`: as it was asked for. */
  | { readonly type: 'report-written'; readonly path: string; readonly files: readonly string[] }
  | ({ readonly type: 'diagnostic' } & Diagnostic)
  | { readonly type: 'run-finished'; readonly recap: Recap; readonly exit: number };

/** One item of one task or handler on one host has ended. */
export type ResultEvent = { readonly type: 'task-finished' | 'handler-finished' } & TaskFinished;

export const isResult = <Event extends RunEventBody>(event: Event): event is Event & ResultEvent =>
  event.type === 'task-finished' || event.type === 'handler-finished';

export const refusals = [
  'control-plane-unreachable',
  'busy',
  'not-confirmed',
  'same-machine',
  'wrong-role',
  'managed-elsewhere',
  'unknown-run',
] as const;
export type RefusalCode = (typeof refusals)[number];

export interface TaskFinished {
  readonly host: string;
  readonly play: string;
  readonly task: string;
  readonly taskId: string;
  readonly module: string;
  /** Where the task stands: file, line. */
  readonly file: string;
  readonly line: number;
  readonly item: string | null;
  /** The host whose machine did the work (`delegate_to`); null: its own. */
  readonly delegatedTo: string | null;
  /** Done by this host for all of its batch. */
  readonly runOnce: boolean;
  readonly status: Status;
  /** drifted: an earlier change that was not performed would have come first, so this is what is to be expected. */
  readonly assumed: boolean;
  readonly ignored: boolean;
  /** The failure was cleared by the rescue of a block. */
  readonly rescued: boolean;
  readonly because: 'condition' | 'tags' | 'host-failed' | null;
  /** Diffs of a `no_log` task are already masked. */
  readonly changes: readonly Change[];
  readonly kept: readonly { readonly what: string; readonly why: string }[];
  readonly warnings: readonly string[];
  readonly findings: readonly Finding[];
  readonly controls: readonly ControlId[];
  readonly notified: readonly string[];
  /** `debug` and `assert` put their text here, with its type kept. */
  readonly message: Value | null;
  readonly error: TaskError | null;
  readonly took: number;
}

/** What tells equals apart when one of them fails; null: the host did not say. */
export interface HostTraits {
  /** Bytes. */
  readonly memory: number | null;
  readonly os: string | null;
  readonly kernel: string | null;
  /** Revision of the snap k8s. */
  readonly snap: string | null;
  /** When this revision took over, in milliseconds since the epoch. */
  readonly refreshedAt: number | null;
}

/**
 * How a host stands at the end, worst first. `half-way`: interrupted or lost between its changes. `maintenance`:
 * unreachable, as was announced.
 */
export const hostOutcomes = [
  'unreachable',
  'failed',
  'rolled-back',
  'half-way',
  'moved',
  'changed',
  'drifted',
  'ok',
  'untouched',
  'maintenance',
] as const;
export type HostOutcome = (typeof hostOutcomes)[number];

export interface HostRecap {
  readonly host: string;
  readonly outcome: HostOutcome;
  readonly ok: number;
  readonly changed: number;
  readonly drifted: number;
  readonly skipped: number;
  readonly failed: number;
  readonly ignored: number;
  readonly rescued: number;
  readonly unreachable: number;
}

export interface Recap {
  readonly hosts: readonly HostRecap[];
  readonly interrupted: 'SIGINT' | 'SIGTERM' | null;
  readonly refused: RefusalCode | null;
}
