import type { DatabaseSync } from 'node:sqlite';

import { HistoryError } from '../../domain/history.ts';
import { messageOf } from '../../domain/thrown.ts';

/** Node's SQLite, without the warning that it is experimental: that is for us to know (docs/decisions/0024). */
export function openDatabase(path: string, options: { readonly timeout: number }): DatabaseSync {
  const warn = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return new (process.getBuiltinModule('node:sqlite').DatabaseSync)(path, options);
  } finally {
    process.emitWarning = warn;
  }
}

/** Another program holds the lock: worth another try. https://sqlite.org/rescode.html */
export const isBusy = (error: unknown): boolean =>
  [5, 6].includes(resultCode(error) ?? 0) || (error instanceof HistoryError && isBusy(error.cause));

/** Why SQLite or the file system would not, in words. */
export function whyNot(error: unknown): string {
  const code = resultCode(error);
  const words = code === null ? fileWords.get(systemCode(error)) : sqliteWords.get(code);
  return words ?? messageOf(error);
}

const sqliteWords: ReadonlyMap<number, string> = new Map([
  [5, 'another program holds it locked'],
  [6, 'another program holds it locked'],
  [8, 'it is read-only'],
  [10, 'it cannot be read or written'],
  [11, 'it is damaged'],
  [13, 'the disk is full'],
  [14, 'it cannot be opened'],
  [26, 'it is damaged, or no database at all'],
]);

const fileWords: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'no permission'],
  ['EPERM', 'no permission'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['ENOTDIR', 'a file is in the way of its folder'],
  ['EISDIR', 'it is a folder'],
  ['EEXIST', 'a file is in the way of its folder'],
]);

/** The primary result code: the low byte. */
const resultCode = (error: unknown): number | null =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null;

const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
