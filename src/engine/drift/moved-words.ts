import type { Moved } from '../../domain/drift.ts';
import type { MovedPath, MovedSnap, PathMark } from './path-mark.ts';

/** What moved in words for people: only what differs, and a new inode only where nothing else does. */
export const movedWords = (paths: readonly MovedPath[], snaps: readonly MovedSnap[]): readonly Moved[] => [
  ...snaps.map(({ snap, before, after }) => ({
    what: `snap ${snap}`,
    before: revisionWords(before),
    after: revisionWords(after),
  })),
  ...paths.map(({ path, before, after }) => ({ what: path, ...sidesOf(before, after) })),
];

const revisionWords = (revision: string | null): string | null => (revision === null ? null : `revision ${revision}`);

function sidesOf(before: PathMark, after: PathMark): Pick<Moved, 'before' | 'after'> {
  if (before.kind === 'absent') return { before: null, after: after.kind === 'absent' ? null : whole(after) };
  if (after.kind === 'absent') return { before: whole(before), after: null };
  const aspects: readonly (readonly [differs: boolean, before: string, after: string])[] = [
    [before.kind !== after.kind, before.kind, after.kind],
    [before.mode !== after.mode, `mode ${octal(before.mode)}`, `mode ${octal(after.mode)}`],
    [
      before.uid !== after.uid || before.gid !== after.gid,
      `owner ${before.uid}:${before.gid}`,
      `owner ${after.uid}:${after.gid}`,
    ],
    [before.hash !== after.hash, 'content', 'other content'],
  ];
  const differing = aspects.filter(([differs]) => differs);
  if (differing.length === 0) return { before: `inode ${before.inode}`, after: `inode ${after.inode}` };
  return {
    before: differing.map(([, text]) => text).join(', '),
    after: differing.map(([, , text]) => text).join(', '),
  };
}

type Present = Exclude<PathMark, { kind: 'absent' }>;

const whole = ({ kind, mode }: Present): string => `${kind}, mode ${octal(mode)}`;

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');
