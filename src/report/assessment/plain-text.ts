/** Whatever no reader shows, or what rearranges what is read; lone surrogates and non-characters, too. */
const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/gu;

/** Most texts are this, and looking is quicker than replacing nothing. */
const PLAIN = /^[\x20-\x7e]*$/;
const PLAIN_LINES = /^[\x20-\x7e\n]*$/;

/**
 * Texts of hosts on one line, with nothing hidden in it: `\u{1b}`. What is left are characters that XML 1.0 allows.
 */
export const plainLine = (text: string): string => (PLAIN.test(text) ? text : text.replaceAll(HIDDEN, escapePoint));

/** The same with its line feeds left in. */
export const plainText = (text: string): string =>
  PLAIN_LINES.test(text) ? text : text.replaceAll(HIDDEN, (point) => (point === '\n' ? point : escapePoint(point)));

const escapePoint = (point: string): string => `\\u{${(point.codePointAt(0) ?? 0).toString(16)}}`;

/** At most so many characters, and how many were left out. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length).toWellFormed()} ... (${text.length - length} more characters)`;
}
