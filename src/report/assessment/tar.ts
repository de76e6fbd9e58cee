/** A file of an archive. `path` with `/`, relative. */
export interface TarFile {
  readonly path: string;
  /** In pieces. */
  readonly content: readonly Uint8Array[];
}

const BLOCK = 512;
const NAME = 100;

/** What an archive ends with: pax(1) of POSIX. */
export const TAR_END: Uint8Array = new Uint8Array(2 * BLOCK);

/**
 * A file in an archive as pax(1) of POSIX describes it (ustar, with an extended header for a long or non-ASCII path):
 * in pieces. The same file makes the same bytes. Owned by root, 0644, changed at `seconds` since 1970.
 */
export function member({ path, content }: TarFile, seconds: number): readonly Uint8Array[] {
  const plain = /^[\x21-\x7e]+$/.test(path) && path.length < NAME;
  const before = plain ? [] : entry('x', 'PaxHeader', [Buffer.from(record('path', path))], seconds);
  return [...before, ...entry('0', plain ? path : 'long-name', content, seconds)];
}

function entry(type: string, name: string, content: readonly Uint8Array[], seconds: number): readonly Uint8Array[] {
  const size = content.reduce((total, piece) => total + piece.length, 0);
  return [header(type, name, size, seconds), ...content, Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)];
}

/** `LENGTH path=VALUE`: the length counts itself. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const size = Buffer.byteLength(rest);
  let length = size + 1;
  while (length !== size + String(length).length) length = size + String(length).length;
  return `${length}${rest}`;
}

/** Fields of ustar at their offsets; the checksum is counted with blanks in its own place. */
function header(type: string, name: string, size: number, seconds: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const put = (at: number, text: string): void => void block.write(text, at, 'latin1');
  put(0, name);
  put(100, octal(0o644, 8));
  put(108, octal(0, 8));
  put(116, octal(0, 8));
  put(124, octal(size, 12));
  put(136, octal(seconds, 12));
  put(148, ' '.repeat(8));
  put(156, type);
  put(257, 'ustar\0' + '00');
  put(265, 'root');
  put(297, 'root');
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** Digits that fill the field, but for the NUL at its end. */
const octal = (value: number, width: number): string =>
  `${Math.trunc(value)
    .toString(8)
    .padStart(width - 1, '0')}\0`;
