import type { Command } from './command.ts';
import { readWith } from './options.ts';

/** The longer names first: `modules` alone takes the name of a module. */
export const modulesCommands: readonly Command[] = [
  {
    name: 'modules test',
    operands: [{ name: 'FILE', required: true }],
    summary: 'try a module of your own against the laws that every module keeps',
    options: [],
    examples: [{ line: 'modules test ./modules/motd.ts', does: 'exit 5 when it breaks one' }],
    read: (raw) => readWith(raw, { command: 'modules test', file: raw.operands[0] ?? '' } as const),
  },
  {
    name: 'modules schemas',
    operands: [],
    summary: 'write what editors check the files of a project with, its own modules included',
    options: [],
    examples: [{ line: 'modules schemas', does: 'schemas/ anew: after an upgrade, or for a new module' }],
    read: (raw) => readWith(raw, { command: 'modules schemas' } as const),
  },
  {
    name: 'modules',
    operands: [{ name: 'MODULE', required: false }],
    summary: 'what tasks can do: all modules, or one with its parameters and examples',
    options: [],
    examples: [
      { line: 'modules', does: 'all of them, a line each' },
      { line: 'modules args_file', does: 'parameters, results and examples' },
    ],
    read: (raw) => readWith(raw, { command: 'modules', name: raw.operands[0] ?? null } as const),
  },
];
