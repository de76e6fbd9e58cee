import { applyCommand } from './apply.ts';
import type { Command } from './command.ts';
import { execCommand } from './exec.ts';
import { factsCommand } from './facts.ts';
import { historyCommands } from './history.ts';
import { inventoryListCommand } from './inventory-list.ts';
import { planCommand } from './plan.ts';
import { rollbackCommand } from './rollback.ts';
import { secretsCommands } from './secrets.ts';

/** All commands, one line each, in the order of `--help`. */
export const commands: readonly Command[] = [
  factsCommand,
  planCommand,
  applyCommand,
  rollbackCommand,
  execCommand,
  inventoryListCommand,
  ...secretsCommands,
  ...historyCommands,
];
