import type { HostTarget, Identity } from '../domain/connection.ts';
import type { CommandOutput, Connection, Frame, FrameResult, LastWords } from '../domain/session.ts';
import type { RunPorts } from './ports.ts';
import { LIMITS_ALLOWED, REFRESH_TIMEOUT, WAITS_ALLOWED, alwaysBusy, outlast } from './refresh/outlast.ts';
import type { ChangeUnderWay, RefreshWatch } from './refresh/watch.ts';
import type { Slot } from './slot.ts';

/** The connection to one host. What is sent goes one after the other: tasks of other hosts may be delegated to it. */
export class HostLink {
  readonly #name: string;
  readonly #ports: RunPorts;
  #connection: Connection | null = null;
  #connecting: Promise<void> | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #waits = 0;
  /** Milliseconds. */
  #waited = 0;

  constructor(name: string, ports: RunPorts) {
    this.#name = name;
    this.#ports = ports;
  }

  /** Once, also where several ask for it. Rejects with ConnectError. */
  connect(): Promise<void> {
    this.#connecting ??= this.#connect();
    return this.#connecting;
  }

  async #connect(): Promise<void> {
    const target: HostTarget | undefined = this.#ports.targets.get(this.#name);
    if (target === undefined) throw new Error(`no target for ${this.#name}`);
    this.#connection = await this.#ports.connector.connect(target, this.#ports.kill);
  }

  get connection(): Connection {
    if (this.#connection === null) throw new Error(`${this.#name} is not connected`);
    return this.#connection;
  }

  async close(lastWords: LastWords | null): Promise<void> {
    const open = this.#connection;
    this.#connection = null;
    this.#connecting = null;
    await open?.close(lastWords ?? undefined);
  }

  /** Rejects with ConnectError. What was asked is read only where no refresh was going on beside it. */
  send(
    identity: Identity,
    frame: Frame,
    { slots, watch }: { readonly slots: readonly Slot[]; readonly watch: RefreshWatch | null },
  ): Promise<FrameResult['kind']> {
    return this.#alone(async () => {
      const session = await this.connection.session(identity);
      const { kind, outputs } = await session.exchange(frame, this.#ports.kill);
      const answers = watch === null ? outputs : watch.read(outputs, slots.length);
      if (kind === 'timed-out') await watch?.lookAgain(session, this.#ports.kill);
      const holds = watch?.disturbed !== true;
      answers.forEach((output, at) => {
        const slot = slots[at];
        if (slot !== undefined && (holds || slot.asks !== true)) slot.read(output);
      });
      return kind;
    });
  }

  /** A frame as it is, whatever goes on beside it. Rejects with ConnectError. */
  async ask(identity: Identity, frame: Frame): Promise<readonly CommandOutput[]> {
    const session = await this.connection.session(identity);
    const { outputs } = await this.#alone(() => session.exchange(frame, this.#ports.kill));
    return outputs;
  }

  async put(identity: Identity, path: string, content: Buffer): Promise<void> {
    await this.#alone(async () => (await this.connection.session(identity)).put(path, content));
  }

  /**
   * Waits for the end of a refresh, of which `change` is what was told; `limit` in milliseconds. Rejects with
   * ConnectError when it takes too long.
   */
  async outlast(identity: Identity, change: ChangeUnderWay | null, limit: number = REFRESH_TIMEOUT): Promise<void> {
    this.#waits += 1;
    if (this.#waits > WAITS_ALLOWED || this.#waited > limit * LIMITS_ALLOWED) throw alwaysBusy(this.#name);
    const session = await this.connection.session(identity);
    const startedAt = this.#ports.clock.now();
    await this.#alone(() => outlast({ host: this.#name, session, change, limit, ports: this.#ports }));
    this.#waited += this.#ports.clock.now() - startedAt;
  }

  /** Whoever else sends something to the host waits for the end of `work`. */
  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
