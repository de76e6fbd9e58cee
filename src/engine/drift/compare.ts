import type { FullLook } from '../../domain/event.ts';
import type { Marker } from './marker.ts';
import { currentOf } from './managed-paths.ts';
import { type MovedPath, type MovedSnap, type PathMark, sameMark } from './path-mark.ts';

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

/** What a marker is judged by. */
interface About {
  /** Of the run plan. */
  readonly digest: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Everything is looked at, whatever the marker says. */
  readonly full: boolean;
  /** An earlier run left handlers behind. */
  readonly pending: boolean;
}

/** `seen` is what is there now. */
export function compare(marker: Marker | null, seen: Pick<Marker, 'paths' | 'snaps'>, about: About): Comparison {
  if (marker === null) return { ...unknownHost, why: about.full ? 'asked' : unknownHost.why };
  const snaps = movedSnaps(marker.snaps, seen.snaps);
  const links = new Set(snaps.map(({ snap }) => currentOf(snap)));
  const paths = movedPaths(marker.paths, seen.paths).filter(({ path }) => !links.has(path));
  return { marker, paths, snaps, why: whyLook(marker, paths.length + snaps.length > 0, about) };
}

function whyLook(marker: Marker, moved: boolean, { digest, now, full, pending }: About): FullLook | null {
  if (full) return 'asked';
  if (moved || pending) return 'moved';
  if (marker.digest !== digest) return 'playbook-changed';
  return isFresh(marker, now) && ![...marker.paths].some(isUnread) ? null : 'daily';
}

/** Everything was looked at less than a day ago, as far as the clock can be trusted. */
export const isFresh = ({ checkedAt }: Pick<Marker, 'checkedAt'>, now: number): boolean =>
  checkedAt <= now && now - checkedAt < fullLookEvery;

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
