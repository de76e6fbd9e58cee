import type { ControlId } from '../../../domain/module.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** The script opens the control; on paper it is its id. */
export const controlLinks = (ids: readonly ControlId[]): readonly Markup[] =>
  ids.map((id, at) => markup`${at === 0 ? null : ', '}<a href="#${id}">${id}</a>`);
