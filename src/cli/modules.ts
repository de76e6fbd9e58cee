import type { Command } from './command.ts';
import { readWith } from './options.ts';

export const modulesCommand: Command = {
  name: 'modules',
  operands: [{ name: 'MODULE', required: false }],
  summary: 'what tasks can do: all modules, or one with its parameters and examples',
  options: [],
  examples: [
    { line: 'modules', does: 'all of them, a line each' },
    { line: 'modules args_file', does: 'parameters, results and examples' },
  ],
  read: (raw) => readWith(raw, { command: 'modules', name: raw.operands[0] ?? null } as const),
};
