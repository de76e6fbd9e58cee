import type { DriftCause, SnapRevision } from '../../domain/drift.ts';
import type { Evidence, SnapSeen } from './evidence.ts';
import type { MovedSnap } from './path-mark.ts';
import type { SnapChange } from './snap-changes.ts';

export type SnapCause = Extract<DriftCause, { readonly change: string | null }>;

/** What happened to a snap, and when its units were written. */
export interface SnapEvent {
  readonly cause: SnapCause;
  readonly wrote: SnapChange['wrote'];
}

/**
 * What snapd's changes did, oldest first; a disable and the next enable are one event. `moved` and `since` (on the
 * host's clock) are of the marker: from there on it is known which revision was current.
 */
export function snapEvents(
  evidence: Evidence,
  moved: readonly MovedSnap[],
  since: number | null,
): readonly SnapEvent[] {
  return [...evidence.snaps].flatMap(([snap, seen]) => {
    const changes = (evidence.changes ?? []).filter((change) => change.snap === snap && change.kind !== 'other');
    const first = changes.find(({ endedAt }) => since !== null && (endedAt ?? Infinity) >= since);
    const before = moved.find((one) => one.snap === snap)?.before ?? seen.current;
    return eventsOf(changes, seen, { first, before });
  });
}

function eventsOf(
  changes: readonly SnapChange[],
  seen: SnapSeen,
  marked: { readonly first: SnapChange | undefined; readonly before: string | null },
): readonly SnapEvent[] {
  const lastThatMoves = changes.findLast(moves);
  let current: string | null = null;
  let disabled: SnapChange | null = null;
  const events: SnapEvent[] = [];
  for (const change of changes) {
    if (change === marked.first) current = marked.before;
    const revision = change.revision ?? (change === lastThatMoves ? seen.current : null);
    if (change.kind === 'disable') disabled = change;
    else {
      const to = change.kind === 'enable' ? current : revision;
      const from = revisionOf(seen, current);
      events.push({ cause: causeOf(change, disabled, from, revisionOf(seen, to)), wrote: change.wrote });
      disabled = null;
    }
    if (moves(change)) current = revision;
  }
  return events;
}

const moves = ({ kind }: SnapChange): boolean => kind === 'refresh' || kind === 'revert';

function causeOf(
  { kind, snap, id, startedAt, endedAt }: SnapChange,
  disabled: SnapChange | null,
  from: SnapRevision | null,
  to: SnapRevision | null,
): SnapCause {
  const about = { snap, from, to, change: id, startedAt, endedAt };
  if (kind === 'refresh' || kind === 'failed-refresh' || kind === 'revert') return { kind, ...about };
  return { kind: 're-enabled', ...about, startedAt: disabled?.startedAt ?? startedAt };
}

export function revisionOf({ revisions }: SnapSeen, revision: string | null): SnapRevision | null {
  if (revision === null) return null;
  return revisions.find((one) => one.revision === revision) ?? { revision, version: null };
}
