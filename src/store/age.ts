import { armor, Decrypter, Encrypter, identityToRecipient } from 'age-encryption';

import type { Unsealed } from '../domain/sealed-texts.ts';
import { reveal } from '../domain/secret.ts';
import type { Secret } from '../domain/secret.ts';
import { messageOf } from '../domain/thrown.ts';

/** Opens a file of age (age-encryption.org/v1), armoured or not, with whichever of the identities fits. */
export async function openAge(sealed: Uint8Array, identities: readonly Secret[]): Promise<Unsealed> {
  const decrypter = new Decrypter();
  try {
    for (const identity of identities) decrypter.addIdentity(reveal(identity));
    return { kind: 'plain', bytes: await decrypter.decrypt(unarmoured(sealed)) };
  } catch (error) {
    const message = messageOf(error);
    if (/no identity matched|none of the identities/i.test(message)) return { kind: 'wrong-key' };
    return { kind: 'damaged', message: `this age file cannot be opened: ${message.replaceAll(/AGE-\S*/gi, '')}` };
  }
}

/** Throws for a recipient that is none. */
export async function sealAge(
  plain: Uint8Array,
  recipients: readonly string[],
  armoured: boolean,
): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const sealed = await encrypter.encrypt(plain);
  return armoured ? new TextEncoder().encode(armor.encode(sealed)) : sealed;
}

/** How many keys a file was encrypted for: its stanzas, without those that only keep readers honest. Throws when damaged. */
export function recipientCount(sealed: Uint8Array): number {
  const [header = ''] = new TextDecoder('latin1').decode(unarmoured(sealed)).split('\n---');
  return [...header.matchAll(/^-> (\S+)/gm)].filter(([, kind]) => kind?.endsWith('-grease') === false).length;
}

/** The public key of an identity. Throws for a text that is none. */
export const recipientOf = (identity: Secret): Promise<string> => identityToRecipient(reveal(identity));

export const isArmoured = (sealed: Uint8Array): boolean => /^\s*-----BEGIN AGE/.test(head(sealed));

const head = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes.subarray(0, 100));

const unarmoured = (sealed: Uint8Array): Uint8Array =>
  isArmoured(sealed) ? armor.decode(new TextDecoder('latin1').decode(sealed)) : sealed;
