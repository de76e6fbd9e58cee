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
