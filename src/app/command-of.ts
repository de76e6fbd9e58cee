import type { ShellCommand } from '../domain/shell-command.ts';
import { sh } from '../shell/sh.ts';

/** A single word is a line for `sh`; several words run as they are: no shell looks at them, and no builtin is meant. */
export const commandOf = ([first = '', ...others]: readonly string[]): ShellCommand =>
  others.length === 0 ? sh`sh -c ${first}` : sh`exec ${[first, ...others]}`;
