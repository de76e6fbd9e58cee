/** Lines with their line feeds, as Python's `readlines` gives them for bytes. */
export const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Lines that end in LF, CR or both, as Python's `bytes.splitlines(True)` gives them. */
export const linesOfAnyKind = (text: string): readonly string[] =>
  text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];

export const withoutEnd = (line: string): string => line.replace(/[\r\n]+$/, '');

/** What ends a new line of this file: CRLF where most of its lines end so. */
export function lineEndOf(lines: readonly string[]): '\n' | '\r\n' {
  const windows = lines.filter((line) => line.endsWith('\r\n')).length;
  return windows * 2 > lines.filter((line) => line.endsWith('\n')).length ? '\r\n' : '\n';
}

/** A carriage return that the line brings along is not doubled. */
export const ended = (line: string, end: '\n' | '\r\n'): string =>
  line.endsWith('\r') && end === '\r\n' ? `${line}\n` : `${line}${end}`;
