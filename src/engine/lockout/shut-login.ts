import type { TaskPlan } from '../../domain/run-plan.ts';
import type { HostWork } from '../host-work.ts';
import type { RunPorts } from '../ports.ts';
import { tryLogin } from './try-login.ts';

/** A login that fails since `task` changed what it depends on. */
export interface ShutLogin {
  readonly task: TaskPlan;
  readonly user: string;
  readonly why: string;
}

/**
 * After a change of what a login depends on: whether a new one fails, while the connection that can undo it is open.
 * Null: it works, or there was no such change since the last time.
 */
export async function shutLogin(machine: HostWork, ports: RunPorts): Promise<ShutLogin | null> {
  const touched = machine.loginTouched;
  machine.loginTouched = null;
  const target = ports.targets.get(machine.name);
  if (touched === null || target === undefined || target.connection === 'local' || ports.kill.aborted) return null;
  const failure = await tryLogin(target, touched.identity, machine.options.commandTimeout, ports);
  return failure === null ? null : { task: touched.task, user: target.user, why: failure.message };
}
