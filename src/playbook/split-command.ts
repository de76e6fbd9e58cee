/** The first word of a command line, by shell quoting (Python's shlex, as Ansible splits it), and the text behind it. */
export function splitCommand(line: string): { readonly name: string; readonly rest: string } {
  const text = line.trim();
  const word = /^(?:[^\s'"\\]|\\[^]|'[^']*'|"(?:[^"\\]|\\[^])*")+/.exec(text)?.[0] ?? '';
  return { name: unquoted(word), rest: text.slice(word.length).trim() };
}

const unquoted = (word: string): string =>
  word.replaceAll(
    /\\([^])|'([^']*)'|"((?:[^"\\]|\\[^])*)"/g,
    (_, escaped?: string, single?: string, double = '') =>
      escaped ?? single ?? String(double).replaceAll(/\\(["\\])/g, '$1'),
  );
