import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import { splitWords } from '../command/words.ts';

/**
 * `visudo -cf %s` as a command that gets the new file's path wherever `%s` stands. Split into words by shell
 * quoting rules and run without a shell's expansions, as Ansible does.
 */
export function validation(text: string): (path: ShellCommand) => ShellCommand {
  const words = splitWords(text) ?? [text];
  return (path) => sh`${words.map((word) => withPath(word, path))}`;
}

function withPath(word: string, path: ShellCommand): ShellCommand {
  const [first = '', ...others] = word.split('%s');
  const start = first === '' && others.length > 0 ? sh`` : sh`${first}`;
  return others.reduce((command, part) => (part === '' ? sh`${command}${path}` : sh`${command}${path}${part}`), start);
}
