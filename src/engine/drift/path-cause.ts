import { causeOfEdit } from './edit-cause.ts';
import { ownWrite } from './own-write.ts';
import { type Case, type Judged, byBulwark, rebooted, unknown } from './judged.ts';
import { type MovedPath, type PathMark, livesInKernel } from './path-mark.ts';
import { madeBySnapd, snapThatMakes } from './unit-cause.ts';

/** Why one path is no longer as the marker has it. */
export function causeOfPath(moved: MovedPath, about: Case): Judged {
  const { evidence, since } = about;
  if (livesInKernel(moved.path)) {
    const set = evidence.writes.findLast(({ path, at }) => path === moved.path && since !== null && at > since);
    if (set !== undefined) return byBulwark(set);
    return rebooted(about) ?? unknown('it was set in the running kernel, which does not say when or by whom');
  }
  const times = evidence.times.get(moved.path);
  if (times === undefined) return unknown('the host does not say when it was changed');
  const write = ownWrite(moved, times, evidence);
  if (write !== null) return byBulwark(write);
  const snap = snapThatMakes(moved.path);
  const made = snap === null ? null : madeBySnapd(snap, moved, times, about);
  if (made !== null) return made;
  if (moved.path.startsWith('/run/')) return rebooted(about) ?? causeOfEdit(moved, times, about);
  if (isAsBefore(moved.before, moved.after)) return unknown('it was written again, as it was', 'expected');
  return causeOfEdit(moved, times, about);
}

/** Only the inode is another. */
const isAsBefore = (before: PathMark, after: PathMark): boolean =>
  before.kind !== 'absent' &&
  after.kind === before.kind &&
  after.mode === before.mode &&
  after.uid === before.uid &&
  after.gid === before.gid &&
  after.hash === before.hash;
