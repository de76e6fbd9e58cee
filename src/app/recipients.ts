import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import { messageOf } from '../domain/thrown.ts';
import type { Ciphers } from './ports.ts';

/** The public keys to encrypt for: `-r`, else bulwark.yaml. Errors, all at once: `age-recipient`. */
export function chooseRecipients(given: readonly string[], configured: readonly string[]): Parsed<readonly string[]> {
  const chosen = [...new Set(given.length > 0 ? given : configured)];
  const wrong = chosen.filter((recipient) => !/^age1[0-9a-z]{20,}$/.test(recipient));
  const [first, ...others] = wrong.map((recipient) =>
    recipientError(`\`${recipient}\` is no public key of age`, hintFor(recipient)),
  );
  if (first !== undefined) return refused(first, ...others);
  return chosen.length > 0 ? parsed(chosen) : refused(recipientError('nobody is named who could open it', howToName));
}

/** Encrypted; `age-recipient` where a key has a wrong check sum. */
export async function sealedFor(
  plain: Uint8Array,
  recipients: readonly string[],
  armoured: boolean,
  { sealAge }: Pick<Ciphers, 'sealAge'>,
): Promise<Parsed<Uint8Array>> {
  try {
    return parsed(await sealAge(plain, recipients, armoured));
  } catch (error) {
    const why = messageOf(error);
    return refused(
      recipientError(`a public key was not taken: ${why}`, 'compare it with the line that age-keygen printed'),
    );
  }
}

export const recipientError = (summary: string, hint: string): Diagnostic => ({
  severity: 'error',
  code: 'age-recipient',
  summary,
  hint,
});

const howToName = '-r age1..., or `age_recipients: [age1...]` in bulwark.yaml; age-keygen -o FILE makes a pair of keys';

const hintFor = (recipient: string): string =>
  recipient.startsWith('ssh-') ? 'SSH keys are not taken as recipients: make one with age-keygen' : howToName;
