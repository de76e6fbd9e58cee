import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hasCode } from '../../domain/thrown.ts';

/** Milliseconds after which the new file of a rewriter counts as left behind by one that died. */
const STALE = 60_000;
/** Tries to be the only rewriter, and the pause between them in milliseconds. */
const [TRIES, PAUSE] = [600, 25];

/**
 * Puts `change` of a file's text (one character a byte) in its place, in one rename; owner and mode stay. Rewriters wait
 * for each other, because the new file, which only one can make, is their lock. What others append meanwhile is
 * kept: lines that reach the old file before it is replaced are carried over. A link is followed.
 * A file that is not there stays so. Throws what the file system says.
 */
export function rewriteFile(path: string, change: (text: string) => string): void {
  if (!existsSync(path)) return;
  const file = realpathSync(path);
  const temporary = `${file}.bulwark-new`;
  const lock = openAlone(temporary);
  const old = openSync(file, 'r');
  try {
    const { mode, uid, gid } = fstatSync(old);
    if (fstatSync(lock).uid !== uid || fstatSync(lock).gid !== gid) fchownSync(lock, uid, gid);
    fchmodSync(lock, mode & 0o777);
    const text = readFileSync(old);
    const wanted = change(text.toString('latin1'));
    if (wanted === text.toString('latin1')) return rmSync(temporary);
    writeFileSync(lock, wanted, 'latin1');
    carryOver(old, lock);
    fsyncSync(lock);
    renameSync(temporary, file);
    carryOver(old, lock); // between the look and the rename
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(old);
    closeSync(lock);
  }
}

/** What was appended to the old file since it was last read. */
function carryOver(old: number, lock: number): void {
  const late = readFileSync(old);
  if (late.length > 0) writeFileSync(lock, late);
}

/** Made 0600, so that it is never more open than what it replaces. */
function openAlone(temporary: string): number {
  for (let tries = 1; ; tries += 1) {
    try {
      return openSync(temporary, 'ax', 0o600);
    } catch (error) {
      if (!hasCode(error, 'EEXIST') || tries === TRIES) throw error;
    }
    const left = statSync(temporary, { throwIfNoEntry: false });
    if (left !== undefined && Date.now() - left.mtimeMs > STALE) rmSync(temporary, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
}
