import { connect as connectSocket, type Socket } from 'node:net';
import { Client } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import type { Wire } from '../host-connection.ts';
import type { CancelTimer, TransportPorts } from '../ports.ts';
import { prepareLogin, type KeySources, type Login } from './auth.ts';
import { connectError, isWorthRetrying, timeoutError, type Phase } from './connect-errors.ts';
import { hostKeyCheck } from './host-key.ts';
import type { KnownHostsFiles } from './known-hosts-files.ts';
import { sshWire } from './wire.ts';

export interface SshInputs {
  readonly ports: TransportPorts;
  readonly knownHosts: KnownHostsFiles;
  readonly keys: KeySources;
  /** Milliseconds between signs of life on an idle connection; three without an answer end it. */
  readonly keepalive: number;
}

const TRIES = 3;

/** Mean pause before another try, in milliseconds: between half and one and a half of it, doubled each time. */
const PAUSE = 400;

/** An authenticated connection to a host whose key is trusted. Rejects with ConnectError; retries only what `isWorthRetrying`. */
export async function connectSsh(target: HostTarget, inputs: SshInputs, signal?: AbortSignal): Promise<Wire> {
  for (let attempt = 1; ; attempt++) {
    try {
      return sshWire(target, await connectOnce(target, inputs, signal), inputs.ports);
    } catch (error) {
      if (attempt === TRIES || !(error instanceof ConnectError) || !isWorthRetrying(error)) throw error;
    }
    await pause(PAUSE * 2 ** (attempt - 1) * (0.5 + inputs.ports.random()), inputs.ports, signal);
  }
}

async function connectOnce(target: HostTarget, inputs: SshInputs, signal: AbortSignal | undefined): Promise<Client> {
  const check = hostKeyCheck(target, inputs.knownHosts);
  const login = await prepareLogin(target, inputs.keys);
  if (signal?.aborted === true) throw interrupted(target);
  const attempt = new Attempt(target, login, inputs.ports);
  const refuse = (): void => attempt.fail(interrupted(target));
  signal?.addEventListener('abort', refuse, { once: true });
  try {
    return await attempt.run((client, socket) =>
      client.connect({
        sock: socket,
        username: target.user,
        hostVerifier: (key: Buffer) => attempt.trusts(check.refuse, key),
        authHandler: login.handler,
        algorithms: { serverHostKey: check.algorithms },
        readyTimeout: 0, // our own timers say which phase took too long
        keepaliveInterval: inputs.keepalive,
      }),
    );
  } finally {
    signal?.removeEventListener('abort', refuse);
  }
}

/** One try: the phase it is in, that phase's timer, and its first error. */
class Attempt {
  readonly #target: HostTarget;
  readonly #login: Login;
  readonly #ports: TransportPorts;
  readonly #client = new Client();
  #phase: Phase = 'tcp';
  #cancelTimer: CancelTimer = () => undefined;
  #reject: (error: ConnectError) => void = () => undefined;

  constructor(target: HostTarget, login: Login, ports: TransportPorts) {
    this.#target = target;
    this.#login = login;
    this.#ports = ports;
  }

  async run(start: (client: Client, socket: Socket) => void): Promise<Client> {
    const { address, port, connectTimeout, authenticationTimeout } = this.#target;
    const client = this.#client;
    const socket = connectSocket({ host: address, port, noDelay: true });
    this.#limit(connectTimeout);
    try {
      return await new Promise<Client>((resolve, reject) => {
        this.#reject = reject;
        socket.once('connect', () => (this.#phase = 'kex'));
        client.once('handshake', () => {
          this.#phase = 'auth';
          this.#limit(authenticationTimeout);
        });
        client.once('ready', () => resolve(client));
        client.on('error', (error) => this.#onError(error));
        client.once('close', () => this.#onError(new Error('the host closed the connection')));
        start(client, socket);
      });
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      this.#cancelTimer();
      this.#phase = 'ready';
    }
  }

  fail(error: ConnectError): void {
    this.#reject(error);
  }

  /** For ssh2's hostVerifier: a refusal becomes the error of this try. */
  trusts(refuse: (key: Buffer) => ConnectError | null, key: Buffer): boolean {
    try {
      const refusal = refuse(key);
      if (refusal !== null) this.fail(refusal);
      return refusal === null;
    } catch (error) {
      this.fail(error instanceof ConnectError ? error : connectError(this.#target, this.#phase, error, this.#login));
      return false;
    }
  }

  /** An agent that fails is passed over by ssh2, which then tries the next method. */
  #onError(error: Error & { level?: string }): void {
    if (error.level === 'agent') this.#login.note(`the agent: ${error.message}`);
    else this.fail(connectError(this.#target, this.#phase, error, this.#login));
  }

  #limit(milliseconds: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.startTimer(milliseconds, () => this.fail(timeoutError(this.#target, this.#phase)));
  }
}

const interrupted = ({ name }: HostTarget): ConnectError =>
  new ConnectError({ reason: 'lost', host: name, message: 'interrupted before the connection was ready' });

/** Ends early when interrupted: the next try then says so. */
function pause(milliseconds: number, ports: TransportPorts, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const cancel = ports.startTimer(milliseconds, resolve);
    signal?.addEventListener('abort', () => (cancel(), resolve()), { once: true });
  });
}
