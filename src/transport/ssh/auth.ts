import type { AnyAuthMethod, AuthHandlerMiddleware, NextAuthHandler } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import type { AskPassword } from '../../domain/session.ts';
import type { PasswordGate, PasswordOutcome } from '../password-gate.ts';
import type { OneKey } from './agent-keys.ts';
import { candidatesFor, type Candidate, type Keys } from './identities.ts';
import { passwordsStopped, questionsOf, refusedPassword, type Questions } from './questions.ts';

export interface LoginInputs {
  readonly keys: Keys;
  /** Puts a question of a host to the operator; null when there is no terminal. One at a time. */
  readonly ask: AskPassword | null;
  /** Shared by all hosts of a run. */
  readonly loginPasswords: PasswordGate;
}

/** What a login tells the connection that it belongs to. */
interface LoginWatcher {
  /** The login waits for a person or for other hosts: the clock stands still until `false`. */
  hold(waits: boolean): void;
  /** Ends the login with this error. */
  refuse(error: ConnectError): void;
}

/** One login: what will be tried, and afterwards what was. */
export interface Login {
  readonly handler: (watcher: LoginWatcher) => AuthHandlerMiddleware;
  /** A debug line of ssh2: it does not tell its handler what the host would take after a key of an agent. */
  hear(line: string): void;
  /** Something that went wrong on the way without ending it (an agent that does not sign). */
  note(text: string): void;
  /** The connection is ready, or has failed. */
  ended(isReady: boolean): void;
  /** For an error message: what was tried, what could not be, what the host would take. */
  describe(): string;
  /** How many keys the host was offered, and what it would take; null before it said. */
  readonly offeredKeys: number;
  readonly accepted: readonly string[] | null;
}

/** Keys first, then the host's questions, then the password, as OpenSSH does. Rejects with ConnectError when there is nothing to try. */
export async function prepareLogin(target: HostTarget, inputs: LoginInputs): Promise<Login> {
  const waiting: Waiting = { hold: () => undefined };
  const { keys, notes } = await candidatesFor(target, inputs.keys, async (action) => {
    waiting.hold(true);
    try {
      return await action();
    } finally {
      waiting.hold(false);
    }
  });
  if (keys.length === 0 && target.loginPassword === undefined && inputs.ask === null) throw nothingToTry(target, notes);
  return new SshLogin({ target, inputs, keys, notes: [...notes], waiting });
}

/** Whom to tell while a passphrase is asked for. */
interface Waiting {
  hold: LoginWatcher['hold'];
}

interface LoginParts {
  readonly target: HostTarget;
  readonly inputs: LoginInputs;
  readonly keys: readonly Candidate[];
  readonly notes: string[];
  readonly waiting: Waiting;
}

class SshLogin implements Login {
  readonly #target: HostTarget;
  readonly #inputs: LoginInputs;
  readonly #keys: readonly Candidate[];
  readonly #notes: string[];
  readonly #tried: string[] = [];
  readonly #questions: Questions;
  readonly #waiting: Waiting;
  #partial = false;
  #askedQuestions = false;
  #gavePassword = false;
  #last: AnyAuthMethod['type'] = 'none';
  #lastKey: OneKey | null = null;
  #settle: (outcome: PasswordOutcome) => void = () => undefined;
  offeredKeys = 0;
  accepted: readonly string[] | null = null;

  constructor({ target, inputs, keys, notes, waiting }: LoginParts) {
    this.#waiting = waiting;
    this.#target = target;
    this.#inputs = inputs;
    this.#keys = keys;
    this.#notes = notes;
    this.#questions = questionsOf(target, inputs.ask);
  }

