import type { ControlId } from './module.ts';

/** expected: a normal event of the snap did it; unexpected: somebody or something else did; unknown: it cannot be told. */
export const driftClasses = ['expected', 'unexpected', 'unknown'] as const;
export type DriftClass = (typeof driftClasses)[number];

/** A revision of a snap, with the version that it calls itself; null where snapd no longer knows. */
export interface SnapRevision {
  readonly revision: string;
  readonly version: string | null;
}

/** Who was logged in when something was edited: an SSH session or a terminal. */
export interface Login {
  readonly user: string;
  /** Address or terminal; null where the host did not say. */
  readonly from: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A service that was started after an edit, and so runs with it. */
export interface LiveSince {
  readonly unit: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** k8sd restarted it by itself when it found that its arguments had drifted. */
  readonly byK8sd: boolean;
}

/** Why something is no longer as the last good run left it. Times are milliseconds since the epoch. */
export type DriftCause =
  | {
      readonly kind: 'refresh' | 'failed-refresh' | 'revert' | 're-enabled';
      readonly snap: string;
      readonly from: SnapRevision | null;
      readonly to: SnapRevision | null;
      /** snapd's number of the change; null: it has forgotten it, as it does after a day. */
      readonly change: string | null;
      readonly startedAt: number;
      readonly endedAt: number | null;
    }
  | {
      readonly kind: 'edit';
      readonly at: number;
      /** Null: the host keeps no record of logins. */
      readonly logins: readonly Login[] | null;
      /** Services that run with what was edited, and since when. */
      readonly live: readonly LiveSince[];
    }
  /** A run of Bulwark that is not the one of the marker: of another playbook or from another controller. */
  | { readonly kind: 'bulwark'; readonly run: string; readonly at: number }
  /** A value that lived only in the running kernel or process is gone since the machine started. */
  | { readonly kind: 'reboot'; readonly at: number }
  /** There is no marker of a good run with this playbook on the host. */
  | { readonly kind: 'never-applied' }
  /** The playbook, its variables or the inventory changed since the last good run; the host did not. */
  | { readonly kind: 'playbook-changed' }
  | { readonly kind: 'unknown'; readonly why: string };

/** One thing that is not as the marker has it; null: not there. In words for people: `mode 0644`, `revision 3588`. */
export interface Moved {
  /** A path, `snap k8s`. */
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** The last run that found or left everything as the playbook wants it, as the host's own marker has it. */
export interface LastGoodRun {
  readonly run: string;
  readonly who: string;
  /** When it ended, and when everything was last looked at, in milliseconds since the epoch. */
  readonly at: number;
  readonly checkedAt: number;
}

/** What drifted on a host for one cause. */
export interface ExplainedDrift {
  readonly class: DriftClass;
  readonly cause: DriftCause;
  readonly moved: readonly Moved[];
  /** Items of the playbook that are no longer as wanted, as `taskId` and `item` of their `task-finished`; none when it is as wanted all the same. */
  readonly items: readonly { readonly taskId: string; readonly item: string | null }[];
  readonly controls: readonly ControlId[];
}
