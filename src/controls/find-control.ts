import type { Catalogue, Control } from '../domain/control.ts';
import type { ControlId } from '../domain/module.ts';

/** Gives the own id of a control in any of its forms; null: there is none. */
export type IdOf = (word: string) => ControlId | null;

export const idFinder =
  (catalogue: Pick<Catalogue, 'controls'>): IdOf =>
  (word) =>
    findControl(catalogue, word)?.id ?? null;

/**
 * The control that a word means: its id in any case, or `CIS112-` and its number in CIS 1.12, as that profile shows
 * it. Null when there is none.
 */
export function findControl({ controls }: Pick<Catalogue, 'controls'>, word: string): Control | null {
  const id = word.trim().toUpperCase();
  const own = controls.get(id);
  if (own !== undefined) return own;
  const [, number] = /^CIS112-(.+)$/.exec(id) ?? [];
  if (number === undefined) return null;
  return [...controls.values()].find(({ numbers }) => numbers['cis-1.12'] === number) ?? null;
}
