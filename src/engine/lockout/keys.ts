import { fingerprint } from '../../domain/sha256.ts';

/** Fingerprints of the keys of an authorized_keys file, as sshd logs them. */
export const fingerprints = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .split('\n')
      .filter((line) => !line.trim().startsWith('#'))
      .flatMap((line) => KEY.exec(line)?.[1] ?? [])
      .map((blob) => fingerprint(Buffer.from(blob, 'base64'))),
  );

/** Options may stand in front of the type (sshd(8), "AUTHORIZED_KEYS FILE FORMAT"). */
const KEY = /(?:^|\s)(?:ssh-|ecdsa-|sk-)\S+\s+(AAAA[A-Za-z0-9+/=]+)/;

/** `sshd` logs `Accepted publickey for USER from ADDRESS port N ssh2: TYPE SHA256:…`. */
export const usedKey = (log: string): string | null => /(SHA256:[A-Za-z0-9+/]+)/.exec(log)?.[1] ?? null;
