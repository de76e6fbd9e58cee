import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { HostTarget } from '../../domain/connection.ts';
import type { ConnectError } from '../../domain/errors.ts';
import { withoutPasswords } from '../../domain/our-passwords.ts';
import type { CancelTimer, TransportPorts } from '../ports.ts';
import { exitArguments, masterArguments } from './arguments.ts';
import { ASK, ASKER, offerSecrets } from './askpass.ts';
import { masterError, masterTimeout, phaseOf, type Phase } from './master-errors.ts';
import { writeOwnConfig } from './own-config.ts';
import { pinsAsFile } from './pins.ts';
import { makePrivateFolder, type PrivateFolder } from './private-folder.ts';

export interface MasterInputs {
  readonly ports: TransportPorts;
}

/** An authenticated connection of ssh that sessions go through. */
export interface Master {
  readonly socket: string;
  /** Why it ended. Never rejects. */
  readonly closed: Promise<ConnectError>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** Rejects with ConnectError, or with what the file system of this machine says. */
export async function startMaster(target: HostTarget, inputs: MasterInputs, signal?: AbortSignal): Promise<Master> {
  const folder = await makePrivateFolder();
  let takeAway: () => void = () => undefined;
  try {
    takeAway = await offerSecrets(folder.path, target);
    const configFile = writeOwnConfig(folder.path, target.hostKeyPolicy.kind, target.sshConfigFile ?? null);
    return await new MasterProcess(pinsAsFile(target, folder.path), folder, { ...inputs, configFile }).ready(signal);
  } catch (error) {
    await rm(folder.path, { recursive: true, force: true });
    throw error;
  } finally {
    takeAway();
  }
}

/**
 * Runs ssh and ends it when standard input ends, as it does when the controller dies in whatever way. Not in the
 * controller's session: Ctrl-C does not reach it, and ssh finds no terminal to ask on.
 */
const GUARDED = `folder=$1
shift
exec 3<&0
export SSH_ASKPASS="$folder/${ASK}" SSH_ASKPASS_REQUIRE=force
"$@" </dev/null 3<&- &
master=$!
echo "$master" >"$folder/${ASKER}"
{
  while read -r line; do :; done <&3
  kill "$master"
  sleep 2
  kill -KILL "$master"
} >/dev/null 2>&1 &
guard=$!
wait "$master"
code=$?
kill "$guard"
rm -rf -- "$folder"
exit "$code"`;

/** Milliseconds between two looks for the socket, which ssh makes when it is logged in. */
const LOOK = 20;

/** Milliseconds for a polite end before the process group is killed. */
const END_LIMIT = 3000;

/** Characters of what ssh said that are kept. */
const SAID = 32_768;

class MasterProcess implements Master {
  readonly socket: string;
  readonly closed: Promise<ConnectError>;
  readonly #target: HostTarget;
  readonly #folder: PrivateFolder;
  readonly #ports: TransportPorts;
  readonly #child: ChildProcess;
  #said = '';
  #phase: Phase = 'tcp';
  #hasEnded = false;

  constructor(
    target: HostTarget,
    folder: PrivateFolder,
    { ports, configFile }: MasterInputs & { readonly configFile: string },
  ) {
    this.socket = folder.socket;
    this.#target = target;
    this.#folder = folder;
    this.#ports = ports;
    const argv = masterArguments(target, { socket: folder.socket, configFile });
    this.#child = spawn('sh', ['-c', GUARDED, 'sh', folder.path, ...argv], {
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe'],
      env: withoutPasswords(process.env),
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#listen(chunk));
    this.#child.stdin?.on('error', () => undefined); // it ends while we close: `closed` tells
    this.closed = new Promise((resolve) => {
      const end = (code: number | null): void => {
        this.#hasEnded = true;
        resolve(masterError(target, this.#phase, code, this.#said));
      };
      this.#child.once('error', (error) => {
        this.#said += error.message;
        end(null);
      });
      this.#child.once('close', end);
    });
  }

  /** Resolves once sessions can be opened. */
  async ready(signal: AbortSignal | undefined): Promise<Master> {
    let cancel: CancelTimer = () => undefined;
    let refuse: (error: Error) => void = () => undefined;
    const interrupt = (): void => refuse(masterTimeout(this.#target, 'interrupted'));
    signal?.addEventListener('abort', interrupt, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        refuse = reject;
        if (signal?.aborted === true) interrupt();
        const began = { tcp: this.#ports.now().getTime(), auth: 0 };
        const look = (): void => {
          if (this.#hasEnded) return; // `closed` tells
          const now = this.#ports.now().getTime();
          if (this.#phase === 'auth') began.auth ||= now;
          const late =
            began.auth === 0
              ? now - began.tcp > this.#target.connectTimeout
              : now - began.auth > this.#target.authenticationTimeout;
          if (existsSync(this.socket)) resolve();
          else if (late) reject(masterTimeout(this.#target, this.#phase));
          else cancel = this.#ports.startTimer(LOOK, look);
        };
        void this.closed.then(reject);
        look();
      });
      this.#phase = 'ready';
      return this;
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      cancel();
      signal?.removeEventListener('abort', interrupt);
    }
  }

  async close(): Promise<void> {
    if (this.#phase === 'ready' && !this.#hasEnded) await askToExit(exitArguments(this.#target, this.socket));
    this.#child.stdin?.end();
    const cancel = this.#ports.startTimer(END_LIMIT, () => {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL');
    });
    await this.closed;
    cancel();
    await rm(this.#folder.path, { recursive: true, force: true });
  }

  #listen(chunk: Buffer): void {
    this.#said = (this.#said + chunk.toString('utf8')).slice(-SAID);
    if (this.#phase !== 'ready') this.#phase = phaseOf(this.#said);
  }
}

/** Resolves when it was asked, whatever came of it: the guard ends what is left. */
function askToExit([file, ...args]: readonly [string, ...string[]]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { detached: true, stdio: 'ignore', timeout: END_LIMIT });
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
}
