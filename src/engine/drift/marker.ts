import type { LastGoodRun } from '../../domain/drift.ts';
import type { PathMark } from './path-mark.ts';

/**
 * What the last good run with a playbook left on a host. A cache of the host's own, in `state/KEY` of the journal's
 * folder: the first line is JSON, each of the others a mark and a path, so that a shell can read the paths.
 */
export interface Marker extends LastGoodRun {
  /** Of the run plan: the playbook, its variables and the inventory. */
  readonly digest: string;
  /** Current revision of each snap that the managed paths belong to; null: there was none. */
  readonly snaps: ReadonlyMap<string, string | null>;
  readonly paths: ReadonlyMap<string, PathMark>;
}

/** The name of a playbook's marker: its base name with nothing in it that a shell or a folder could misread. */
export const markerKey = (playbook: string): string =>
  (playbook.split('/').at(-1) ?? '').replaceAll(/[^\w.-]+/g, '_').replace(/^\.+/, '_') || '_';

/** Without what it was compared with. */
export const lastGoodRun = (marker: Marker | null): LastGoodRun | null =>
  marker === null ? null : { run: marker.run, who: marker.who, at: marker.at, checkedAt: marker.checkedAt };

/** The lines of the file. */
export const markerLines = ({ run, who, at, checkedAt, digest, snaps, paths }: Marker): readonly string[] => [
  JSON.stringify({ bulwark: 'marker', version: 1, run, who, at, checkedAt, digest, snaps: Object.fromEntries(snaps) }),
  ...[...paths].map(([path, mark]) => `${markText(mark)} ${path}`),
];

/** Paths that a marker may name, and UTF-16 units of each and of the first line: who is root on a host writes what they like. */
const mostPaths = 5000;
const longestPath = 4096;
const longestHead = 64 * 1024;

/** Null for what is no marker, or one that a later Bulwark wrote: everything is looked at then. */
export function readMarker(text: string): Marker | null {
  const [first = '', ...lines] = text.split('\n', mostPaths + 3).filter((line) => line !== '');
  if (first.length > longestHead || lines.length > mostPaths) return null;
  const head = readHead(first);
  const paths = lines.map(readLine);
  if (head === null || paths.some((one) => one === null)) return null;
  return { ...head, paths: new Map(paths.flatMap((one) => (one === null ? [] : [one]))) };
}

const letters = { file: 'f', directory: 'd', link: 'l', other: 'o' } as const;
const kinds = new Map<string, keyof typeof letters>([
  ['f', 'file'],
  ['d', 'directory'],
  ['l', 'link'],
  ['o', 'other'],
]);

const markText = (mark: PathMark): string =>
  mark.kind === 'absent'
    ? '-'
    : [letters[mark.kind], mark.mode.toString(8), mark.uid, mark.gid, mark.inode, mark.hash ?? '-'].join(':');

function readLine(line: string): readonly [string, PathMark] | null {
  const at = line.indexOf(' ');
  const mark = readMark(line.slice(0, Math.max(0, at)));
  const path = line.slice(at + 1);
  return mark === null || !path.startsWith('/') || path.length > longestPath ? null : [path, mark];
}

function readMark(text: string): PathMark | null {
  if (text === '-') return { kind: 'absent' };
  const [, letter = '', mode = '', uid, gid, inode, hash = '-'] =
    /^([fdlo]):([0-7]{1,4}):(\d+):(\d+):(\d+):([0-9a-f]{64}|-)$/.exec(text) ?? [];
  const kind = kinds.get(letter);
  if (kind === undefined) return null;
  return {
    kind,
    mode: Number.parseInt(mode, 8),
    uid: Number(uid),
    gid: Number(gid),
    inode: Number(inode),
    hash: hash === '-' ? null : hash,
  };
}

function readHead(line: string): Omit<Marker, 'paths'> | null {
  const { bulwark, version, run, who, at, checkedAt, digest, snaps } = objectOf(line);
  if (bulwark !== 'marker' || version !== 1) return null;
  if (!isShown(run) || !isShown(who) || !isShown(digest) || !isTime(at) || !isTime(checkedAt)) return null;
  if (typeof snaps !== 'object' || snaps === null) return null;
  const revisions = Object.entries(snaps).map(([name, revision]): [string, string | null] => [
    name,
    typeof revision === 'string' ? revision : null,
  ]);
  const areSnaps = revisions.every(([name, revision]) => isSnapName(name) && (revision === null || isShown(revision)));
  return areSnaps ? { run, who, at, checkedAt, digest, snaps: new Map(revisions) } : null;
}

/** A text of one line that can be shown, and a command can hold. */
const isShown = (value: unknown): value is string => typeof value === 'string' && /^[^\p{Cc}]{0,400}$/u.test(value);

const isSnapName = (name: string): boolean => /^[a-z0-9-]{1,40}$/.test(name);

/** Milliseconds that a calendar has (ECMA-262, "Time Values"), with room to reckon with. */
const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 8e15;

function objectOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
