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
}
