import type { TaskError } from '../../domain/errors.ts';
import type { HostWork } from '../host-work.ts';
import type { RunPorts } from '../ports.ts';
import { putBackHost } from '../put-back-host.ts';
import { shutLogin } from './shut-login.ts';

/**
 * After a delegated change of what a login depends on: a new login to that machine. Where it fails, all that this run
 * changed there is put back while the connection is open, and the task has failed.
 */
export async function loginIsShutOn(machine: HostWork, ports: RunPorts): Promise<TaskError | null> {
  const shut = await shutLogin(machine, ports);
  if (shut === null) return null;
  await putBackHost(machine, ports);
  return {
    code: 'lock-out',
    message: `a new login to ${machine.name} fails after what was changed there`,
    wanted: `${shut.user} can log in again`,
    seen: shut.why,
  };
}
