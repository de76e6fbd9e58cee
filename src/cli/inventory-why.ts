import type { Command } from './command.ts';
import { whyOptions } from './option-specs.ts';
import { readWith } from './options.ts';

export const inventoryWhyCommand: Command = {
  name: 'inventory why',
  operands: [
    { name: 'HOST', required: true },
    { name: 'VARIABLE', required: false },
  ],
  summary: 'where the variables of a host come from: each file and line, and which one wins',
  options: whyOptions,
  examples: [
    { line: 'inventory why cp-1', does: 'every variable and where it was set' },
    { line: 'inventory why cp-1 ansible_user', does: 'every place that sets it, weakest first' },
  ],
  read: (raw) =>
    readWith(raw, {
      command: 'inventory why',
      host: raw.operands[0] ?? '',
      variable: raw.operands[1] ?? null,
    } as const),
};
