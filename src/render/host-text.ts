/** At most this many lines of a host's words in a failure. */
const MAX_LINES = 3;
/** UTF-16 units of one line; the layout wraps it further. */
const MAX_LENGTH = 240;

/**
 * What a host printed, safe to show: control sequences are escaped (`\x1b`), long lines and long outputs clipped.
 * Blank lines are dropped. What was left out is said.
 */
export function hostText(said: readonly string[] | string): readonly string[] {
  const lines = (typeof said === 'string' ? [said] : said)
    .flatMap((text) => text.slice(0, 100_000).split(/\r\n|\n/))
    .filter((line) => line.trim() !== '');
  const shown = lines.slice(0, MAX_LINES).map(hostLine);
  const left = lines.length - MAX_LINES;
  const last = shown.at(-1);
  return left > 0 && last !== undefined ? [...shown.slice(0, -1), `${last} (and ${left} more lines)`] : shown;
}

/** One line of it. */
export const hostLine = (line: string): string => {
  const clipped = line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH).trimEnd()}...` : line;
  return escapeControls(clipped.trimEnd());
};

/** C0, DEL, C1, lone surrogates, and characters that hide or turn the direction of text around; a tab becomes a space. */
export const escapeControls = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  text
    .toWellFormed()
    .replaceAll('\t', ' ')
    .replaceAll(/[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
    });
