import type { FullLook } from '../../domain/event.ts';
import type { Marker } from './marker.ts';
import { currentOf } from './managed-paths.ts';
import type { MovedPath, MovedSnap, PathMark } from './path-mark.ts';

/** After that long everything is looked at, whatever the marker says. Milliseconds. */
export const fullLookEvery = 24 * 60 * 60 * 1000;

/** The marker of a host against what is there now. */
export interface Comparison {
  /** Null: there is none. */
  readonly marker: Marker | null;
  readonly paths: readonly MovedPath[];
  readonly snaps: readonly MovedSnap[];
  /** Why everything has to be looked at; null: the marker is enough. */
  readonly why: FullLook | null;
}

/** Of a host that was not asked yet, or that no task of the playbook asks anything. */
export const unknownHost: Comparison = { marker: null, paths: [], snaps: [], why: 'never-applied' };

/** `marks` and `snaps` are what is there now; `pending`: an earlier run left handlers behind. */
export function compare(
  marker: Marker | null,
  seen: Pick<Marker, 'paths' | 'snaps'>,
  about: { readonly digest: string; readonly now: number; readonly full: boolean; readonly pending: boolean },
): Comparison {
  if (marker === null) return { marker, paths: [], snaps: [], why: about.full ? 'asked' : 'never-applied' };
  const snaps = movedSnaps(marker.snaps, seen.snaps);
  const links = new Set(snaps.map(({ snap }) => currentOf(snap)));
  const paths = movedPaths(marker.paths, seen.paths).filter(({ path }) => !links.has(path));
  const isOld =
    about.now - marker.checkedAt >= fullLookEvery || marker.checkedAt > about.now || [...marker.paths].some(isUnread);
  const why = about.full
    ? 'asked'
    : paths.length + snaps.length > 0 || about.pending
      ? 'moved'
      : marker.digest !== about.digest
        ? 'playbook-changed'
        : isOld
          ? 'daily'
          : null;
  return { marker, paths, snaps, why };
}

/** A file whose content could not be read may hold anything by now. */
const isUnread = ([, mark]: readonly [string, PathMark]): boolean => mark.kind === 'file' && mark.hash === null;

const absent: PathMark = { kind: 'absent' };

const movedPaths = (before: Marker['paths'], now: Marker['paths']): readonly MovedPath[] =>
  [...before].flatMap(([path, mark]) => {
    const after = now.get(path) ?? absent;
    return sameMark(mark, after) ? [] : [{ path, before: mark, after }];
  });

const movedSnaps = (before: Marker['snaps'], now: Marker['snaps']): readonly MovedSnap[] =>
  [...before].flatMap(([snap, revision]) => {
    const after = now.get(snap) ?? null;
    return revision === after ? [] : [{ snap, before: revision, after }];
  });

/** Times are not compared: content, attributes and the inode say enough. */
export function sameMark(one: PathMark, other: PathMark): boolean {
  if (one.kind === 'absent' || other.kind === 'absent') return one.kind === other.kind;
  return (
    one.kind === other.kind &&
    one.mode === other.mode &&
    one.uid === other.uid &&
    one.gid === other.gid &&
    one.inode === other.inode &&
    one.hash === other.hash
  );
}
