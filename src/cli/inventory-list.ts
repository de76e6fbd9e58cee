import type { InventoryListInvocation } from '../app/invocation.ts';
import { refused } from '../domain/diagnostic.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { Command } from './command.ts';
import { listOptions } from './option-specs.ts';
import { readCommon } from './options.ts';
import { lastText } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';
import { usageError } from './usage-error.ts';

export const inventoryListCommand: Command = {
  name: 'inventory list',
  operands: [{ name: 'PATTERN', required: false }],
  summary: 'the hosts of a pattern in the order of a run',
  options: listOptions,
  formats: ['plain', 'json'],
  examples: [
    { line: "inventory list 'workers:!worker-3' -i inventory/prod.yaml", does: 'one a line' },
    { line: 'inventory list --format json', does: 'a JSON array for other programs' },
  ],
  read: readList,
};

function readList(raw: RawOptions): Parsed<InventoryListInvocation> {
  const format = lastText(raw, 'format') ?? 'plain';
  const common = readCommon({ ...raw, values: new Map([...raw.values].filter(([name]) => name !== 'format')) });
  if (!['plain', 'json', 'jsonl', 'tty'].includes(format))
    return refused(usageError('option-value', `--format ${format} is not one of plain, json`));
  return common.ok
    ? {
        ...common,
        value: {
          ...common.value,
          command: 'inventory list',
          pattern: raw.operands[0] ?? null,
          json: format === 'json',
        },
      }
    : common;
}
