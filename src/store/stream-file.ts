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
    for await (const piece of pieces) await file.writeFile(piece);
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
