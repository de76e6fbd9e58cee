import { sha256 } from './sha256.ts';

/** What is at a path of the controller where something of a host is kept. */
export type SavedFile =
  | { readonly kind: 'absent' | 'folder' | 'other' }
  | { readonly kind: 'file'; readonly sha256: string; readonly size: number };

/** Files that a run brings from hosts. Paths are absolute, or start where the operator stands. */
export interface SavedFiles {
  /** Throws where it cannot look. */
  look(path: string): SavedFile;
  /** In one step, for the operator alone (0600; new folders 0700). Throws with what the system said. */
  save(path: string, content: Uint8Array): void;
  /** Encrypted with age for these public keys. Throws for a key that is none. */
  seal(content: Uint8Array, recipients: readonly string[]): Promise<Uint8Array>;
}

/** What is kept encrypted differs each time, so that its digests lie beside it. */
export const digestPath = (path: string): string => `${path}.sha256`;

/** As `sha256sum` writes it. `content` and `sealed` are the digests of what was encrypted and of what came of it. */
export const digestText = (
  path: string,
  digests: { readonly content: string; readonly sealed: string },
  recipients: readonly string[],
): string => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const keys = recipients.toSorted().map((recipient) => `# for ${recipient}\n`);
  return `${digests.sealed}  ${name}\n${digests.content}  ${name.replace(/\.age$/, '')}\n${keys.join('')}`;
};

/** The digest that `digestText` of this content has, once it has been encrypted to what is there. */
export const expectedDigest = (
  path: string,
  content: Uint8Array,
  sealed: string,
  recipients: readonly string[],
): string => sha256(digestText(path, { content: sha256(content), sealed }, recipients));
