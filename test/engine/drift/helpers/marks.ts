import type { PathMark } from '../../../../src/engine/drift/path-mark.ts';

/** A file as a good run left it, but for what is said. */
export const mark = (about: Partial<Exclude<PathMark, { kind: 'absent' }>> = {}): PathMark => ({
  kind: 'file',
  mode: 0o600,
  uid: 0,
  gid: 0,
  inode: 1,
  hash: 'a'.repeat(64),
  ...about,
});
