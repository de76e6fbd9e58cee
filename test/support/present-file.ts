import type { PresentFile } from '../../src/domain/file-state.ts';
import { sha256 } from '../../src/domain/sha256.ts';

/** A file of root's at `/x` with this content, as a host describes it; `other`: what is otherwise. */
export const presentFile = (content: string | Buffer, other: Partial<PresentFile> = {}): PresentFile => ({
  kind: 'file',
  realPath: '/x',
  mode: 0o600,
  uid: 0,
  gid: 0,
  owner: 'root',
  group: 'root',
  size: content.length,
  inode: 1,
  modified: 0,
  sha256: sha256(content),
  content: Buffer.from(content),
  ...other,
});
