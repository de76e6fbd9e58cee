/**
 * Words of a command line by the rules of Python's `shlex.split` (POSIX mode, comments off), which Ansible uses for
 * `command`: quotes and backslashes, no expansion. null when a quote is not closed or a backslash ends the text.
 */
export function splitWords(text: string): readonly string[] | null {
  const words: string[] = [];
  const token = /\s+|((?:[^\s'"\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")+)/y;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return null;
    if (match[1] !== undefined) words.push(unquoted(match[1]));
  }
  return words;
}

const unquoted = (word: string): string => word.replaceAll(/\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"/g, meaning);

/** Inside double quotes a backslash only escapes itself and the quote, as in shlex. */
function meaning(
  _all: string,
  escaped: string | undefined,
  single: string | undefined,
  double: string | undefined,
): string {
  return escaped ?? single ?? (double ?? '').replaceAll(/\\(["\\])/g, '$1');
}
