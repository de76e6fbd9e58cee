import type { DriftCause, DriftClass, SnapRevision } from '../domain/drift.ts';
import type { RunEvent } from '../domain/event.ts';
import type { RecordedRun } from '../domain/history.ts';
import { conditionsOf } from './conditions.ts';
import type { Condition } from './conditions.ts';
import { driftOf, watchedRun } from './watch.ts';
import type { Watched } from './watch.ts';

/** What happened in some days, from the runs that this controller recorded. */
export interface Summary {
  /** Runs by what was run: `apply hardening.yaml`. */
  readonly runs: ReadonlyMap<string, readonly RecordedRun[]>;
  /** Drift that was repaired, by cause; null: nobody explained it. */
  readonly repaired: ReadonlyMap<DriftCause['kind'] | null, Repaired>;
  /** What the last run of each kind found that is not as it should be. */
  readonly open: readonly OpenCondition[];
  readonly refreshes: readonly Refresh[];
  /** Hosts that no run reached. */
  readonly unseen: ReadonlySet<string>;
}

export interface Repaired {
  times: number;
  readonly hosts: Set<string>;
  readonly classes: Set<DriftClass>;
}

export interface OpenCondition {
  readonly condition: Condition;
  readonly watched: Watched;
}

export interface Refresh {
  readonly kind: Extract<DriftCause, { snap: string }>['kind'];
  readonly snap: string;
  readonly from: SnapRevision | null;
  readonly to: SnapRevision | null;
  readonly hosts: Set<string>;
  /** Milliseconds since the epoch, of the first host. */
  at: number;
}

/** Folds runs, oldest first; `events` are those that were kept of each, and are asked for once. */
export function summarise(runs: Iterable<{ readonly run: RecordedRun; readonly events: Iterable<RunEvent> }>): Summary {
  const byWhat = new Map<string, RecordedRun[]>();
  const repaired = new Map<DriftCause['kind'] | null, Repaired>();
  const refreshes = new Map<string, Refresh>();
  const last = new Map<string, Watched>();
  const seen = new Map<string, boolean>();
  for (const { run, events } of runs) {
    const what = whatOf(run);
    byWhat.set(what, [...(byWhat.get(what) ?? []), run]);
    noteHosts(run, seen);
    const watched = watchedRun(events);
    if (watched.start === null || watched.end === null) continue;
    for (const host of watched.start.notSelected) seen.set(host, seen.get(host) ?? false);
    noteRepairs(watched, repaired);
    noteRefreshes(watched, refreshes);
    if (watched.refused !== null) continue;
    last.delete(what);
    last.set(what, watched);
  }
  return {
    runs: byWhat,
    repaired,
    open: openNow([...last.values()]),
    refreshes: [...refreshes.values()].toSorted((a, b) => a.at - b.at),
    unseen: new Set([...seen].flatMap(([host, wasSeen]) => (wasSeen ? [] : [host]))),
  };
}

const whatOf = ({ about }: RecordedRun): string => [about.mode, about.playbook ?? ''].join(' ').trim();

/** `maintenance` is an outage, too. */
const unseenOutcomes: readonly string[] = ['unreachable', 'maintenance', 'untouched'];

function noteHosts({ summary }: RecordedRun, seen: Map<string, boolean>): void {
  for (const [host, outcome] of Object.entries(summary?.hosts ?? {}))
    seen.set(host, seen.get(host) === true || !unseenOutcomes.includes(outcome));
}

function noteRepairs(watched: Watched, repaired: Map<DriftCause['kind'] | null, Repaired>): void {
  for (const { host, explained, state } of driftOf(watched)) {
    if (state !== 'repaired') continue;
    const kind = explained?.cause.kind ?? null;
    const known = repaired.get(kind) ?? { times: 0, hosts: new Set<string>(), classes: new Set<DriftClass>() };
    known.times += 1;
    known.hosts.add(host);
    known.classes.add(explained?.class ?? 'unknown');
    repaired.set(kind, known);
  }
}

/** One change of snapd on one host may be told by many runs: it counts once. */
function noteRefreshes({ explained }: Watched, refreshes: Map<string, Refresh>): void {
  for (const { host, cause } of explained) {
    if (!('snap' in cause)) continue;
    const { kind, snap, from, to, startedAt } = cause;
    const key = JSON.stringify([kind, snap, from?.revision, to?.revision]);
    const known = refreshes.get(key) ?? { kind, snap, from, to, hosts: new Set<string>(), at: startedAt };
    known.hosts.add(host);
    known.at = Math.min(known.at, startedAt);
    refreshes.set(key, known);
  }
}

/** Of several kinds of runs the newest that looked at a host says how it is. */
function openNow(last: readonly Watched[]): readonly OpenCondition[] {
  const newest = last.toReversed().toSorted((a, b) => (b.end?.at ?? 0) - (a.end?.at ?? 0));
  const judged = new Set<string>();
  return newest.flatMap((watched) => {
    const own = conditionsOf(watched, 'problems').filter(
      ({ lasts, host }) => lasts && (host === null || !judged.has(host)),
    );
    for (const { name } of watched.start?.hosts ?? []) judged.add(name);
    return own.map((condition) => ({ condition, watched }));
  });
}
