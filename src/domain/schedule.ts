import type { TimeWindow } from './week.ts';

/** When a schedule runs, in the machine's own time. Everything but `jitter` in minutes. */
export interface Timing {
  /** Between two runs: divides a day, or is a day, or a week. */
  readonly every: number;
  /** Minute of the day of one of them. */
  readonly at: number;
  /** Day of the week, 0 is Sunday; null: every day. */
  readonly day: number | null;
  /** Seconds by which a run may be later, at random. */
  readonly jitter: number;
}

/** What starts the runs: a timer of the user's own systemd, or of the machine's; or cron. */
export type TimerKind = 'user' | 'system' | 'cron';

/** What a run does: repair drift without a restart, or with; only tell it; or tell the week in short. */
export const scheduledWork = ['no-restart', 'restart', 'none', 'summary'] as const;
export type ScheduledWork = (typeof scheduledWork)[number];

/** Where a run is told beside its own output; null: not there. The addresses may be secret. */
export interface ReportChannels {
  readonly ping: string | null;
  readonly webhook: string | null;
  readonly mail: string | null;
  readonly file: string | null;
}

/** A schedule as its file keeps it. */
export interface ScheduleJob {
  readonly name: string;
  readonly work: ScheduledWork;
  readonly timing: Timing;
  /** Everything is looked at, whatever the hosts' markers say. */
  readonly full: boolean;
  /** Also expected drift that was repaired is told. */
  readonly tellChanges: boolean;
  readonly playbook: string | null;
  /** Words of the command line that say which hosts, and how to reach them. Nothing in them is secret. */
  readonly words: readonly string[];
  /** Only inside it is anything restarted. */
  readonly window: TimeWindow | null;
  readonly timer: TimerKind;
  /** Minutes by which cron's line is later: cron knows no jitter. */
  readonly shift: number;
  /** Where relative paths start. */
  readonly folder: string;
  /** The words that start Bulwark. */
  readonly program: readonly string[];
  /** Folders of the XDG specification where they are not the usual ones. */
  readonly environment: Readonly<Record<string, string>>;
  readonly channels: ReportChannels;
  /** Milliseconds since the epoch. */
  readonly installedAt: number;
}

/** What the runs of a schedule left behind. Times are milliseconds since the epoch. */
export interface ScheduleState {
  /** The last one began. */
  readonly begunAt: number | null;
  /** The last one that ended; `said` is the first line of what it printed. */
  readonly last: { readonly at: number; readonly exit: number; readonly said: string } | null;
  /** So many runs in a row found a host locked by somebody else. */
  readonly busy: number;
  /** Something was told. */
  readonly toldAt: number | null;
  /** SHA-256 of what was told last. */
  readonly told: string | null;
  /** Why the last report did not arrive, a channel each. */
  readonly undelivered: readonly string[];
}

export const noState: ScheduleState = {
  begunAt: null,
  last: null,
  busy: 0,
  toldAt: null,
  told: null,
  undelivered: [],
};

/** One line of `schedule list`. Times are milliseconds since the epoch. */
export interface ScheduleRow {
  readonly name: string;
  readonly what: string;
  readonly timing: Timing;
  readonly last: ScheduleState['last'];
  readonly next: number;
  readonly state: ScheduleStanding;
}

export type ScheduleStanding =
  | { readonly kind: 'ok' | 'new' }
  /** The last run ended with this exit code. */
  | { readonly kind: 'exit'; readonly exit: number }
  | { readonly kind: 'running' | 'overdue'; readonly since: number }
  /** Nothing starts it any more. */
  | { readonly kind: 'no-timer' }
  | { readonly kind: 'undelivered'; readonly why: string };
