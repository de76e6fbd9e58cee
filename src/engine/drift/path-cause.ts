import { causeOfEdit } from './edit-cause.ts';
import { type Case, type Judged, byBulwark, rebooted, unknown } from './judged.ts';
import type { MovedPath, PathMark } from './path-mark.ts';
import { madeBySnapd, snapOfUnit } from './unit-cause.ts';

/** Bulwark's journal has an entry right before the change, or right after. */
const noted = 60_000;

/** Why one path is no longer as the marker has it. */
export function causeOfPath(moved: MovedPath, about: Case): Judged {
  const { evidence, since } = about;
  const write = evidence.writes.filter(({ path }) => path === moved.path).toSorted((a, b) => b.at - a.at)[0];
  if (livesInKernel(moved.path)) {
    if (write !== undefined && since !== null && write.at > since) return byBulwark(write);
    return rebooted(about) ?? unknown('it was set in the running kernel, which does not say when or by whom');
  }
  const times = evidence.times.get(moved.path);
  if (times === undefined) return unknown('the host does not say when it was changed');
  if (write !== undefined && Math.abs(write.at - times.changed) < noted) return byBulwark(write);
  const snap = snapOfUnit(moved.path);
  const made = snap === null ? null : madeBySnapd(snap, moved, times, about);
  if (made !== null) return made;
  if (moved.path.startsWith('/run/')) return rebooted(about) ?? causeOfEdit(moved, times, about);
  if (isAsBefore(moved.before, moved.after)) return unknown('it was written again, as it was', 'expected');
  return causeOfEdit(moved, times, about);
}

/** No file, but a value of the running kernel: it has no age, and a new inode at each start. */
const livesInKernel = (path: string): boolean => /^\/(?:proc|sys)\//.test(path);

/** Only the inode is another. */
const isAsBefore = (before: PathMark, after: PathMark): boolean =>
  before.kind !== 'absent' &&
  after.kind === before.kind &&
  after.mode === before.mode &&
  after.uid === before.uid &&
  after.gid === before.gid &&
  after.hash === before.hash;
