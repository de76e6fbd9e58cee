/**
 * What a marker has of one managed path, and what is there now. Modes are permission bits, `hash` is the lower-case
 * hex SHA-256 of a file's content or of a link's target (with what it leads to, if that is a file); null where there is
 * none or it could not be read.
 */
export type PathMark =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'file' | 'directory' | 'link' | 'other';
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      readonly inode: number;
      readonly hash: string | null;
    };

/** Times are not compared: content, attributes and the inode say enough. */
export function sameMark(one: PathMark, other: PathMark): boolean {
  if (one.kind === 'absent' || other.kind === 'absent') return one.kind === other.kind;
  return sameButInode(one, other) && one.inode === other.inode;
}

/** Both are there, and only the inode may be another: what was written again as it was. */
export const sameButInode = (one: PathMark, other: PathMark): boolean =>
  one.kind !== 'absent' &&
  other.kind === one.kind &&
  other.mode === one.mode &&
  other.uid === one.uid &&
  other.gid === one.gid &&
  other.hash === one.hash;

/** A managed path that is not as the marker has it. */
export interface MovedPath {
  readonly path: string;
  readonly before: PathMark;
  readonly after: PathMark;
}

/** A snap whose current revision is not the marker's; null: none. */
export interface MovedSnap {
  readonly snap: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** No file, but a value of the running kernel: it has no age, and its inode changes as the kernel pleases. */
export const livesInKernel = (path: string): boolean => /^\/(?:proc|sys)\//.test(path);
