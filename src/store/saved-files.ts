import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import type { SavedFile, SavedFiles } from '../domain/saved-files.ts';
import { sealAge } from './age.ts';
import { createFile, syncFolder } from './create-file.ts';

/** Files of the controller that `fetch` writes. */
export const savedFiles: SavedFiles = { look, save, seal: (content, recipients) => sealAge(content, recipients, true) };

function look(path: string): SavedFile {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return { kind: 'absent' };
  if (stats.isDirectory()) return { kind: 'folder' };
  if (!stats.isFile()) return { kind: 'other' };
  return { kind: 'file', sha256: createHash('sha256').update(readFileSync(path)).digest('hex'), size: stats.size };
}

function save(path: string, content: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.new-${process.pid}`;
  rmSync(beside, { force: true });
  createFile(beside, content);
  try {
    renameSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
  syncFolder(dirname(path));
}
