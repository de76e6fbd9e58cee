import { createDecipheriv, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

import type { Unsealed } from '../domain/sealed-texts.ts';
import { reveal } from '../domain/secret.ts';
import type { Secret } from '../domain/secret.ts';

/**
 * Opens a text of ansible-vault 1.1 or 1.2 with AES256: PBKDF2-HMAC-SHA256 with 10,000 rounds gives the keys of the
 * cipher and of the HMAC and the counter's start, 80 bytes in all; AES-256-CTR; PKCS#7 to 16 bytes
 * (ansible.parsing.vault.VaultAES256). A wrong password and a changed byte cannot be told apart.
 */
export async function openVault(sealed: Uint8Array, password: Secret): Promise<Unsealed> {
  const parts = readEnvelope(new TextDecoder('latin1').decode(sealed));
  if (typeof parts === 'string') return { kind: 'damaged', message: parts };
  const { salt, mac, text } = parts;
  const keys = await promisify(pbkdf2)(reveal(password), salt, 10_000, 80, 'sha256');
  const computed = createHmac('sha256', keys.subarray(32, 64)).update(text).digest();
  if (mac.length !== computed.length || !timingSafeEqual(mac, computed)) return { kind: 'wrong-key' };
  const cipher = createDecipheriv('aes-256-ctr', keys.subarray(0, 32), keys.subarray(64));
  const padded = Buffer.concat([cipher.update(text), cipher.final()]);
  return { kind: 'plain', bytes: padded.subarray(0, padded.length - (padded.at(-1) ?? 0)) };
}

interface Envelope {
  readonly salt: Buffer;
  readonly mac: Buffer;
  readonly text: Buffer;
}

/** Hexadecimal lines that hold three hexadecimal lines: salt, HMAC, text. Else what is wrong with it. */
function readEnvelope(written: string): Envelope | string {
  const [head = '', ...body] = written.trim().split(/\s*\n\s*/);
  const [, version = '', cipher = ''] = head.split(';').map((word) => word.trim());
  if (version !== '1.1' && version !== '1.2') return `ansible-vault of version ${version || 'unknown'} is not read`;
  if (cipher !== 'AES256') return `the cipher ${cipher || 'unknown'} of ansible-vault is not read`;
  const inner = unhex(body.join(''))?.toString('latin1').split('\n').map(unhex);
  const [salt, mac, text, more] = inner ?? [];
  if (inner === undefined || more !== undefined)
    return 'this text of ansible-vault is damaged: it is cut off or was changed';
  return salt && mac && text ? { salt, mac, text } : 'this text of ansible-vault is damaged: a part of it is missing';
}

const unhex = (text: string): Buffer | null =>
  /^(?:[0-9a-f]{2})+$/i.test(text.trim()) ? Buffer.from(text.trim(), 'hex') : null;
