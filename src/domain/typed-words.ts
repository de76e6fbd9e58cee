/** Words of a command as they are typed in a POSIX shell; node sets keep their brackets, which no file name matches. */
export const typedWords = (words: readonly string[]): string => words.map(quoted).join(' ');

const quoted = (word: string): string =>
  /^[\w@%+=:,./[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
