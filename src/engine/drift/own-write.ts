import type { Evidence, OwnWrite, PathTimes } from './evidence.ts';
import type { MovedPath, PathMark } from './path-mark.ts';

/** Bulwark notes an entry right before or after the change that it is about. */
const noted = 30_000;

/** The entry of Bulwark's own journal that made the path what it is now; null: somebody else did. */
export function ownWrite({ path, after }: MovedPath, { changed }: PathTimes, { writes }: Evidence): OwnWrite | null {
  const isIt = (write: OwnWrite): boolean =>
    write.path === path && Math.abs(write.at - changed) < noted && isLeftAs(write.left, after);
  return writes.findLast(isIt) ?? null;
}

/** Whether the journal's words for a state fit what is there; a new folder and a change of attributes say less than a write. */
function isLeftAs(left: string, mark: PathMark): boolean {
  const [kind, mode, uid, gid, hash] = left.split(' ');
  if (mark.kind === 'absent' || kind === 'absent') return mark.kind === kind;
  if (mark.kind === 'link' || mode === undefined) return mark.kind === kind;
  const isSameContent = hash === undefined || hash === mark.hash;
  return (
    mark.kind === kind &&
    mark.mode === Number.parseInt(mode, 8) &&
    mark.uid === Number(uid) &&
    mark.gid === Number(gid) &&
    isSameContent
  );
}
