import { applyCommand } from './apply.ts';
import type { Command } from './command.ts';
import { factsCommand } from './facts.ts';
import { forgetCommand, scanCommand, verifyCommand } from './hostkeys.ts';
import { initCommand } from './init.ts';
import { inventoryListCommand } from './inventory-list.ts';
import { planCommand } from './plan.ts';
import { rollbackCommand } from './rollback.ts';

/** All commands, one line each, in the order of `--help`. */
export const commands: readonly Command[] = [
  initCommand,
  factsCommand,
  planCommand,
  applyCommand,
  rollbackCommand,
  inventoryListCommand,
  scanCommand,
  verifyCommand,
  forgetCommand,
];
