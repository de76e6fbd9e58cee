import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { createFile } from './create-file.ts';

/** Puts each text in the place of what is there, in one step, with the folders that it needs. Throws what the file system says. */
export function rewriteFiles(files: readonly { readonly path: string; readonly text: string }[]): void {
  for (const { path, text } of files) {
    const target = resolve(path);
    const beside = `${target}.new-${process.pid}`;
    mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
    try {
      createFile(beside, text, 0o644);
      renameSync(beside, target);
    } finally {
      rmSync(beside, { force: true });
    }
  }
}
