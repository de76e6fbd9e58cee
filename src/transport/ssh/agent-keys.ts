import ssh2, { type IdentityCallback, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2';

/** A key of the agent and how it signs. */
export interface AgentKey {
  readonly publicKey: ParsedKey;
  readonly sign: Sign;
}

export type Sign = (data: Buffer, options: SigningRequestOptions) => Promise<Buffer>;

/** The agents of a run, each asked once for its keys. Rejects when it does not answer. */
export type Agents = (socket: string) => Promise<readonly AgentKey[]>;

export function agents(): Agents {
  const known = new Map<string, Promise<readonly AgentKey[]>>();
  return (socket) => {
    const keys = known.get(socket) ?? listKeys(socket);
    known.set(socket, keys);
    return keys;
  };
}

/** One key in the place of an agent: ssh2 offers its public half, and asks for a signature only when the host takes it. */
export class OneKey extends ssh2.BaseAgent<ParsedKey> {
  readonly #publicKey: ParsedKey;
  readonly #sign: Sign;
  /** The host took the key, which ends the login unless it wants more than a key. */
  hasSigned = false;

  constructor(publicKey: ParsedKey, sign: Sign) {
    super();
    this.#publicKey = publicKey;
    this.#sign = sign;
  }

  getIdentities(callback: IdentityCallback<ParsedKey>): void {
    callback(null, [this.#publicKey]);
  }

  sign(
    _publicKey: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    const answer = typeof options === 'function' ? options : callback;
    void this.#sign(data, typeof options === 'function' ? {} : options).then(
      (signature) => {
        this.hasSigned = true;
        answer?.(null, signature);
      },
      (error: unknown) => answer?.(error instanceof Error ? error : new Error(String(error))),
    );
  }
}

/** Keys of kinds that ssh2 lacks (certificates, security keys) are passed over by it. */
function listKeys(socket: string): Promise<readonly AgentKey[]> {
  const agent = new ssh2.OpenSSHAgent(socket);
  const sign =
    (key: ParsedKey): Sign =>
    (data, options) =>
      new Promise((resolve, reject) => {
        agent.sign(key, data, options, (error, signature) => {
          if (signature === undefined) reject(error ?? new Error('the agent did not sign'));
          else resolve(signature);
        });
      });
  return new Promise((resolve, reject) => {
    agent.getIdentities((error, keys) => {
      if (error !== undefined && error !== null) return reject(error);
      const parsed = (keys ?? []).flatMap((key) => ('pubKey' in key ? [] : [key]));
      resolve(parsed.map((publicKey) => ({ publicKey, sign: sign(publicKey) })));
    });
  });
}
