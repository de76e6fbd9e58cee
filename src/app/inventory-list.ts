import { limitHosts, selectHosts } from '../inventory/pattern.ts';
import type { ExitCode } from '../report/exit-code.ts';
import type { InventoryListInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { keysOf, readInputs } from './prepare.ts';
import { readProjectConfig } from './project-config.ts';
import { readUnlocked } from './unlocker.ts';
import { startRunLog } from './run-log.ts';

/** `inventory list [PATTERN]`: names in run order, one a line or as a JSON array. */
export async function inventoryListCommand(asked: InventoryListInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const config = readProjectConfig(ports);
  if (!config.ok) return log.refuse(config.diagnostics);
  const inputs = await readUnlocked(keysOf(asked, config.value), ports, (unlocked) =>
    readInputs(asked, config.value, null, unlocked),
  );
  if (!inputs.ok) return log.refuse(inputs.diagnostics);
  const { inventory } = inputs.value;
  const selected = selectHosts(asked.pattern ?? 'all', inventory, { subject: 'the pattern' });
  if (!selected.ok) return log.refuse(selected.diagnostics);
  const limited = asked.limit === null ? selected : limitHosts(asked.limit, selected.value, inventory);
  if (!limited.ok) return log.refuse(limited.diagnostics);
  ports.print(asked.json ? [JSON.stringify(limited.value)] : limited.value);
  return 0;
}
