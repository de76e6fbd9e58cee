import type { YamlMap } from '../domain/yaml-node.ts';
import { asString, asStrings, get } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import type { PasswordChoice } from './passwords.ts';

/** Where `bulwark.yaml` says that passwords and keys are; never what they are. */
export interface SecretConfig {
  readonly become: PasswordChoice;
  readonly login: PasswordChoice;
  readonly vault: PasswordChoice;
  /** Files of age identities, and public keys to encrypt for. */
  readonly ageIdentities: readonly string[];
  readonly ageRecipients: readonly string[];
}

const noChoice: PasswordChoice = { ask: false, file: null, command: null };

export const noSecretConfig: SecretConfig = {
  become: noChoice,
  login: noChoice,
  vault: noChoice,
  ageIdentities: [],
  ageRecipients: [],
};

const prefixes = { become: 'become_password', login: 'password', vault: 'vault_password' } as const;

/** `pathOf` makes a path of the file usable from the working directory. */
export function readSecretConfig(map: YamlMap, pathOf: (path: string) => string, problems: Problems): SecretConfig {
  const list = (key: string): readonly string[] => {
    const node = get(map, key);
    return node === undefined ? [] : (asStrings(node, `\`${key}\``, problems) ?? []);
  };
  return {
    become: choiceOf(map, prefixes.become, pathOf, problems),
    login: choiceOf(map, prefixes.login, pathOf, problems),
    vault: choiceOf(map, prefixes.vault, pathOf, problems),
    ageIdentities: list('age_identities').map(pathOf),
    ageRecipients: list('age_recipients'),
  };
}

function choiceOf(map: YamlMap, prefix: string, pathOf: (path: string) => string, problems: Problems): PasswordChoice {
  const file = get(map, `${prefix}_file`);
  const command = get(map, `${prefix}_command`);
  const path = file === undefined ? null : asString(file, `\`${prefix}_file\``, problems);
  if (file !== undefined && command !== undefined)
    problems.error('option-conflict', `give \`${prefix}_file\` or \`${prefix}_command\`, not both`, command.range);
  return {
    ask: false,
    file: path === null ? null : pathOf(path),
    command:
      command === undefined
        ? null
        : command.kind === 'list'
          ? asStrings(command, `\`${prefix}_command\``, problems)
          : asString(command, `\`${prefix}_command\``, problems),
  };
}
