import { Decrypter, Encrypter, armor } from 'age-encryption';

import { type PlanSeal, SealError } from '../domain/plan-ports.ts';
import { Secret } from '../domain/secret.ts';

/** Plan files' secrets as armored age files. */
export const ageSeal: PlanSeal = {
  seal: async (text, recipients) => {
    const encrypter = new Encrypter();
    for (const recipient of recipients)
      orSealError(`\`${recipient}\` is no age recipient`, () => encrypter.addRecipient(recipient));
    return armor.encode(await encrypter.encrypt(text.reveal()));
  },
  open: async (sealed, identities) => {
    const decrypter = new Decrypter();
    const found = identities
      .reveal()
      .split(/\s+/)
      .filter((word) => word.startsWith('AGE-SECRET-KEY-'));
    if (found.length === 0) throw new SealError('there is no age identity in it (AGE-SECRET-KEY-1...)');
    for (const identity of found)
      orSealError('an age identity in it cannot be read', () => decrypter.addIdentity(identity));
    try {
      return new Secret(await decrypter.decrypt(armor.decode(sealed), 'text'));
    } catch {
      return null;
    }
  },
};

/** The library's own message may quote the key. */
function orSealError(message: string, action: () => void): void {
  try {
    action();
  } catch {
    throw new SealError(message);
  }
}
