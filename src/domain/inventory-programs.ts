/**
 * What came of running an inventory that is a program. wanted: it was not run yet; that it is wanted is noted, and
 * whatever is read with it now will be read again.
 */
export type ProgramOutput =
  | { readonly kind: 'printed'; readonly text: string }
  | { readonly kind: 'wanted' }
  | { readonly kind: 'refused'; readonly message: string; readonly detail?: string; readonly hint: string };

/** The way of pure readers to inventories that are programs. */
export interface InventoryPrograms {
  /** Whether whoever runs Bulwark may execute the file. */
  isExecutable(path: string): boolean;
  run(path: string, args: readonly string[]): ProgramOutput;
}
