import type { Login, SnapRevision } from '../../domain/drift.ts';
import type { CommandOutput } from '../../domain/session.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';

/** What to ask for. Times are milliseconds since the epoch. */
export interface EvidenceQuestion {
  /** Managed paths that moved, and those that drifted items read. */
  readonly paths: readonly string[];
  /** Their names; at present `k8s` alone. */
  readonly snaps: readonly string[];
  /** When the last good run ended; null: there is none that we know of, and the last day is asked for. */
  readonly since: number | null;
}

/** All that a host can say about why something moved. Null: it could not say. Times are milliseconds on its own clock. */
export interface Evidence {
  /** The host's clock when it answered. */
  readonly now: number | null;
  readonly bootedAt: number | null;
  /** snapd's changes of these snaps, oldest first; it forgets them after a day. */
  readonly changes: readonly SnapChange[] | null;
  readonly snaps: ReadonlyMap<string, SnapSeen>;
  readonly times: ReadonlyMap<string, PathTimes>;
  readonly sessions: readonly LoginSession[] | null;
  /** Services that k8sd restarted by itself, as their arguments had drifted. */
  readonly restarts: readonly ServiceStart[];
  /** When the main process of each service of the snaps started; only those that run. */
  readonly started: readonly ServiceStart[];
  /** What Bulwark's own journal on the host has of these paths. */
  readonly writes: readonly OwnWrite[];
}

export interface SnapChange {
  readonly id: string;
  /** `other` may write what it likes (an option that was set, a service that was restarted). */
  readonly kind: 'refresh' | 'failed-refresh' | 'revert' | 'disable' | 'enable' | 'other';
  readonly snap: string;
  /** The revision that it made current, or tried to; null where the change does not say. */
  readonly revision: string | null;
  readonly startedAt: number;
  /** Null: in progress. */
  readonly endedAt: number | null;
  readonly summary: string;
}

export interface SnapSeen {
  /** Null: none is. */
  readonly current: string | null;
  /** When it became current. */
  readonly currentSince: number | null;
  readonly revisions: readonly SnapRevision[];
}

/** Of the path itself, not of what a link points to. */
export interface PathTimes {
  /** Of its content. */
  readonly modified: number;
  /** Of its content, attributes or name: nobody can set it. */
  readonly changed: number;
}

export interface LoginSession extends Login {
  /** Null: still open, or its end is not on record. */
  readonly until: number | null;
}

export interface ServiceStart {
  readonly unit: string;
  readonly at: number;
}

export interface OwnWrite {
  readonly path: string;
  readonly run: string;
  readonly at: number;
}

/** Only reads, in one exchange; each tool that it uses may be missing. Better as root, who alone may read all of it. */
export function evidenceCommand(_question: EvidenceQuestion): ShellCommand {
  return sh`date +%s`;
}

/** Never throws: what cannot be read is null or not there. */
export function readEvidence(_output: CommandOutput): Evidence {
  return nothingKnown;
}

const nothingKnown: Evidence = {
  now: null,
  bootedAt: null,
  changes: null,
  snaps: new Map(),
  times: new Map(),
  sessions: null,
  restarts: [],
  started: [],
  writes: [],
};
