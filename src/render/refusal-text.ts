import type { RunEvent } from '../domain/event.ts';
import { wrap } from './columns.ts';
import { escapeControls } from './host-text.ts';

/** Why a run refuses to change anything: `refused  …` or `busy  …`, and what to type instead. */
export function refusalText(event: Extract<RunEvent, { type: 'run-refused' }>, width: number): readonly string[] {
  if (event.code === 'not-confirmed') return [];
  const word = event.code === 'busy' ? 'busy' : 'refused';
  const hang = word.length + 2;
  const hint =
    event.hint === null
      ? []
      : event.hint.split('\n').flatMap((line) => wrap(`${' '.repeat(hang)}${escapeControls(line)}`, width, hang));
  return [...wrap(`${word}  ${escapeControls(event.message)}`, width, hang), ...hint];
}
