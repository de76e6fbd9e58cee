import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '../..');
const left = new Set(['.git', 'node_modules', 'dist', 'coverage', '.vagrant']);

/** Path of a checkout of its own in this folder, for programs that write where they are; the packages are the same ones. */
export function copyOfCheckout(folder: string): string {
  const copy = join(folder, 'checkout');
  mkdirSync(copy);
  cpSync(repository, copy, { recursive: true, filter: (path) => path === repository || !left.has(basename(path)) });
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
