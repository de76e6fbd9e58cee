import type { PathTimes } from './evidence.ts';
import { type Case, type Judged, unknown } from './judged.ts';
import type { MovedPath } from './path-mark.ts';
import type { SnapEvent } from './snap-events.ts';
import { goneSnap, refreshOf } from './snap-cause.ts';

/** snapd's times are whole seconds, cut off. */
const slack = 2000;
/** Between a unit and the link to the current revision, which snapd makes in one go. */
const oneGo = 5000;

/**
 * The snap for which snapd makes this: `snap.NAME.APP.service`, sockets and timers, `snap-NAME-REVISION.mount`, and the
 * link to the current revision.
 */
export function snapThatMakes(path: string): string | null {
  const [, app, mount] =
    /^\/etc\/systemd\/system\/(?:snap\.([a-z0-9-]+)\.[\w.-]+\.(?:service|socket|timer)|snap-([a-z0-9-]+)-\w+\.mount)$/.exec(
      path,
    ) ?? [];
  return app ?? mount ?? /^\/snap\/([a-z0-9-]+)\/current$/.exec(path)?.[1] ?? null;
}

/** Whether snapd made this file of the snap as it is now, and why; null: it did not. */
export function madeBySnapd(snap: string, moved: MovedPath, times: PathTimes, about: Case): Judged | null {
  const ofSnap = about.events.filter(({ cause }) => cause.snap === snap);
  const underWay = ofSnap.find(({ cause }) => cause.endedAt === null);
  if (moved.after.kind === 'absent') {
    if (underWay !== undefined) return { class: 'expected', cause: underWay.cause };
    if (about.evidence.snaps.get(snap)?.current === null) return goneSnap(snap);
  }
  const event = ofSnap.findLast((one) => wroteAt(one, times.changed));
  if (event !== undefined) return { class: isItsDoing(moved, event) ? 'expected' : 'unknown', cause: event.cause };
  if (!isNew(moved) || !isAsMade(moved)) return null;
  const before = ofSnap.findLast((one) => wroteAt(one, times.modified) && isItsDoing(moved, one));
  if (before !== undefined) return { class: 'expected', cause: before.cause };
  return ofForgottenChange(snap, times.modified, about);
}

const wroteAt = ({ wrote }: SnapEvent, time: number): boolean =>
  wrote !== null && time >= wrote.from - slack && time <= wrote.until + slack;

/** A mode that was set since then, as a guard on the host does, has left the time of the content. */
const isNew = ({ before, after }: MovedPath): boolean =>
  before.kind === 'absent' || after.kind === 'absent' || before.inode !== after.inode;

/** In the same seconds somebody may have made something else of it; only another revision has another text. */
const isItsDoing = (moved: MovedPath, { cause }: SnapEvent): boolean =>
  isAsMade(moved) && (cause.kind === 'refresh' || cause.kind === 'revert' || hasSameText(moved));

const hasSameText = ({ before, after }: MovedPath): boolean =>
  before.kind !== 'absent' && after.kind !== 'absent' && before.hash === after.hash;

/** A link, or 0644 and root's; stricter where a guard on the host has already seen to it. */
const isAsMade = ({ after }: MovedPath): boolean =>
  after.kind === 'link' ||
  (after.kind === 'file' && (after.mode | 0o644) === 0o644 && after.uid === 0 && after.gid === 0);

/** snapd forgets a change after a day; what it made then is as old as its link to the current revision. */
function ofForgottenChange(snap: string, written: number, { evidence, events, snapsMoved }: Case): Judged | null {
  const since = evidence.snaps.get(snap)?.currentSince ?? null;
  if (since === null || Math.abs(since - written) > oneGo) return null;
  // What snapd remembers did not write this unit then: somebody did, right after it.
  if (events.some(({ cause, wrote }) => cause.snap === snap && (wrote?.until ?? 0) >= since - oneGo)) return null;
  const moved = snapsMoved.get(snap);
  if (moved !== undefined) return refreshOf(moved, evidence.snaps);
  return unknown(`snapd took ${snap} away and made it anew, and no longer knows why`, 'expected');
}
