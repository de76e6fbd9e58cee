import type { HostWork } from './host-work.ts';
import type { RunPorts } from './ports.ts';
import { rollbackHost, rollbackMessage } from './rollback.ts';

/** Puts back all that this run changed on a host, and tells it. False: not everything, or it is not healthy since. */
export async function putBackHost(host: HostWork, ports: RunPorts): Promise<boolean> {
  const startedAt = ports.clock.now();
  const report = await rollbackHost(host, ports);
  const { undone, complete, healthy } = report;
  ports.emit({
    type: 'host-rolled-back',
    host: host.name,
    undone,
    complete,
    healthy,
    message: rollbackMessage(report),
    took: ports.clock.now() - startedAt,
  });
  return complete && healthy;
}
