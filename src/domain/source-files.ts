import type { InventoryPrograms } from './inventory-programs.ts';
import type { SealedTexts } from './sealed-texts.ts';

/**
 * The operator's files, as the readers of playbooks and inventories see them. Synchronous; paths as the operator
 * wrote them. Only a missing file is `null`: what cannot be read for another reason throws (EACCES, EISDIR).
 */
export interface SourceFiles {
  read(path: string): Uint8Array | null;
  /** Names in the folder, sorted; null when there is no such folder. */
  list(folder: string): readonly string[] | null;
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
  /** Neither file nor folder, but there: a pipe, a socket, a device. Reading it may never end. */
  isOther?(path: string): boolean;
  /** The text of a file that was read before, for excerpts in diagnostics; of an encrypted one there is none. */
  textOf(path: string): string | undefined;
  /** Opens what is encrypted in these files; without it nothing encrypted can be read. */
  readonly sealed?: SealedTexts;
  /** Runs inventories that are programs; without it none is run. */
  readonly programs?: InventoryPrograms;
}
