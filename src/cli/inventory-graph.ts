import type { Command } from './command.ts';
import { graphOptions } from './option-specs.ts';
import { readWith } from './options.ts';
import { hasFlag } from './raw-options.ts';

export const inventoryGraphCommand: Command = {
  name: 'inventory graph',
  operands: [{ name: 'PATTERN', required: false }],
  summary: 'groups and their hosts as a tree',
  options: graphOptions,
  examples: [
    { line: 'inventory graph', does: 'all groups' },
    { line: 'inventory graph workers --vars', does: 'with what groups and hosts set' },
  ],
  read: (raw) =>
    readWith(raw, {
      command: 'inventory graph',
      pattern: raw.operands[0] ?? null,
      vars: hasFlag(raw, 'vars'),
    } as const),
};
