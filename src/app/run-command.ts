import { unreachable } from '../domain/unreachable.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { execCommand } from './exec.ts';
import { factsCommand } from './facts.ts';
import { historyCommand } from './history.ts';
import { inventoryListCommand } from './inventory-list.ts';
import type { Invocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { rollbackCommand } from './rollback.ts';
import { secretsCommand } from './secrets.ts';
import { runPlaybookCommand } from './run-playbook.ts';

/** Does what was asked for; gives the exit code. Throws only for bugs. */
export async function runCommand(asked: Invocation, ports: AppPorts): Promise<ExitCode> {
  switch (asked.command) {
    case 'plan':
    case 'apply':
      return runPlaybookCommand(asked, ports);
    case 'rollback':
      return rollbackCommand(asked, ports);
    case 'facts':
      return factsCommand(asked, ports);
    case 'history':
      return historyCommand(asked, ports);
    case 'exec':
      return execCommand(asked, ports);
    case 'inventory list':
      return inventoryListCommand(asked, ports);
    case 'secrets':
      return secretsCommand(asked, ports);
    default:
      return unreachable(asked);
  }
}
