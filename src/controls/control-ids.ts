import type { ControlId } from '../domain/module.ts';

/**
 * The ids in a file of the catalogue as it is shipped, where each stands on a line of its own: for completion and
 * guesses, which cannot wait until all of it is read and checked.
 */
export const controlIdsIn = (text: string): readonly ControlId[] =>
  [...text.matchAll(/^ {2}- id: ([A-Z].*)$/gm)].flatMap(([, id]) => (id === undefined ? [] : [id]));
