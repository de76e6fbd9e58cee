import { statSync } from 'node:fs';

/** What people other than `me` (and root) may do with a file. A group that is only mine does not count: one with my own number, as a user's own group has. */
export function othersMay(
  path: string,
  me: { readonly uid: number; readonly gid: number },
): { readonly read: boolean; readonly write: boolean } {
  const { mode, uid, gid } = statSync(path);
  const bits = (mode & 0o007) | (gid === me.gid && gid === me.uid ? 0 : (mode & 0o070) >> 3);
  const foreign = uid !== me.uid && uid !== 0;
  return { read: foreign || (bits & 0o4) !== 0, write: foreign || (bits & 0o2) !== 0 };
}
