/** A string of Python, and which UTF-16 unit of the source each unit of it comes from. */
export interface PythonText {
  readonly text: string;
  readonly sources: readonly number[];
  readonly end: number;
}

const OPENING = /(?:[rR]?[bB]?|[bB][rR]|[uU])(?:'''|"""|'|")/y;

/** The string literals at `at` that stand beside each other and are one; null where there is none, or one that Python would refuse. */
export function readPythonText(source: string, at: number): PythonText | null {
  const text: string[] = [];
  const sources: number[] = [];
  let [end, isBytes] = [at, null as boolean | null];
  for (;;) {
    OPENING.lastIndex = end;
    const [opening] = OPENING.exec(source) ?? [];
    if (opening === undefined) break;
    const bytes = /b/i.test(opening);
    const part = bytes === (isBytes ?? bytes) ? readOne(source, end, opening, bytes) : null;
    if (part === null) return null;
    for (const unit of part.units) {
      text.push(unit.text);
      for (let count = 0; count < unit.text.length; count++) sources.push(unit.source);
    }
    [end, isBytes] = [skipSpace(source, part.end), bytes];
  }
  return isBytes === null ? null : finish(text.join(''), sources, end, isBytes);
}

export function skipSpace(source: string, at: number): number {
  let next = at;
  while (source[next] === ' ' || source[next] === '\t' || source[next] === '\f') next += 1;
  return next;
}

/** Bytes are read as UTF-8, and lone surrogates belong into no text. */
function finish(text: string, sources: readonly number[], end: number, isBytes: boolean): PythonText | null {
  if (!isBytes) return text.isWellFormed() ? { text, sources, end } : null;
  if (/^[\0-\x7f]*$/.test(text)) return { text, sources, end };
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'latin1'));
    return { text: decoded, sources: Array.from({ length: decoded.length }, () => sources[0] ?? 0), end };
  } catch {
    return null;
  }
}

interface Unit {
  readonly text: string;
  readonly source: number;
}

interface Part {
  readonly units: readonly Unit[];
  readonly end: number;
}

function readOne(source: string, at: number, opening: string, bytes: boolean): Part | null {
  const quotes = opening.replace(/^[^'"]+/, '');
  const isRaw = /r/i.test(opening);
  const units: Unit[] = [];
  for (let next = at + opening.length; next < source.length;) {
    if (source.startsWith(quotes, next)) return { units, end: next + quotes.length };
    const read =
      source[next] === '\\' ? readEscape(source, next, isRaw, bytes) : { text: source.charAt(next), size: 1 };
    if (read === null || (bytes && source.charCodeAt(next) > 127)) return null;
    units.push({ text: read.text, source: next });
    next += read.size;
  }
  return null;
}

interface Escape {
  readonly text: string;
  /** Units of the source. */
  readonly size: number;
}

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** An escape that Python does not know stays as it is written. `\N{…}` is not known here. */
function readEscape(source: string, at: number, isRaw: boolean, bytes: boolean): Escape | null {
  const letter = source[at + 1];
  if (letter === undefined) return null;
  if (isRaw) return { text: `\\${letter}`, size: 2 };
  const simple = SIMPLE.get(letter);
  if (simple !== undefined) return { text: simple, size: 2 };
  const [octal] = /^[0-7]{1,3}/.exec(source.slice(at + 1, at + 4)) ?? [];
  if (octal !== undefined) return codePoint(Number.parseInt(octal, 8) % (bytes ? 256 : 512), octal.length + 1);
  const digits = letter === 'x' ? 2 : bytes ? 0 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  if (letter === 'N' && !bytes) return null;
  if (digits === 0) return { text: `\\${letter}`, size: 2 };
  const hex = source.slice(at + 2, at + 2 + digits);
  return hex.length === digits && /^[\da-fA-F]+$/.test(hex) ? codePoint(Number.parseInt(hex, 16), digits + 2) : null;
}

const codePoint = (code: number, size: number): Escape | null =>
  code > 0x10ffff ? null : { text: String.fromCodePoint(code), size };
