/** A word of a line without its quotes, and where each of its UTF-16 units stands in the file. */
export interface Word {
  readonly text: string;
  readonly offsets: readonly number[];
}

export type Words =
  | { readonly ok: true; readonly words: readonly Word[] }
  /** A quote or a backslash without its other half. */
  | { readonly ok: false; readonly at: number };

interface Open {
  text: string;
  readonly offsets: number[];
}

/** The words of a host line as a POSIX shell would split them (Python's shlex): quotes, backslashes, `#` to the end. `start` is the offset of the line. */
export function splitWords(line: string, start: number): Words {
  const words: Open[] = [];
  let word: Open | null = null;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '#') break;
    if (/[ \t\r\n]/.test(character)) {
      word = null;
      continue;
    }
    if (word === null) words.push((word = { text: '', offsets: [] }));
    const end = character === '"' || character === "'" ? quoted(line, at, start, word) : plain(line, at, start, word);
    if (end === null) return { ok: false, at: start + at };
    at = end;
  }
  return { ok: true, words };
}

function add(word: Open, line: string, at: number, start: number): void {
  word.text += line.charAt(at);
  word.offsets.push(start + at);
}

/** One character outside of quotes; gives where it ends. */
function plain(line: string, at: number, start: number, word: Open): number | null {
  const taken = line[at] === '\\' ? at + 1 : at;
  if (taken >= line.length) return null;
  add(word, line, taken, start);
  return taken;
}

/** In double quotes a backslash stands before `"` and `\` only. */
function quoted(line: string, from: number, start: number, word: Open): number | null {
  const quote = line[from];
  for (let at = from + 1; at < line.length; at++) {
    if (line[at] === quote) return at;
    const next = line[at + 1];
    const escapes = quote === '"' && line[at] === '\\' && (next === '"' || next === '\\');
    if (escapes) at += 1;
    add(word, line, at, start);
  }
  return null;
}
