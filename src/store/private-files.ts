import {
  appendFileSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { hasCode } from '../domain/thrown.ts';
import { createFile, syncFolder } from './create-file.ts';

/** What a report file may grow to before it is set aside, in bytes. */
const REPORT_BYTES = 1024 * 1024;

/** null: there is no such file. Throws what else the file system says. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

/** Names in a folder, sorted; none where it is not there. */
export const namesIn = (folder: string): readonly string[] =>
  statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder).toSorted();

/** Puts a text in the place of a file in one step; folders that are missing are its owner's alone. */
export function writeText(path: string, text: string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.new-${process.pid}`;
  rmSync(beside, { force: true });
  createFile(beside, text, mode);
  renameSync(beside, path);
  syncFolder(dirname(path));
}

const removeFile = (path: string): void => rmSync(path, { force: true });

/** Adds to a report file of the owner's alone; what is too long is set aside as `PATH.1`. Throws where it is not a file of ours. */
export function appendReport(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if ((lstatSync(path, { throwIfNoEntry: false })?.size ?? 0) > REPORT_BYTES) renameSync(path, `${path}.1`);
  const file = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    const { uid, nlink } = fstatSync(file);
    const isOurs = fstatSync(file).isFile() && uid === process.getuid?.() && nlink === 1;
    if (!isOurs) throw new Error(`${path} is no file of this user alone`);
    appendFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** A link, a pipe or another name for something else may be somebody's who wants our words there. */
const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * Takes a file as a sign that this process is at work; gives what takes the sign away again, or null where another
 * process has it that still lives.
 */
function claim(path: string): (() => void) | null {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (holderOf(path) !== null) return null;
  rmSync(path, { force: true });
  try {
    writeFileSync(path, identityOf(process.pid), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return null;
    throw error;
  }
  return () => rmSync(path, { force: true });
}

/** The process that holds the sign; null where none does that lives. */
function holderOf(path: string): number | null {
  const text = readText(path);
  const pid = Number(/^\d+/.exec(text ?? '')?.[0]);
  return text !== null && pid > 0 && isAlive(pid) && text === identityOf(pid) ? pid : null;
}

/** Number and start time of a process: the number alone is given again, after a restart of the machine for sure. */
function identityOf(pid: number): string {
  const stat = readText(`/proc/${pid}/stat`);
  const [started = ''] = stat?.slice(stat.lastIndexOf(')')).split(' ').slice(20, 21) ?? []; // proc(5): field 22
  return `${pid} ${started}\n`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** All of it as one port. */
export const privateFiles = {
  read: readText,
  names: namesIn,
  write: writeText,
  remove: removeFile,
  append: appendReport,
  claim,
  holder: holderOf,
};
