import type { ExitCode } from '../report/exit-code.ts';
import type { InventoryListInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { keysOf, readInputs } from './prepare.ts';
import { readProjectConfig } from './project-config.ts';
import { readUnlocked } from './unlocker.ts';
import { startRunLog } from './run-log.ts';
import { selectedHosts } from './select-hosts.ts';

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
  const hosts = selectedHosts({ pattern: asked.pattern, limit: inputs.value.limit }, inventory);
  if (!hosts.ok) return log.refuse(hosts.diagnostics);
  ports.print(asked.json ? [JSON.stringify(hosts.value)] : hosts.value);
  return 0;
}
