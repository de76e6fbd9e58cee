import type { Problems } from './problems.ts';
import { sourceText } from './source-text.ts';

/** UTF-8 with or without byte order mark; null and an error at the first character that is not text. */
export function decodeText(file: string, bytes: Uint8Array | string, problems: Problems): string | null {
  const text = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const wrongByte = typeof bytes === 'string' ? -1 : firstWrongByte(bytes, text);
  if (typeof bytes !== 'string' && wrongByte >= 0) {
    reportEncoding(file, bytes, wrongByte, problems);
    return null;
  }
  return checkCharacters(file, text.replace(/^\uFEFF/, ''), problems);
}

/** What decodes to U+FFFD without being it does not encode back to the same bytes. */
function firstWrongByte(bytes: Uint8Array, text: string): number {
  if (!text.includes('\uFFFD')) return -1;
  const again = new TextEncoder().encode(text);
  return bytes.findIndex((byte, index) => byte !== again[index]);
}

function reportEncoding(file: string, bytes: Uint8Array, wrongByte: number, problems: Problems): void {
  const before = new TextDecoder().decode(bytes.subarray(0, wrongByte));
  const byte = (bytes[wrongByte] ?? 0).toString(16).padStart(2, '0');
  const looksLikeUtf16 = wrongByte === 0 && (bytes[0] === 0xff || bytes[0] === 0xfe);
  problems.error(
    'yaml-encoding',
    'the file is not UTF-8',
    sourceText(file, `${before} `).range(before.length, before.length + 1),
    {
      label: `byte 0x${byte}`,
      hint: looksLikeUtf16 ? `it looks like UTF-16: iconv -f UTF-16 -t UTF-8 ${file}` : 'save the file as UTF-8',
    },
  );
}

/** YAML 1.2, 5.1: control characters other than tab, line feed and carriage return do not belong into a text. */
function checkCharacters(file: string, text: string, problems: Problems): string | null {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  const found = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\p{Surrogate}/u.exec(text);
  if (found === null) return text;
  const name = `U+${(found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  problems.error(
    'yaml-control-character',
    `control character ${name} in the file`,
    sourceText(file, text).range(found.index, found.index + 1),
    {
      hint: 'remove it, or write it as an escape such as "\\x1b" in double quotes',
    },
  );
  return null;
}
