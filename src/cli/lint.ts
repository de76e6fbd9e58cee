import type { Command } from './command.ts';
import { lintOptions } from './option-specs.ts';
import { readWith } from './options.ts';
import { hasFlag } from './raw-options.ts';

export const lintCommand: Command = {
  name: 'lint',
  operands: [{ name: 'PLAYBOOK', required: false }],
  summary: 'find every mistake, and what is likely to be one, without connecting',
  options: lintOptions,
  examples: [
    { line: 'lint', does: 'the playbook and inventory of bulwark.yaml' },
    { line: 'lint hardening.yaml -i inventory/prod.yaml --strict', does: 'for CI: warnings exit 5, too' },
  ],
  read: (raw) =>
    readWith(raw, { command: 'lint', playbook: raw.operands[0] ?? null, strict: hasFlag(raw, 'strict') } as const),
};
