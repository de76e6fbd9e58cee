import { type Case, type Judged, unknown } from './judged.ts';
import type { MovedSnap } from './path-mark.ts';
import { revisionOf } from './snap-events.ts';

/** Why the current revision of a snap is another one. */
export function causeOfSnap(moved: MovedSnap, { evidence, events }: Case): Judged {
  if (moved.after === null) return goneSnap(moved.snap);
  const event = events.findLast(
    ({ cause }) =>
      cause.snap === moved.snap &&
      (cause.kind === 'refresh' || cause.kind === 'revert') &&
      (cause.to === null || cause.to.revision === moved.after),
  );
  return event === undefined ? refreshOf(moved, evidence.snaps) : { class: 'expected', cause: event.cause };
}

export const goneSnap = (snap: string): Judged =>
  unknown(`somebody disabled or removed the snap ${snap}`, 'unexpected');

/** A refresh of which only the revisions are known: snapd no longer tells it from a revert. */
export function refreshOf({ snap, before, after }: MovedSnap, snaps: Case['evidence']['snaps']): Judged {
  const seen = snaps.get(snap);
  const at = seen?.currentSince ?? null;
  if (seen === undefined || at === null) return unknown(`snapd does not say when the revision of ${snap} changed`);
  const [from, to] = [revisionOf(seen, before), revisionOf(seen, after)];
  return { class: 'expected', cause: { kind: 'refresh', snap, from, to, change: null, startedAt: at, endedAt: at } };
}
