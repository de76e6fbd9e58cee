import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

import { syncFolder } from './create-file.ts';

/**
 * A file of pieces that come one by one, its owner's alone: there, whole and on the disk when this returns. Where a
 * piece cannot be made or written, that is thrown, and what was at `path` stays.
 */
export async function streamFile(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const beside = `${path}.${process.pid}.new`;
  const file = await open(beside, 'wx', 0o600);
  try {
    for await (const bytes of inBulk(pieces)) await file.writeFile(bytes);
    await file.sync();
    await file.close();
    await rename(beside, path);
    syncFolder(dirname(path));
  } catch (error) {
    await file.close().catch(() => {});
    await rm(beside, { force: true });
    throw error;
  }
}

/** Bytes in one call of the system: an archive has thousands of pieces of a few hundred. */
const BULK = 2 ** 20;

/** What comes is to be written before the next is asked for: its memory is used again. */
async function* inBulk(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const bulk = new Uint8Array(BULK);
  let size = 0;
  for await (const piece of pieces) {
    if (size + piece.length > BULK) {
      yield bulk.subarray(0, size);
      size = 0;
    }
    if (piece.length > BULK) yield piece;
    else {
      bulk.set(piece, size);
      size += piece.length;
    }
  }
  yield bulk.subarray(0, size);
}
