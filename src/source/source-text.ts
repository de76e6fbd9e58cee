import type { Position, SourceRange } from '../domain/diagnostic.ts';
import type { SealedTexts } from '../domain/sealed-texts.ts';

/** One file's text (without byte order mark) and the way from UTF-16 offsets to lines and columns. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** Opens what is encrypted in it. */
  readonly sealed?: SealedTexts | undefined;
  /** `end` is exclusive; both are kept within the text. */
  range(start: number, end: number): SourceRange;
  /** The line that holds `offset`, without its line break, and the offset where it starts. */
  lineAt(offset: number): { readonly number: number; readonly start: number; readonly text: string };
}

export function sourceText(file: string, text: string): SourceText {
  const lineStarts = offsetsOf(text, /\n/g).map((offset) => offset + 1);
  const pairs = offsetsOf(text, /[\u{10000}-\u{10ffff}]/gu);
  const lineNumber = (offset: number): number => countBelow(lineStarts, offset + 1) + 1;
  const lineStart = (number: number): number => (number === 1 ? 0 : (lineStarts[number - 2] ?? text.length));
  const position = (offset: number): Position => {
    const line = lineNumber(offset);
    const start = lineStart(line);
    const wide = pairs.length === 0 ? 0 : countBelow(pairs, offset) - countBelow(pairs, start);
    return { line, column: offset - start - wide + 1 };
  };
  const within = (offset: number): number => Math.max(0, Math.min(offset, text.length));
  return {
    file,
    text,
    range: (start, end) => ({
      file,
      start: position(within(start)),
      end: position(Math.max(within(start), within(end))),
    }),
    lineAt: (offset) => {
      const number = lineNumber(within(offset));
      const start = lineStart(number);
      const next = lineStarts[number - 1];
      return { number, start, text: text.slice(start, next === undefined ? text.length : next - 1).replace(/\r$/, '') };
    },
  };
}

/** `end` without the white space before it: a block's own end lies in the line below. */
export function textEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && /\s/.test(text.charAt(last - 1))) last -= 1;
  return last;
}

const offsetsOf = (text: string, pattern: RegExp): readonly number[] =>
  Array.from(text.matchAll(pattern), (match) => match.index);

/** How many of the sorted numbers are smaller than `limit`. */
function countBelow(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
