import type { SnapRevision } from '../../domain/drift.ts';
import type { CommandOutput } from '../../domain/session.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { joinCommands, sh } from '../../shell/sh.ts';
import { journalFolder } from '../journal.ts';
import { evidenceFunctions } from './evidence-script.ts';
import { type LoginRecord, readLogins } from './login-sessions.ts';
import { type SnapChange, readSnapChanges } from './snap-changes.ts';
import { type TaggedLines, millisecondsOf, readTagged } from './tagged-lines.ts';

/** What to ask for. Times are milliseconds since the epoch. */
export interface EvidenceQuestion {
  /** Managed paths that moved, and those that drifted items read. */
  readonly paths: readonly string[];
  /** Their names; at present `k8s` alone. */
  readonly snaps: readonly string[];
  /** When the last good run ended; null: there is none that we know of. */
  readonly since: number | null;
}

/** All that a host can say about why something moved. Null: it could not say. Times are milliseconds on its own clock. */
export interface Evidence {
  readonly now: number | null;
  readonly bootedAt: number | null;
  /** snapd's changes of these snaps, oldest first; it forgets them after a day. */
  readonly changes: readonly SnapChange[] | null;
  readonly snaps: ReadonlyMap<string, SnapSeen>;
  readonly times: ReadonlyMap<string, PathTimes>;
  readonly logins: LoginRecord | null;
  /** Services that k8sd restarted by itself, as their arguments had drifted. */
  readonly restarts: readonly ServiceStart[];
  /** When the main process of each service of the snaps started; only those that run. */
  readonly started: readonly ServiceStart[];
  /** What Bulwark's own journal on the host has of these paths. */
  readonly writes: readonly OwnWrite[];
}

export interface SnapSeen {
  /** Null: none is. */
  readonly current: string | null;
  /** When it became current. */
  readonly currentSince: number | null;
  /** Those that are installed, in no order. */
  readonly revisions: readonly SnapRevision[];
}

/** Of the path itself, not of what a link points to; where it is gone, of the folder that it was in. */
export interface PathTimes {
  /** Of its content. */
  readonly modified: number;
  /** Of its content, attributes or name: nobody can set it. */
  readonly changed: number;
}

export interface ServiceStart {
  readonly unit: string;
  readonly at: number;
}

export interface OwnWrite {
  readonly path: string;
  readonly run: string;
  readonly at: number;
  /** The state that it left, as the journal words it: `file 600 0 0 SHA256`, `absent`, a value of the kernel. */
  readonly left: string;
}

/** `since` is of the controller's clock: the host's may be so far behind. */
const clocksDiffer = 3_600_000;

/** Only reads, in one exchange; each tool that it uses may be missing. Better as root, who alone may read all of it. */
export function evidenceCommand({ paths, snaps, since }: EvidenceQuestion): ShellCommand {
  const forgotten = new Date(Math.max(0, (since ?? 0) - clocksDiffer)).toISOString().replace(/\.\d+Z$/, 'Z');
  const ofSnaps = snaps.map(
    (snap) => sh`bw_snap ${snap} ${forgotten}; bw_restarts ${snap}
`,
  );
  return sh`${journalFolder}${evidenceFunctions}bw_clock
bw_when ${paths}
${joinCommands(ofSnaps, sh``)}bw_logins
bw_own ${paths}
:`;
}

/** Reads the answer to that question. Never throws: what cannot be read is null or not there. */
export function readEvidence({ paths }: EvidenceQuestion, output: CommandOutput): Evidence {
  const lines = readTagged(output.stdout.toString('utf8'));
  const bootOfMachine = millisecondsOf(lines.get('btime')?.[0]);
  return {
    now: millisecondsOf(lines.get('clock')?.[0]),
    bootedAt: bootOf(bootOfMachine, lines),
    changes: readSnapChanges(lines),
    snaps: readSnaps(lines),
    times: readTimes(paths, lines),
    logins: readLogins(lines),
    restarts: readRestarts(lines),
    started: readStarts(bootOfMachine, lines),
    writes: readWrites(paths, lines),
  };
}

