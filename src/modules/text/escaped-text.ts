/** Python's `surrogateescape`: a byte that is no UTF-8 becomes U+DC80 to U+DCFF, and comes back as that byte. */
export function decodeEscaped(content: Buffer): string {
  const text = content.toString();
  if (Buffer.from(text).equals(content)) return text;
  const pieces: string[] = [];
  for (let at = 0; at < content.length;) {
    const width = widthAt(content, at);
    pieces.push(
      width === 0 ? String.fromCharCode(0xdc00 + (content[at] ?? 0)) : content.toString('utf8', at, at + width),
    );
    at += width || 1;
  }
  return pieces.join('');
}

export function encodeEscaped(text: string): Buffer {
  if (!escapes.test(text)) return Buffer.from(text);
  const pieces = [...text].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character);
  });
  return Buffer.concat(pieces);
}

const escapes = /[\udc80-\udcff]/;

/** Bytes of the character that begins here; 0 where none does. */
function widthAt(content: Buffer, at: number): number {
  const first = content[at] ?? 0;
  const width = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  const bytes = content.subarray(at, at + width);
  return width > 0 && bytes.length === width && Buffer.from(bytes.toString()).equals(bytes) ? width : 0;
}
