import type { FileState, PresentFile } from '../../domain/file-state.ts';
import { BadAnswer, type Answers } from '../../domain/module.ts';

/** What is at a path, surely: present or absent. */
export type KnownFile = Exclude<FileState, { readonly kind: 'unknown' }>;

/** The answer about a path; throws BadAnswer where the host could not look. */
export function knownFile(answers: Answers, path: string, follow: boolean): KnownFile {
  const state = answers.file(path, follow);
  if (state.kind === 'unknown') throw new BadAnswer(`${path} could not be looked at: ${state.why}`, [state.why]);
  return state;
}

export const isPresent = (state: KnownFile): state is PresentFile => state.kind !== 'absent';

/** The folder that a path stands in; `/` for a path of the root. Trailing slashes do not count. */
export function parentOf(path: string): string {
  const bare = withoutSlash(path);
  return bare.slice(0, Math.max(1, bare.lastIndexOf('/')));
}

export const baseName = (path: string): string => withoutSlash(path).slice(withoutSlash(path).lastIndexOf('/') + 1);

export const withoutSlash = (path: string): string => (path === '/' ? path : path.replace(/\/+$/, '') || '/');

/** A file or folder of root's as it is made without a word about it, where nothing is yet. */
export const imagined = (kind: 'file' | 'directory', realPath: string): PresentFile => ({
  kind,
  realPath,
  mode: kind === 'file' ? 0o644 : 0o755,
  uid: 0,
  gid: 0,
  owner: 'root',
  group: 'root',
  size: 0,
  inode: 0,
  modified: 0,
});