/** Where the host could not be asked. */
export const noEvidence: Evidence = {
  now: null,
  bootedAt: null,
  changes: null,
  snaps: new Map(),
  times: new Map(),
  logins: null,
  restarts: [],
  started: [],
  writes: [],
};

/** Seconds that a machine may say it has been up: what is beyond them is no time that a calendar has. */
const longestUp = 1e11;

/** When process 1 started: a container boots later than the machine it is on. Its 22nd field counts hundredths of a second. */
function bootOf(machine: number | null, lines: TaggedLines): number | null {
  const afterName = lines
    .get('init')?.[0]
    ?.replace(/^.*\) /, '')
    .split(' ');
  const hundredths = Number(afterName?.[19]);
  return machine === null || !(hundredths >= 0 && hundredths < longestUp * 100) ? null : machine + hundredths * 10;
}

function readSnaps(lines: TaggedLines): ReadonlyMap<string, SnapSeen> {
  const revisions = (lines.get('revision') ?? []).map((line) => line.split(/ +/));
  return new Map(
    (lines.get('snap') ?? []).map((line) => {
      const [name = '', current = '-', since] = line.split(' ');
      return [
        name,
        {
          current: current === '-' ? null : current,
          currentSince: millisecondsOf(since),
          revisions: revisions.flatMap(([snap, version, revision]) =>
            snap === name && revision !== undefined ? [{ revision, version: version ?? null }] : [],
          ),
        },
      ];
    }),
  );
}

const readTimes = (paths: readonly string[], lines: TaggedLines): ReadonlyMap<string, PathTimes> =>
  new Map(
    (lines.get('path') ?? []).flatMap((line) => {
      const [index, modifiedAt, changedAt] = line.split(' ');
      const [path, modified, changed] = [paths[Number(index)], millisecondsOf(modifiedAt), millisecondsOf(changedAt)];
      return path === undefined || modified === null || changed === null
        ? []
        : [[path, { modified, changed }] as const];
    }),
  );

function readRestarts(lines: TaggedLines): readonly ServiceStart[] {
  return (lines.get('restarted') ?? []).flatMap((line) => {
    const [, snap, seconds, service] = /^(\S+) (\S+) .*have drifted.*\bservice[="]+([\w-]+)/i.exec(line) ?? [];
    const at = millisecondsOf(seconds);
    return at === null ? [] : [{ unit: `snap.${snap}.${service}.service`, at }];
  });
}

/** Blocks of properties; microseconds since the machine started. */
function readStarts(machine: number | null, lines: TaggedLines): readonly ServiceStart[] {
  if (machine === null) return [];
  return (lines.get('unit') ?? [])
    .join('\n')
    .split('\n\n')
    .flatMap((block) => {
      const unit = /^Id=(.+)$/m.exec(block)?.[1];
      const microseconds = Number(/^ExecMainStartTimestampMonotonic=(\d+)$/m.exec(block)?.[1] ?? 0);
      const isActive = /^ActiveState=active$/m.test(block);
      return unit !== undefined && isActive && microseconds > 0 && microseconds < longestUp * 1e6
        ? [{ unit, at: machine + Math.floor(microseconds / 1000) }]
        : [];
    });
}

const readWrites = (paths: readonly string[], lines: TaggedLines): readonly OwnWrite[] =>
  (lines.get('own') ?? []).flatMap((line) => {
    const [, index, seconds, run, left] = /^(\d+) (\S+) (\S+)\.\d+ (.*)$/.exec(line) ?? [];
    const [path, at] = [paths[Number(index)], millisecondsOf(seconds)];
    return path === undefined || run === undefined || left === undefined || at === null
      ? []
      : [{ path, run, at, left }];
  });