  handler(watcher: LoginWatcher): AuthHandlerMiddleware {
    this.#waiting.hold = (waits) => watcher.hold(waits);
    return (_methodsLeft, partial, next) => {
      const partialSuccess = this.#last === 'agent' ? this.#lastKey?.hasSigned === true : partial === true;
      this.#partial ||= partialSuccess;
      this.#settleTrial(partialSuccess);
      if (!partialSuccess && this.#lastGavePassword()) return watcher.refuse(refusedPassword(this.#target));
      const method = this.#nextMethod(watcher);
      if (method === null) return false; // ssh2: nothing left to try
      this.#last = method.type;
      if (method.type === 'agent' || this.#target.loginPassword === undefined) return next(method);
      void this.#try(method, next, watcher);
    };
  }

  hear(line: string): void {
    const methods = /^Inbound: Received USERAUTH_FAILURE \((.*)\)$/.exec(line)?.[1];
    if (methods !== undefined) this.accepted = methods.split(',').filter((method) => method !== '');
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  ended(isReady: boolean): void {
    this.#settleTrial(isReady);
  }

  describe(): string {
    return [
      `tried ${this.#tried.join(', ') || 'nothing'}`,
      ...(this.accepted === null ? [] : [`the host takes ${this.accepted.join(', ') || 'nothing more'}`]),
      ...(this.#partial ? ['a key was right, and the host wants a second factor'] : []),
      ...this.#notes,
    ].join('; ');
  }

  #nextMethod(watcher: LoginWatcher): AnyAuthMethod | null {
    const username = this.#target.user;
    const takes = (type: string): boolean => this.accepted === null || this.accepted.includes(type);
    const key = takes('publickey') ? this.#keys[this.offeredKeys] : undefined;
    if (key !== undefined) {
      this.offeredKeys++;
      this.#tried.push(key.label);
      this.#lastKey = key.agent;
      return { type: 'agent', username, agent: key.agent };
    }
    const { loginPassword } = this.#target;
    if (takes('keyboard-interactive') && !this.#askedQuestions && this.#canAnswer()) {
      this.#askedQuestions = true;
      this.#tried.push('keyboard-interactive');
      const prompt = this.#prompt(watcher);
      return { type: 'keyboard-interactive', username, prompt };
    }
    if (takes('password') && !this.#gaveAny() && loginPassword !== undefined) {
      this.#gavePassword = true;
      this.#tried.push('the password');
      return { type: 'password', username, password: loginPassword.reveal() };
    }
    return null;
  }

  #canAnswer(): boolean {
    return this.#inputs.ask !== null || this.#target.loginPassword !== undefined;
  }

  #gaveAny(): boolean {
    return this.#gavePassword || this.#questions.gavePassword;
  }

  #prompt(watcher: LoginWatcher): Extract<AnyAuthMethod, { type: 'keyboard-interactive' }>['prompt'] {
    return (_name, instructions, _language, prompts, finish) => {
      watcher.hold(true);
      this.#questions
        .answer(instructions, prompts)
        .finally(() => watcher.hold(false))
        .then(finish, (error: unknown) => {
          if (error instanceof ConnectError) watcher.refuse(error);
          else throw error;
        });
    };
  }

  /** Until one host has taken the password only a few try it at once; the others wait. */
  async #try(method: AnyAuthMethod, next: NextAuthHandler, watcher: LoginWatcher): Promise<void> {
    watcher.hold(true);
    const outcome = await this.#inputs.loginPasswords.attempt(() => {
      watcher.hold(false);
      const settled = new Promise<PasswordOutcome>((resolve) => (this.#settle = resolve));
      next(method);
      return settled;
    });
    if (outcome === null) watcher.refuse(passwordsStopped(this.#target));
  }

  #settleTrial(wasRight: boolean): void {
    const outcome = wasRight ? 'accepted' : 'refused';
    this.#settle(this.#gaveAny() ? outcome : 'not-asked');
  }

  #lastGavePassword(): boolean {
    return this.#last === 'password' || (this.#last === 'keyboard-interactive' && this.#questions.gavePassword);
  }
}

function nothingToTry(target: HostTarget, notes: readonly string[]): ConnectError {
  return new ConnectError({
    reason: 'authentication',
    host: target.name,
    message: `there is no key to log in with as ${target.user}${notes.length === 0 ? '' : `: ${notes.join('; ')}`}`,
    hint: 'Start an ssh-agent that has the key, name one with ansible_ssh_private_key_file (--private-key), or give a password (-k).',
  });
}
