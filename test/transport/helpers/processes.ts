import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** A word for the environment of everything that a test starts on the "host", so that what is left can be found. */
export const newMark = (): string => `BULWARK_TEST_MARK=${randomBytes(8).toString('hex')}`;

/** Process ids (zombies apart) that carry the mark. */
export const marked = (mark: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => read(`/proc/${pid}/environ`).includes(mark) && !/\) Z /.test(read(`/proc/${pid}/stat`)));

/** Its words, a NUL after each; empty once the process has gone. */
export const commandLine = (pid: number): string => read(`/proc/${pid}/cmdline`);

/** The command lines of the marked processes, for a failure message. */
export const commandLines = (mark: string): readonly string[] =>
  marked(mark).map((pid) => `${pid} ${commandLine(pid).replaceAll('\0', ' ').slice(0, 60)}`);

/** Looks again every 20 ms until it holds; false when it does not within the limit (milliseconds). */
export async function eventually(holds: () => boolean, limit = 5000): Promise<boolean> {
  const end = Date.now() + limit;
  while (!holds()) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // the process has gone
  }
}
