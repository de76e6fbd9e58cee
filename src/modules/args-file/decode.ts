import { refuseAt } from './refusal.ts';

/** The text of an args file. Throws RefusedError for what is not UTF-8 and for control characters other than tab and newline. */
export function decodeArgs(content: Uint8Array): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
  const wrong = firstWrongByte(content, text);
  if (wrong >= 0) {
    const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(content.subarray(0, wrong));
    refuseAt(before, before.length, `byte 0x${(content[wrong] ?? 0).toString(16).padStart(2, '0')} is not UTF-8`);
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  const control = /[\0-\x08\x0b-\x1f\x7f]/.exec(text);
  if (control !== null) refuseAt(text, control.index, controlWords(control[0]), controlHint(control[0]));
  return text;
}

/** What decodes to U+FFFD without being it does not encode back to the same bytes. */
function firstWrongByte(content: Uint8Array, text: string): number {
  if (!text.includes('\uFFFD')) return -1;
  const again = new TextEncoder().encode(text);
  return content.findIndex((byte, index) => byte !== again[index]);
}

function controlWords(character: string): string {
  if (character === '\r') return 'a carriage return (Windows line end) would become part of the value';
  return `control character U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

const controlHint = (character: string): string =>
  character === '\r' ? "remove them: sed -i 's/\\r$//' FILE" : 'remove it';
