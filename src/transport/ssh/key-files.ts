import { readFile } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import type { AskPassword } from '../../domain/session.ts';

/** A private key on this machine, as far as it could be read without a passphrase. */
export type KeyFile =
  | {
      readonly kind: 'usable';
      readonly path: string;
      /** Null where an old format tells nothing before it is decrypted. */
      readonly publicKey: ParsedKey | null;
      /** Asks for the passphrase when there is one, once a run. An Error says why there is no key. */
      readonly open: () => Promise<ParsedKey | Error>;
    }
  | { readonly kind: 'unusable'; readonly why: string; readonly publicKey: ParsedKey | null }
  | { readonly kind: 'absent' };

/** The key files of a run: each is read once, and its passphrase asked for once. */
export type KeyFiles = (path: string) => Promise<KeyFile>;

export function keyFiles(ask: AskPassword | null): KeyFiles {
  const known = new Map<string, Promise<KeyFile>>();
  return (path) => {
    const file = known.get(path) ?? readKey(path, ask);
    known.set(path, file);
    return file;
  };
}

/** A mistyped passphrase harms nobody: it is only tried here. */
const PASSPHRASE_TRIES = 3;

async function readKey(path: string, ask: AskPassword | null): Promise<KeyFile> {
  const text = await readText(path);
  if (text instanceof Error) {
    const code = 'code' in text ? String(text.code) : text.message;
    return code === 'ENOENT'
      ? { kind: 'absent' }
      : { kind: 'unusable', why: `${path} cannot be read (${code})`, publicKey: null };
  }
  const key = ssh2.utils.parseKey(text);
  if (!(key instanceof Error)) return { kind: 'usable', path, publicKey: key, open: () => Promise.resolve(key) };
  const publicKey = await publicPart(path, text);
  const unusable = (why: string): KeyFile => ({ kind: 'unusable', why: `${path} ${why}`, publicKey });
  const securityKey = /sk-(?:ssh|ecdsa)-[\w@.-]+/.exec(containedType(text) ?? key.message)?.[0];
  if (securityKey !== undefined)
    return unusable(`is a security key (${securityKey}), which only ansible_connection: openssh can use`);
  if (!/encrypted|passphrase/i.test(key.message)) return unusable(`is no private key that can be read: ${key.message}`);
  if (ask === null) return unusable('is encrypted, and there is no terminal to ask on (load it into an ssh-agent)');
  return { kind: 'usable', path, publicKey, open: once(() => decrypt(path, text, ask)) };
}

async function decrypt(path: string, text: Buffer, ask: AskPassword): Promise<ParsedKey | Error> {
  for (let tries = 1; tries <= PASSPHRASE_TRIES; tries++) {
    const passphrase = await ask(`${tries === 1 ? '' : 'wrong; '}passphrase of ${path}: `);
    if (passphrase === null) return new Error(`no passphrase was given for ${path}`);
    const key = ssh2.utils.parseKey(text, passphrase.reveal());
    if (!(key instanceof Error)) return key;
  }
  return new Error(`the passphrase of ${path} was wrong ${PASSPHRASE_TRIES} times`);
}

function once<T>(action: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => (result ??= action());
}

async function publicPart(path: string, text: Buffer): Promise<ParsedKey | null> {
  const blob = containedPublicKey(text);
  const beside = blob === null ? await readText(`${path}.pub`) : blob;
  const key = beside instanceof Error ? beside : ssh2.utils.parseKey(beside);
  return key instanceof Error ? null : key;
}

/** The public key that stands unencrypted in an `openssh-key-v1` file (PROTOCOL.key); null in other formats. */
function containedPublicKey(text: Buffer): Buffer | null {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(text.toString('latin1'))?.[1];
  const bytes = body === undefined ? null : Buffer.from(body, 'base64');
  if (bytes === null || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return null;
  let at = MAGIC.length;
  const skip = (): Buffer => {
    if (at + 4 > bytes.length) return Buffer.alloc(0);
    const from = at + 4;
    at = from + bytes.readUInt32BE(at);
    return bytes.subarray(from, at);
  };
  for (let part = 0; part < 3; part++) skip(); // cipher, key derivation and its options
  at += 4; // number of keys
  const key = skip();
  return key.length < 8 ? null : key;
}

const MAGIC = 'openssh-key-v1\0';

const containedType = (text: Buffer): string | null => {
  const key = containedPublicKey(text);
  return key === null ? null : key.toString('latin1', 4, 4 + Math.min(key.readUInt32BE(0), 100));
};

async function readText(path: string): Promise<Buffer | Error> {
  try {
    return await readFile(path);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
