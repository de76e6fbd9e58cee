import type { TaskError } from '../../domain/errors.ts';
import type { HostWork } from '../host-work.ts';
import type { RunPorts } from '../ports.ts';
import { rollbackHost, rollbackMessage } from '../rollback.ts';
import { tryLogin } from './try-login.ts';

/**
 * After a delegated change of what a login depends on: a new login to that machine. Where it fails, all that this run
 * changed there is put back while the connection is open, and the task has failed.
 */
export async function loginIsShutOn(machine: HostWork, ports: RunPorts): Promise<TaskError | null> {
  const touched = machine.loginTouched;
  machine.loginTouched = null;
  const target = ports.targets.get(machine.name);
  if (touched === null || target === undefined || target.connection === 'local' || ports.kill.aborted) return null;
  const failure = await tryLogin(target, touched.identity, machine.options.commandTimeout, ports);
  if (failure === null) return null;
  const startedAt = ports.clock.now();
  const report = await rollbackHost(machine, ports);
  const { undone, complete, healthy } = report;
  const took = ports.clock.now() - startedAt;
  const message = rollbackMessage(report);
  ports.emit({ type: 'host-rolled-back', host: machine.name, undone, complete, healthy, message, took });
  return {
    code: 'lock-out',
    message: `a new login to ${machine.name} fails after what was changed there`,
    wanted: `${target.user} can log in again`,
    seen: failure.message,
  };
}
