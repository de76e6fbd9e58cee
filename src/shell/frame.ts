import type { Frame, FrameCommand } from '../domain/session.ts';
import { wireText, type ShellCommand } from '../domain/shell-command.ts';
import { quote } from './quote.ts';

/**
 * The batch of one frame, secrets included. Every command is evaluated in a subshell of its own, so that `exit`,
 * `cd`, `umask`, `set -e` or a syntax error end with it. `_m INDEX CODE` (the dispatcher defines it) marks the end
 * of a command on both streams; code `-` says that it was skipped. The last line holds the nonce: without it the
 * dispatcher knows that it got a part only, and runs nothing.
 */
export function batchText(frame: Frame, nonce: string): string {
  const prelude = frame.prelude === undefined ? '' : `eval ${evaluated(frame.prelude)}\n`;
  return `${prelude}_o=1\n${frame.commands.map(commandText).join('')}#${nonce}`;
}

const commandText = ({ command, onlyIf }: FrameCommand, index: number): string =>
  onlyIf === 'ok-so-far'
    ? `if [ $_o = 1 ]; then (eval ${evaluated(command)}); _r=$?; [ $_r = 0 ] || _o=0; else _r=-; fi; _m ${index} $_r\n`
    : `(eval ${evaluated(command)}); _m ${index} $?\n`;

const evaluated = (command: ShellCommand): string => quote(wireText(command));
