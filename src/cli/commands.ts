import { applyCommand } from './apply.ts';
import { assessCommand } from './assess.ts';
import type { Command } from './command.ts';
import { completionCommand } from './completion.ts';
import { driftCommand } from './drift.ts';
import { execCommand } from './exec.ts';
import { explainCommand } from './explain.ts';
import { factsCommand } from './facts.ts';
import { historyCommands } from './history.ts';
import { inventoryGraphCommand } from './inventory-graph.ts';
import { forgetCommand, scanCommand, verifyCommand } from './hostkeys.ts';
import { initCommand } from './init.ts';
import { inventoryListCommand } from './inventory-list.ts';
import { inventoryWhyCommand } from './inventory-why.ts';
import { lintCommand } from './lint.ts';
import { modulesCommands } from './modules.ts';
import { planCommand } from './plan.ts';
import { rollbackCommand } from './rollback.ts';
import { scheduleCommands } from './schedule.ts';
import { secretsCommands } from './secrets.ts';
import { waiversCommands } from './waivers.ts';

/** All commands, one line each, in the order of `--help`. */
export const commands: readonly Command[] = [
  initCommand,
  factsCommand,
  lintCommand,
  assessCommand,
  planCommand,
  applyCommand,
  driftCommand,
  rollbackCommand,
  execCommand,
  inventoryListCommand,
  ...secretsCommands,
  ...waiversCommands,
  ...historyCommands,
  ...scheduleCommands,
  inventoryGraphCommand,
  inventoryWhyCommand,
  explainCommand,
  ...modulesCommands,
  completionCommand,
  scanCommand,
  verifyCommand,
  forgetCommand,
];
