import { createHash } from 'node:crypto';

/** Ours, made once at random. */
const NAMESPACE = Buffer.from('5f1c1c5e0d0f4bd09a2f2f5d9c0f7b1e', 'hex');

/** The same for the same words: a UUID of version 5 (RFC 9562, section 5.5), so that reports are reproducible. */
export function uuidOf(...words: readonly string[]): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(words.join('\n')).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
