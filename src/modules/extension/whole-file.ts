import type { Planned, Query } from '../../domain/module.ts';
import { isPresent, knownFile, parentOf, type KnownFile } from '../file/known-file.ts';
import { planWrite, writeReads, type WantedFile } from '../file/planned-write.ts';

/** A file as the host has it. */
export interface SeenFile {
  /** Its text as UTF-8; null where there is no file, or none that can be read as text (a folder, more than 1 MiB). */
  readonly text: string | null;
  readonly file: KnownFile;
  readonly parent: KnownFile;
}

type FileWish = Omit<WantedFile, 'follow'> & { readonly follow?: boolean };

/** The question about one file and its content. */
export const askFile = (wish: Pick<FileWish, 'path' | 'owner' | 'group' | 'follow'>): Query<SeenFile> => ({
  files: [
    { path: wish.path, follow: wish.follow ?? false, want: 'content' },
    { path: parentOf(wish.path), follow: true, want: 'attributes' },
  ],
  reads: writeReads(wish),
  parse: (answers) => {
    const file = knownFile(answers, wish.path, wish.follow ?? false);
    const content = isPresent(file) ? file.content : null;
    return { file, parent: knownFile(answers, parentOf(wish.path), true), text: content?.toString() ?? null };
  },
});

/** The change that makes the file as wanted, with its diff; none where it is. What was there is kept for a rollback. */
export const planFile = (wish: FileWish, { file, parent }: SeenFile): Planned =>
  planWrite({ follow: false, ...wish }, file, parent);
