import type { Command } from './command.ts';
import { hostOptions } from './option-specs.ts';
import { readCommon } from './options.ts';

export const factsCommand: Command = {
  name: 'facts',
  operands: [{ name: 'PATTERN', required: false }],
  summary: 'log in everywhere and show what is there; changes nothing',
  options: hostOptions,
  examples: [
    { line: 'facts -i inventory/prod.yaml', does: 'proves login, sudo and versions' },
    { line: 'facts cp-2 -v', does: 'everything about one host' },
  ],
  read: (raw) => {
    const common = readCommon(raw);
    return common.ok
      ? { ...common, value: { ...common.value, command: 'facts', pattern: raw.operands[0] ?? null } }
      : common;
  },
};
