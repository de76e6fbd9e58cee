/** Control, bidirectional and invisible characters, lone surrogates, what is no character; lines stay. */
const HIDDEN = /[\p{Cs}\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/gu;

/** Text of a host with nothing hidden in it: an escape character is `\u{1b}`. */
export const shown = (text: string): string =>
  text.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
