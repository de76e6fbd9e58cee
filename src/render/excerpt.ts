import type { SourceRange } from '../domain/diagnostic.ts';
import { cellsOf, columnsOf } from './visible-text.ts';
import type { Cell } from './visible-text.ts';

/** The lines around a mistake, cut to fit, and how to underline it: `column` spaces, then `length` carets. */
export interface Excerpt {
  readonly lines: readonly { readonly number: number; readonly text: string }[];
  readonly column: number;
  readonly length: number;
}

/** Null when the text has no such line. `columns` is the room for text; a cut is marked by `…`. */
export function excerpt(text: string, range: SourceRange, columns: number): Excerpt | null {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const { line } = range.start;
  const current = lines[line - 1];
  if (current === undefined) return null;
  const cells = cellsOf(withoutReturn(current));
  const from = Math.min(range.start.column - 1, cells.length);
  const to = range.end.line > line ? cells.length : range.end.column - 1;
  const before = columnsOf(cells.slice(0, from));
  const marked = Math.max(1, columnsOf(cells.slice(from, to)));
  const window = windowAround(before, columnsOf(cells), columns);
  const previous = cut(cellsOf(withoutReturn(lines[line - 2] ?? '')), window);
  const shown = [{ number: line, text: cut(cells, window) }];
  if (/[^\s…]/.test(previous)) shown.unshift({ number: line - 1, text: previous });
  const column = before - window.from;
  return { lines: shown, column, length: Math.max(1, Math.min(marked, columns - column)) };
}

/** Display columns from `from` (inclusive) to `to` (exclusive). */
interface Window {
  readonly from: number;
  readonly to: number;
}

const withoutReturn = (line: string): string => line.replace(/\r$/, '');

/** Everything if it fits; else a piece with the mistake a third of the way in, so that neither `…` hides it. */
function windowAround(before: number, total: number, columns: number): Window {
  if (Math.max(total, before + 1) <= columns) return { from: 0, to: columns };
  const from = Math.max(0, Math.min(before - Math.floor(columns / 3), total - columns + 1));
  return { from, to: from + columns };
}

/** The cells within the window; `…` stands for what was cut off at either end, spaces for half a wide character. */
function cut(cells: readonly Cell[], { from, to }: Window): string {
  let column = 0;
  let text = '';
  let width = 0;
  const total = columnsOf(cells);
  const [first, last] = [from === 0 ? 0 : from + 1, total > to ? to - 1 : to];
  for (const cell of cells) {
    const end = column + cell.columns;
    if (column >= first && end <= last) {
      text += cell.text;
      width += cell.columns;
    } else if (end > first && column < last) {
      const part = Math.min(end, last) - Math.max(column, first);
      text += ' '.repeat(part);
      width += part;
    }
    column = end;
  }
  const start = from > 0 && total > from ? '…' : '';
  return total > to ? `${start}${text}${' '.repeat(Math.max(0, last - first - width))}…` : `${start}${text}`.trimEnd();
}
