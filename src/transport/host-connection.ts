import { identityKey, type HostTarget, type Identity } from '../domain/connection.ts';
import { ConnectError } from '../domain/errors.ts';
import type { Connection, LastWords, Session, Traffic } from '../domain/session.ts';
import { dispatcherText, type Silence } from '../shell/dispatcher.ts';
import { answerPrompt } from './answer-prompt.ts';
import type { BecomeContext } from './become.ts';
import { sudoArgv, sudoError, wrongPassword } from './sudo.ts';
import type { ByteChannel, ChannelEnd } from './channel.ts';
import { DispatcherSession } from './dispatcher-session.ts';
import { doasArgv, doasError } from './doas.ts';
import { cutError, earlyEnd } from './early-end.ts';
import type { SessionLimits } from './limits.ts';
import type { PasswordGate } from './password-gate.ts';
import type { TransportPorts } from './ports.ts';
import { newTraffic } from './traffic.ts';

/** What ssh and local differ in. */
export interface Wire {
  /** Who the commands run as without become. */
  readonly user: string;
  /** Runs a program on the host. Rejects with ConnectError. */
  open(argv: readonly [string, ...string[]]): Promise<ByteChannel>;
  /** Never rejects. */
  close(): Promise<void>;
}

export interface HostConnectionInputs {
  readonly target: HostTarget;
  readonly wire: Wire;
  readonly ports: TransportPorts;
  readonly limits: SessionLimits;
  readonly silence: Silence;
  readonly passwords: PasswordGate;
}

/** One host: a dispatcher for each identity, opened on first need and shared from then on. */
export class HostConnection implements Connection {
  readonly target: HostTarget;
  readonly #inputs: HostConnectionInputs;
  readonly #traffic = newTraffic();
  readonly #sessions = new Map<string, Promise<DispatcherSession>>();
  #passwordWasRefused = false;

  constructor(inputs: HostConnectionInputs) {
    this.target = inputs.target;
    this.#inputs = inputs;
  }

  get traffic(): Traffic {
    return { ...this.#traffic };
  }

  session(identity: Identity): Promise<Session> {
    const needed = this.#neededIdentity(identity);
    const key = identityKey(needed);
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const opening = this.#open(needed);
    this.#sessions.set(key, opening);
    return opening;
  }

  async close(last?: LastWords): Promise<void> {
    const speaker = last === undefined ? null : identityKey(this.#neededIdentity(last.identity));
    const closing = [...this.#sessions].map(async ([key, opening]) => {
      const session = await opening.catch(() => null);
      await session?.close(key === speaker ? last?.command : undefined);
    });
    await Promise.all(closing);
    await this.#inputs.wire.close();
  }

  /** Becoming who one already is takes neither sudo nor doas, and no second shell. */
  #neededIdentity(identity: Identity): Identity {
    return identity.kind === 'become' && identity.user === this.#inputs.wire.user ? { kind: 'login' } : identity;
  }

  async #open(identity: Identity): Promise<DispatcherSession> {
    const { wire, silence } = this.#inputs;
    const script = dispatcherText(silence);
    if (identity.kind === 'login')
      return this.#speak(identity, await wire.open(['sh', '-c', script]), this.#loginError);
    const context = this.#becomeContext(identity.user);
    if (identity.method === 'doas')
      return this.#speak(identity, await wire.open(doasArgv(identity.user, script)), (end, said) =>
        doasError(context, end, said),
      );
    const channel = context.gavePassword
      ? await this.#openWithPassword(context, script)
      : await wire.open(sudoArgv(identity.user, script));
    return this.#speak(identity, channel, (end, said) => sudoError(context, end, said));
  }

  #speak(
    identity: Identity,
    channel: ByteChannel,
    explainStart: (end: ChannelEnd, said: string) => ConnectError,
  ): DispatcherSession {
    const { ports, limits } = this.#inputs;
    return new DispatcherSession({
      host: this.target.name,
      identity,
      channel,
      ports,
      limits,
      traffic: this.#traffic,
      explainStart,
    });
  }

  async #openWithPassword(context: BecomeContext, script: string): Promise<ByteChannel> {
    const { wire, ports, passwords } = this.#inputs;
    if (this.#passwordWasRefused) throw wrongPassword(context);
    const password = this.target.becomePassword;
    const opened: { channel?: ByteChannel; said?: string } = {};
    const outcome = await passwords.attempt(async () => {
      const words = { prompt: `[bulwark ${ports.nonce()}]`, ready: `bulwark ready ${ports.nonce()}` };
      const channel = await wire.open(sudoArgv(context.user, `echo '${words.ready}' >&2\n${script}`, words.prompt));
      opened.channel = channel;
      if (password === undefined) return 'not-asked';
      const answer = await answerPrompt(channel, password, words, ports);
      opened.said = answer.said;
      return answer.outcome;
    });
    const { channel, said } = opened;
    this.#passwordWasRefused = outcome === 'refused';
    if (outcome === 'refused') throw wrongPassword(context);
    if (outcome === null || channel === undefined) throw passwordsStopped(context);
    if (said?.includes('bulwark ready ') === true) return channel;
    throw sudoError(context, await channel.closed, said ?? '');
  }

  #becomeContext(user: string): BecomeContext {
    return {
      host: this.target.name,
      login: this.#inputs.wire.user,
      user,
      gavePassword: this.target.becomePassword !== undefined,
    };
  }

  #loginError = (end: ChannelEnd, said: string): ConnectError => {
    const { user } = this.#inputs.wire;
    if (end.cause !== undefined) return cutError(this.target.name, user, end.cause);
    return new ConnectError({
      reason: 'protocol',
      host: this.target.name,
      message: `the shell of ${user} ${earlyEnd(end, said)}`,
      hint: 'The login user needs a POSIX login shell, and no ForceCommand.',
    });
  };
}

const passwordsStopped = ({ host }: BecomeContext): ConnectError =>
  new ConnectError({
    reason: 'become',
    host,
    message: 'the become password was not tried: other hosts of this run have refused it',
    hint: 'Run again with --ask-become-pass and the right password.',
  });
