import type { CompletionInvocation, Shell } from '../app/invocation.ts';
import { refused } from '../domain/diagnostic.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { Command } from './command.ts';
import { readWith } from './options.ts';
import type { RawOptions } from './raw-options.ts';
import { usageError } from './usage-error.ts';

export const completionCommand: Command = {
  name: 'completion',
  operands: [{ name: 'SHELL', required: true, choices: ['bash', 'zsh', 'fish'] }],
  summary: 'print the script that completes commands, options, hosts and tags in bash, zsh or fish',
  options: [],
  examples: [
    { line: 'completion bash', does: 'in ~/.bashrc: eval "$(bulwark completion bash)"' },
    { line: 'completion zsh', does: 'in ~/.zshrc, after compinit: eval "$(bulwark completion zsh)"' },
    { line: 'completion fish', does: 'into ~/.config/fish/completions/bulwark.fish' },
  ],
  read: readCompletion,
};

/** Values of SHELL. */
const shells: readonly Shell[] = ['bash', 'zsh', 'fish'];

function readCompletion(raw: RawOptions): Parsed<CompletionInvocation> {
  const [word = ''] = raw.operands;
  const shell = shells.find((name) => name === word);
  return shell === undefined
    ? refused(usageError('option-value', `${word} is not one of ${shells.join(', ')}`, 'bulwark completion --help'))
    : readWith(raw, { command: 'completion', shell } as const);
}
