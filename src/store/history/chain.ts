import { sha256 } from '../../domain/sha256.ts';

/** One row of the history. `text` is JSON, that of `events` compressed; `first` is the first event in it. */
export interface Entry {
  readonly n: number;
  /** The entry that the run begins with. */
  readonly run: number;
  readonly kind: 'created' | 'begin' | 'events' | 'end';
  readonly first: number | null;
  readonly text: Uint8Array;
}

/** SHA-256, in hex, of the entry and of the hash before it: whoever changes one has to change all that follow. */
export const entryHash = (previous: string, { n, run, kind, first, text }: Entry): string =>
  sha256(JSON.stringify([previous, n, run, kind, first, sha256(text)]));

/** What stands before the first entry. */
export const NO_HASH = '';
