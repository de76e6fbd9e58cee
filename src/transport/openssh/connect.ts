import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import { messageOf } from '../../domain/thrown.ts';
import type { Wire } from '../host-connection.ts';
import type { PasswordGate } from '../password-gate.ts';
import type { TransportPorts } from '../ports.ts';
import { startMaster, type Master, type MasterInputs } from './master.ts';
import { refuseUnsafeNames } from './names.ts';
import { opensshWire } from './wire.ts';

export interface OpensshInputs extends MasterInputs {
  /** For login passwords. */
  readonly passwords: PasswordGate;
}

const TRIES = 3;

/** Mean pause before another try, in milliseconds: between half and one and a half of it, doubled each time. */
const PAUSE = 400;

/** A connection through the system's ssh. Rejects with ConnectError; tries again what a busy or restarting sshd does. */
export async function connectOpenssh(target: HostTarget, inputs: OpensshInputs, signal?: AbortSignal): Promise<Wire> {
  refuseUnsafeNames(target);
  makeRoomForNewKeys(target);
  for (let attempt = 1; ; attempt++) {
    try {
      const master = await guarded(target, () => login(target, inputs, signal));
      return opensshWire(target, master, inputs.ports);
    } catch (error) {
      if (attempt === TRIES || !(error instanceof ConnectError) || error.reason !== 'refused') throw error;
    }
    await pause(PAUSE * 2 ** (attempt - 1) * (0.5 + inputs.ports.random()), inputs.ports, signal);
  }
}

/** A wrong login password is tried on three hosts of a run at most. */
async function login(target: HostTarget, inputs: OpensshInputs, signal: AbortSignal | undefined): Promise<Master> {
  if (target.loginPassword === undefined) return startMaster(target, inputs, signal);
  const ended: { master?: Master; error?: unknown } = {};
  await inputs.passwords.attempt(async () => {
    try {
      ended.master = await startMaster(target, inputs, signal);
      return 'accepted';
    } catch (error) {
      ended.error = error;
      return error instanceof ConnectError && error.reason === 'authentication' ? 'refused' : 'not-asked';
    }
  });
  if (ended.master !== undefined) return ended.master;
  throw ended.error ?? passwordsStopped(target);
}

const passwordsStopped = ({ name }: HostTarget): ConnectError =>
  new ConnectError({
    reason: 'authentication',
    host: name,
    message: 'the login password was not tried: other hosts of this run have refused it',
    hint: 'Run again with the right password.',
  });

/** ssh itself makes no folder, opens the file to others, and goes on when it cannot write there. */
function makeRoomForNewKeys(target: HostTarget): void {
  const file = target.hostKeyPolicy.kind === 'accept-new' ? target.hostKeyPolicy.files[0] : undefined;
  if (file === undefined) return;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  } catch (cause) {
    const message = `cannot use the known_hosts files: ${messageOf(cause)}`;
    throw new ConnectError({ reason: 'host-key', host: target.name, message, cause });
  }
}

/** What this machine refuses (a full disk under /tmp, no mkfifo) is told of the host that it was for. */
async function guarded<T>(target: HostTarget, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof ConnectError) throw cause;
    const message = `cannot start ssh on this machine: ${messageOf(cause)}`;
    throw new ConnectError({ reason: 'protocol', host: target.name, message, cause });
  }
}

/** Ends early when interrupted: the next try then says so. */
function pause(milliseconds: number, ports: TransportPorts, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const cancel = ports.startTimer(milliseconds, resolve);
    signal?.addEventListener('abort', () => (cancel(), resolve()), { once: true });
  });
}
