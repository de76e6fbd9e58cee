import type { PathTimes } from './evidence.ts';
import { type Case, type Judged, unknown } from './judged.ts';
import type { MovedPath } from './path-mark.ts';
import { goneSnap, refreshOf } from './snap-cause.ts';

/** snapd's times are whole seconds, cut off. */
const slack = 2000;
/** Between the first and the last thing that snapd makes of a snap. */
const oneGo = 15_000;

/** The snap whose unit this is: snapd writes `snap.NAME.APP.service`, sockets and timers, and `snap-NAME-REVISION.mount`. */
export function snapOfUnit(path: string): string | null {
  const [, app, mount] =
    /^\/etc\/systemd\/system\/(?:snap\.([a-z0-9-]+)\.[\w.-]+\.(?:service|socket|timer)|snap-([a-z0-9-]+)-\w+\.mount)$/.exec(
      path,
    ) ?? [];
  return app ?? mount ?? null;
}

/** Whether snapd made this unit of the snap as it is now, and when; null: it did not. */
export function madeBySnapd(snap: string, moved: MovedPath, { changed }: PathTimes, about: Case): Judged | null {
  const ofSnap = about.events.filter(({ cause }) => cause.snap === snap);
  const underWay = ofSnap.find(({ cause }) => cause.endedAt === null);
  if (moved.after.kind === 'absent') {
    if (underWay !== undefined) return { class: 'expected', cause: underWay.cause };
    if (about.evidence.snaps.get(snap)?.current === null) return goneSnap(snap);
  }
  const event = ofSnap.findLast(
    ({ wrote }) => wrote !== null && changed >= wrote.from - slack && changed <= wrote.until + slack,
  );
  // In the same second somebody may have made something else of it.
  if (event !== undefined) return { class: isAsMade(moved) ? 'expected' : 'unknown', cause: event.cause };
  return isAsMade(moved) ? ofForgottenChange(snap, changed, about) : null;
}

const isAsMade = ({ after }: MovedPath): boolean =>
  after.kind === 'file' && after.mode === 0o644 && after.uid === 0 && after.gid === 0;

/** snapd forgets a change after a day; what it made then is as old as its link to the current revision. */
function ofForgottenChange(snap: string, changed: number, { evidence, snapsMoved }: Case): Judged | null {
  const since = evidence.snaps.get(snap)?.currentSince ?? null;
  if (since === null || Math.abs(since - changed) > oneGo) return null;
  const moved = snapsMoved.get(snap);
  if (moved !== undefined) return refreshOf(moved, evidence.snaps);
  return unknown(`snapd took ${snap} away and made it anew, and no longer knows why`, 'expected');
}
