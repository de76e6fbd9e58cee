import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2, { type AgentAuthMethod, type AuthHandlerMiddleware, type PublicKeyAuthMethod } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';

/** Where keys come from when the target names none. */
export interface KeySources {
  /** Path of the agent's socket (SSH_AUTH_SOCK). */
  readonly agentSocket?: string;
  /** Folder that holds `.ssh`. */
  readonly home: string;
}

/** One login: what will be tried, and afterwards what was. */
export interface Login {
  readonly handler: AuthHandlerMiddleware;
  /** Something that went wrong on the way without ending it (an agent that does not answer). */
  note(text: string): void;
  /** For an error message: what was tried, what could not be, what the host would take. */
  describe(): string;
}

/**
 * The named identity file; else the agent, then the default keys. An encrypted identity file is left to the agent.
 * Rejects with ConnectError `authentication` when there is nothing to try.
 */
export async function prepareLogin(target: HostTarget, sources: KeySources): Promise<Login> {
  const files =
    target.identityFile === undefined
      ? DEFAULT_KEYS.map((name) => join(sources.home, '.ssh', name))
      : [target.identityFile];
  const keys = await Promise.all(files.map((path) => readKey(path, target.user, target.identityFile !== undefined)));
  const notes = keys.flatMap((key) => (key.kind === 'unusable' ? [key.why] : []));
  const usable = keys.flatMap((key) => (key.kind === 'usable' ? [key.method] : []));
  const wantsAgent = target.identityFile === undefined || usable.length === 0;
  const methods = [...(wantsAgent ? agentMethods(target.user, sources.agentSocket) : []), ...usable];
  if (methods.length === 0) throw nothingToTry(target, notes);
  return login(methods, notes);
}

/** In ssh's order of preference among those that a host of today takes. */
const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

interface Method {
  readonly label: string;
  readonly auth: PublicKeyAuthMethod | AgentAuthMethod;
}

type KeyFile =
  | { readonly kind: 'usable'; readonly method: Method }
  | { readonly kind: 'unusable'; readonly why: string }
  | { readonly kind: 'absent' };

function login(methods: readonly Method[], notes: string[]): Login {
  const tried: string[] = [];
  let accepted: readonly string[] | null = null;
  let partial = false;
  const handler: AuthHandlerMiddleware = (methodsLeft, partialSuccess, next) => {
    accepted = methodsLeft ?? accepted;
    partial ||= partialSuccess;
    const method = methods[tried.length];
    if (method === undefined || accepted?.includes('publickey') === false) return false; // ssh2: nothing left to try
    tried.push(method.label);
    return next(method.auth);
  };
  const describe = (): string =>
    [
      `tried ${tried.join(', ') || 'nothing'}`,
      ...(accepted === null ? [] : [`the host takes ${accepted.join(', ') || 'nothing more'}`]),
      ...(partial ? ['a key was right, and the host wants a second factor'] : []),
      ...notes,
    ].join('; ');
  return { handler, note: (text) => notes.push(text), describe };
}

const agentMethods = (username: string, socket: string | undefined): readonly Method[] =>
  socket === undefined || socket === ''
    ? []
    : [{ label: 'the keys of the agent', auth: { type: 'agent', username, agent: socket } }];

async function readKey(path: string, username: string, isNamed: boolean): Promise<KeyFile> {
  try {
    const key = ssh2.utils.parseKey(await readFile(path));
    if (!(key instanceof Error))
      return { kind: 'usable', method: { label: path, auth: { type: 'publickey', username, key } } };
    const why = /encrypted/i.test(key.message)
      ? 'is encrypted (load it into an ssh-agent)'
      : `is no private key that can be read: ${key.message}`;
    return { kind: 'unusable', why: `${path} ${why}` };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' && !isNamed) return { kind: 'absent' };
    return { kind: 'unusable', why: `${path} cannot be read (${code})` };
  }
}

function nothingToTry(target: HostTarget, notes: readonly string[]): ConnectError {
  return new ConnectError({
    reason: 'authentication',
    host: target.name,
    message: `there is no key to log in with as ${target.user}${notes.length === 0 ? '' : `: ${notes.join('; ')}`}`,
    hint: 'Start an ssh-agent that has the key, or name one with identity_file (--private-key).',
  });
}
