/** A piece of text as a terminal shows it: `columns` wide, 0 for a combining mark, 2 for a wide character. */
export interface Cell {
  readonly text: string;
  readonly columns: number;
}

const TAB_COLUMNS = 4;
/** Control, bidirectional and invisible characters, line separators, lone surrogates: they could rearrange what is read. */
const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;
const MARK = /[\p{Mn}\p{Me}\ufe00-\ufe0f]/u;
/** Unicode's East Asian Width W and F, by blocks, and what emoji are drawn as (UAX 11, Unicode 16). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** One cell for each code point: tabs as spaces, hidden characters as `\u{1b}`. */
export function cellsOf(text: string): readonly Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (const point of text) {
    const cell = cellOf(point, column);
    cells.push(cell);
    column += cell.columns;
  }
  return cells;
}

/** The text with nothing hidden in it. */
export const visible = (text: string): string =>
  cellsOf(text)
    .map((cell) => cell.text)
    .join('');

export const columnsOf = (cells: readonly Cell[]): number => cells.reduce((sum, { columns }) => sum + columns, 0);

function cellOf(point: string, column: number): Cell {
  if (point === '\t') return spaces(TAB_COLUMNS - (column % TAB_COLUMNS));
  if (HIDDEN.test(point)) return escaped(point);
  if (MARK.test(point)) return { text: point, columns: 0 };
  return { text: point, columns: WIDE.test(point) ? 2 : 1 };
}

const spaces = (columns: number): Cell => ({ text: ' '.repeat(columns), columns });

function escaped(point: string): Cell {
  const text = `\\u{${(point.codePointAt(0) ?? 0).toString(16)}}`;
  return { text, columns: text.length };
}
