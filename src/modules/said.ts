import type { CommandOutput } from '../domain/session.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import { sh } from '../shell/sh.ts';

/** `kv NAME VALUE` prints a line that `keyValues` reads; line feeds of the value become spaces. */
export const tellFunction = sh`kv() { printf '%s=%s\n' "$1" "$(printf %s "$2" | tr '\n' ' ')"; }
`;

/** Ends a step with words of ours: the engine tells them instead of the exit code. */
export const failFunction = sh`bw_fail() { printf 'bulwark:failed: %s\n' "$1" >&2; exit 99; }
`;

/** The last lines that a program left on standard error. */
export const lastWords = ({ stderr }: CommandOutput, count = 3): readonly string[] =>
  stderr
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count);

/** Commands one after the other, a line each. */
export const lines = (commands: readonly ShellCommand[]): ShellCommand =>
  sh`${commands.flatMap((command) => [command, newLine])}`;

const newLine = sh`
`;
