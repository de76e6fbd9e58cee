import type { ExitCode } from '../../report/exit-code.ts';
import type { HostKeysInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import { startRunLog } from '../run-log.ts';
import { exitOf } from './scan.ts';
import { hostKeyTargets } from './targets.ts';

/** `hostkeys verify [PATTERN]`: what hosts show now against what is known; writes nothing. */
export async function verifyHostKeys(asked: HostKeysInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const targets = await hostKeyTargets(asked, ports);
  if (!targets.ok) return log.refuse(targets.diagnostics);
  const begun = ports.now();
  const looks = await ports.hostKeys.look(targets.value, { allTypes: asked.allTypes });
  const stopped = ports.stoppedBy();
  if (stopped !== null) return stopped === 'SIGINT' ? 130 : 143;
  const exit = exitOf(looks, []);
  if (exit !== 0 || !asked.quiet) ports.desk.print({ kind: 'verified', looks, took: ports.now() - begun });
  return exit;
}
