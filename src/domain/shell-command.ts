import { Secret } from './secret.ts';

declare const brand: unique symbol;

/**
 * Text for a POSIX shell whose values are quoted by construction: only the `sh` tag (src/shell/sh.ts)
 * makes one. Secrets stay `Secret` parts until `wireText`, so a command can be printed.
 */
export interface ShellCommand {
  readonly parts: readonly (string | Secret)[];
  readonly [brand]: true;
}

/** For `sh` alone. */
export const unsafeShellCommand = (parts: readonly (string | Secret)[]): ShellCommand => ({ parts }) as ShellCommand;

/** The script as a person may see it. */
export const shownText = (command: ShellCommand): string => command.parts.map(String).join('');

/** The script as it goes to the host, secrets included. */
export const wireText = (command: ShellCommand): string =>
  command.parts.map((part) => (part instanceof Secret ? part.reveal() : part)).join('');
