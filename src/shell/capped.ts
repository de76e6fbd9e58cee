import type { ShellCommand } from '../domain/shell-command.ts';
import { sh } from './sh.ts';

/**
 * `command` with its exit code kept and at most so many bytes of each stream sent; the rest is read and dropped
 * on the host. Not for commands that leave children behind: it ends when the last of them lets go of the streams.
 */
export const capped = (command: ShellCommand, bytes: number): ShellCommand => sh`{ _c=$({ { { (${command}
) 3>&- 4>&- 5>&-; printf %s $? >&5; } 2>&1 >&6 6>&- | { head -c ${bytes} >&4; cat >/dev/null; } 5>&- 6>&-; } 6>&1 |
  { head -c ${bytes} >&3; cat >/dev/null; } 5>&-; } 5>&1); } 3>&1 4>&2; (exit "$_c")`;
