import type { SecretOptions } from '../app/invocation.ts';
import type { PasswordChoice } from '../app/passwords.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { allTexts, hasFlag, lastText } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';
import { usageError } from './usage-error.ts';

/** Where passwords and keys come from. */
export const readSecretOptions = (raw: RawOptions): SecretOptions => ({
  become: choiceOf(raw, 'become'),
  login: choiceOf(raw, 'login'),
  vault: choiceOf(raw, 'vault'),
  vaultIds: allTexts(raw, 'vault-id'),
  ageIdentities: allTexts(raw, 'age-identity'),
});

/** One source a kind. */
export function passwordConflicts(raw: RawOptions): readonly Diagnostic[] {
  return Object.values(names).flatMap(([flag, prefix]) => {
    const given = [flag, `${prefix}-file`, `${prefix}-command`].filter(
      (name) => hasFlag(raw, name) || lastText(raw, name) !== null,
    );
    const [first, second] = given.map((name) => `--${name}`);
    return second === undefined
      ? []
      : [usageError('option-conflict', `give one of ${first ?? ''} and ${second}, not both`)];
  });
}

const names = {
  become: ['ask-become-pass', 'become-password'],
  login: ['ask-pass', 'password'],
  vault: ['ask-vault-pass', 'vault-password'],
} as const;

function choiceOf(raw: RawOptions, kind: keyof typeof names): PasswordChoice {
  const [flag, prefix] = names[kind];
  return {
    ask: hasFlag(raw, flag),
    file: lastText(raw, `${prefix}-file`),
    command: lastText(raw, `${prefix}-command`),
  };
}
