import { connect as connectSocket, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import { KEEPALIVE } from '../limits.ts';
import type { CancelTimer, TransportPorts } from '../ports.ts';
import { algorithmsFor } from './algorithms.ts';
import { prepareLogin, type Login, type LoginInputs } from './auth.ts';
import { connectError, isWorthRetrying, timeoutError, type Phase } from './connect-errors.ts';
import { hostKeyCheck } from './host-key.ts';
import { lostError, type JumpHost } from './jumps.ts';
import type { KnownHostsFiles } from './known-hosts-files.ts';
import { offers } from './offers.ts';
import { expiredPassword } from './questions.ts';

export interface SshInputs extends LoginInputs {
  readonly ports: TransportPorts;
  readonly knownHosts: KnownHostsFiles;
  /** Milliseconds between signs of life on an idle connection; three without an answer end it. */
}

const TRIES = 3;

/** Mean pause before another try, in milliseconds: between half and one and a half of it, doubled each time. */
const PAUSE = 400;

/**
 * An authenticated connection to a host whose key is trusted, through `via` where it is behind a jump host. Rejects
 * with ConnectError; retries only what `isWorthRetrying`.
 */
export async function connectSsh(
  target: HostTarget,
  via: JumpHost | null,
  inputs: SshInputs,
  signal?: AbortSignal,
): Promise<Client> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connectOnce(target, via, inputs, signal);
    } catch (error) {
      if (attempt === TRIES || !(error instanceof ConnectError) || !isWorthRetrying(error)) throw error;
    }
    await pause(PAUSE * 2 ** (attempt - 1) * (0.5 + inputs.ports.random()), inputs.ports, signal);
  }
}

async function connectOnce(
  target: HostTarget,
  via: JumpHost | null,
  inputs: SshInputs,
  signal: AbortSignal | undefined,
): Promise<Client> {
  const check = hostKeyCheck(target, inputs.knownHosts);
  const algorithms = algorithmsFor(target, check.algorithms);
  const login = await prepareLogin(target, inputs);
  if (signal?.aborted === true) throw interrupted(target);
  const attempt = new Attempt(target, via, login, inputs.ports);
  const refuse = (): void => attempt.refuse(interrupted(target));
  signal?.addEventListener('abort', refuse, { once: true });
  try {
    return await attempt.run((client, stream, hear) =>
      client.connect({
        sock: stream,
        username: target.user,
        hostVerifier: (key: Buffer) => attempt.trusts(check.refuse, key),
        authHandler: login.handler(attempt),
        algorithms,
        readyTimeout: 0, // our own timers say which phase took too long
        keepaliveInterval: target.ssh?.keepalive ?? KEEPALIVE,
        debug: hear,
      }),
    );
  } finally {
    signal?.removeEventListener('abort', refuse);
  }
}

/** One try: the phase it is in, that phase's timer, and its first error. */
class Attempt {
  readonly #target: HostTarget;
  readonly #via: JumpHost | null;
  readonly #login: Login;
  readonly #ports: TransportPorts;
  readonly #client = new Client();
  readonly #offers = offers();
  #phase: Phase = 'tcp';
  #cancelTimer: CancelTimer = () => undefined;
  #reject: (error: ConnectError) => void = () => undefined;

  constructor(target: HostTarget, via: JumpHost | null, login: Login, ports: TransportPorts) {
    this.#target = target;
    this.#via = via;
    this.#login = login;
    this.#ports = ports;
  }

  async run(start: (client: Client, stream: Duplex, hear: (line: string) => void) => void): Promise<Client> {
    const { connectTimeout, authenticationTimeout } = this.#target;
    const client = this.#client;
    const opening = this.#openStream(() => this.#limit(connectTimeout));
    let isReady = false;
    try {
      const failed = new Promise<never>((_, reject) => (this.#reject = reject));
      const stream = await Promise.race([opening, failed]);
      if (!(stream instanceof Socket)) this.#phase = 'kex';
      else stream.once('connect', () => (this.#phase = 'kex'));
      const ready = new Promise<void>((resolve) => client.once('ready', resolve));
      client.once('handshake', () => {
        this.#phase = 'auth';
        this.#limit(authenticationTimeout);
      });
      client.on('error', (error) => this.#onError(error));
      client.on('change password', () => this.refuse(expiredPassword(this.#target)));
      client.once('close', () => this.#onError(new Error('the host closed the connection')));
      start(client, stream, (line) => {
        this.#offers.hear(line);
        this.#login.hear(line);
      });
      await Promise.race([ready, failed]);
      isReady = true;
      return client;
    } catch (error) {
      void opening.then(
        (stream) => stream.destroy(),
        () => undefined,
      );
      throw error;
    } finally {
      this.#cancelTimer();
      this.#phase = 'ready';
      this.#login.ended(isReady);
    }
  }

  refuse(error: ConnectError): void {
    this.#reject(error);
  }

  /** While somebody is asked, or others try the password first, no time is counted. */
  hold(waits: boolean): void {
    if (this.#phase !== 'auth') return;
    if (waits) this.#cancelTimer();
    else this.#limit(this.#target.authenticationTimeout);
  }

  /** For ssh2's hostVerifier: a refusal becomes the error of this try. */
  trusts(refuse: (key: Buffer) => ConnectError | null, key: Buffer): boolean {
    try {
      const refusal = refuse(key);
      if (refusal !== null) this.refuse(refusal);
      return refusal === null;
    } catch (error) {
      this.refuse(error instanceof ConnectError ? error : this.#explained(error));
      return false;
    }
  }

  async #openStream(onStart: () => void): Promise<Duplex> {
    if (this.#via !== null) return this.#via.open(this.#target, onStart);
    onStart();
    return connectSocket({ host: this.#target.address, port: this.#target.port, noDelay: true });
  }

  /** An agent that fails is passed over by ssh2, which then tries the next method. */
  #onError(error: Error & { level?: string }): void {
    if (error.level === 'agent') this.#login.note(error.message);
    else this.refuse(this.#explained(error));
  }

  #explained(error: unknown): ConnectError {
    const lost = this.#via?.lost ?? null;
    if (lost !== null) return lostError(this.#target, lost);
    return connectError(this.#target, { phase: this.#phase, login: this.#login, offers: this.#offers }, error);
  }

  #limit(milliseconds: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.startTimer(milliseconds, () =>
      this.refuse(timeoutError(this.#target, this.#phase)),
    );
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
