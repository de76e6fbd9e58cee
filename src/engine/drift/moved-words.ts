import type { Moved } from '../../domain/drift.ts';
import { type MovedPath, type MovedSnap, type PathMark, livesInKernel } from './path-mark.ts';

/** What differs of a path, in words: `mode 0600`, `mode 0644`. */
export function movedPathWords({ path, before, after }: MovedPath): Moved {
  if (livesInKernel(path)) return { what: path, before: 'as it was left', after: 'another value' };
  if (before.kind === 'absent' || after.kind === 'absent')
    return { what: path, before: wordsAlone(before), after: wordsAlone(after) };
  const differing = aspects.filter((words) => words(before) !== words(after));
  const shown = differing.length === 0 ? [inode] : differing;
  const said = (mark: Present): string => shown.map((words) => words(mark)).join(', ');
  return { what: path, before: said(before), after: said(after) };
}

/** `snap k8s`, `revision 3541`, `revision 3588`. */
export const movedSnapWords = ({ snap, before, after }: MovedSnap): Moved => ({
  what: `snap ${snap}`,
  before: before === null ? null : `revision ${before}`,
  after: after === null ? null : `revision ${after}`,
});

type Present = Exclude<PathMark, { readonly kind: 'absent' }>;

const kind = (mark: Present): string => (mark.kind === 'directory' ? 'folder' : mark.kind);
const mode = (mark: Present): string => `mode ${mark.mode.toString(8).padStart(4, '0')}`;
const owner = (mark: Present): string => `owner ${mark.uid}:${mark.gid}`;
const content = (mark: Present): string => (mark.hash === null ? 'no content' : `content ${mark.hash.slice(0, 8)}`);
const inode = (mark: Present): string => `inode ${mark.inode}`;
/** A new inode alone is told only where nothing else differs. */
const aspects = [kind, mode, owner, content];

const wordsAlone = (mark: PathMark): string | null => (mark.kind === 'absent' ? null : `${kind(mark)}, ${mode(mark)}`);
