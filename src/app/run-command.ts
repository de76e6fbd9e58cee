import { unreachable } from '../domain/unreachable.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { execCommand } from './exec.ts';
import { explainCommand } from './explain.ts';
import { factsCommand } from './facts.ts';
import { historyCommand } from './history.ts';
import { inventoryGraphCommand } from './inventory-graph.ts';
import { forgetHostKeys } from './hostkeys/forget.ts';
import { scanHostKeys } from './hostkeys/scan.ts';
import { verifyHostKeys } from './hostkeys/verify.ts';
import { initProject } from './init/init.ts';
import { inventoryListCommand } from './inventory-list.ts';
import { inventoryWhyCommand } from './inventory-why.ts';
import type { Invocation } from './invocation.ts';
import { lintCommand } from './lint.ts';
import { modulesCommand, testModule, writeSchemas } from './modules.ts';
import type { AppPorts } from './ports.ts';
import { rollbackCommand } from './rollback.ts';
import { scheduleCommand } from './schedule/schedule.ts';
import { secretsCommand } from './secrets.ts';
import { runPlaybookCommand } from './run-playbook.ts';
import { waiversCommand } from './waivers/waivers.ts';
import { tellingFileErrors } from './telling-file-errors.ts';

/** Does what was asked for; gives the exit code. Throws only for bugs. */
export async function runCommand(asked: Invocation, ports: AppPorts): Promise<ExitCode> {
  switch (asked.command) {
    case 'plan':
    case 'apply':
    case 'drift':
      return runPlaybookCommand(asked, ports);
    case 'rollback':
      return rollbackCommand(asked, ports);
    case 'facts':
      return factsCommand(asked, ports);
    case 'assess':
      return (await import('./assess/assess.ts')).assessCommand(asked, ports); // with every format of a report
    case 'history':
      return historyCommand(asked, ports);
    case 'exec':
      return execCommand(asked, ports);
    case 'inventory list':
      return inventoryListCommand(asked, ports);
    case 'inventory graph':
      return inventoryGraphCommand(asked, ports);
    case 'inventory why':
      return inventoryWhyCommand(asked, ports);
    case 'lint':
      return lintCommand(asked, ports);
    case 'explain':
      return explainCommand(asked, ports);
    case 'modules':
      return modulesCommand(asked, ports);
    case 'modules test':
      return testModule(asked, ports);
    case 'modules schemas':
      return tellingFileErrors(ports.desk, 'the schemas', async () => writeSchemas(asked, ports));
    case 'completion':
      ports.printProgram(ports.own.completion(asked.shell));
      return 0;
    case 'hostkeys scan':
      return tellingFileErrors(ports.desk, 'host keys', () => scanHostKeys(asked, ports));
    case 'hostkeys verify':
      return tellingFileErrors(ports.desk, 'host keys', () => verifyHostKeys(asked, ports));
    case 'hostkeys forget':
      return tellingFileErrors(ports.desk, 'host keys', () => forgetHostKeys(asked, ports));
    case 'init':
      return tellingFileErrors(ports.desk, 'the project', () => initProject(asked, ports));
    case 'schedule':
      return tellingFileErrors(ports.desk, 'the schedule', () => scheduleCommand(asked, ports));
    case 'waivers':
      return tellingFileErrors(ports.desk, 'the waivers', () => waiversCommand(asked, ports));
    case 'secrets':
      return secretsCommand(asked, ports);
    default:
      return unreachable(asked);
  }
}
