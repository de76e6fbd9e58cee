import type { SecretsInvocation } from '../app/invocation.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { Command } from './command.ts';
import { secretsOptions } from './option-specs.ts';
import type { OptionName } from './option-specs.ts';
import { readCommon } from './options.ts';
import { allTexts, hasFlag } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';

/** `secrets encrypt|decrypt|view|edit FILE`. */
export const secretsCommands: readonly Command[] = [
  secretsCommand('encrypt', 'encrypt a vars file with age, in its place', ['recipient'], {
    line: 'secrets encrypt group_vars/all/secret.yaml -r age1...',
    does: 'for a public key; age_recipients in bulwark.yaml is the default',
  }),
  secretsCommand('decrypt', 'put the plain text in the place of an encrypted file', [], {
    line: 'secrets decrypt group_vars/all/secret.yaml',
    does: 'age, and ansible-vault too',
  }),
  secretsCommand('view', 'show the plain text of an encrypted file', ['force'], {
    line: 'secrets view group_vars/all/secret.yaml',
    does: 'on a terminal; into a pipe only with --force',
  }),
  secretsCommand(
    'edit',
    'edit an encrypted file in $EDITOR; the plain text never touches a disk',
    ['recipient', 'on-disk'],
    {
      line: 'secrets edit group_vars/all/secret.yaml',
      does: 'encrypted again when it was changed',
    },
  ),
];

function secretsCommand(
  verb: SecretsInvocation['verb'],
  summary: string,
  options: readonly OptionName[],
  example: Command['examples'][number],
): Command {
  return {
    name: `secrets ${verb}`,
    operands: [{ name: 'FILE', required: true }],
    summary,
    options: [...secretsOptions, ...options],
    examples: [example],
    read: (raw) => readSecrets(verb, raw),
  };
}

function readSecrets(verb: SecretsInvocation['verb'], raw: RawOptions): Parsed<SecretsInvocation> {
  const common = readCommon(raw);
  if (!common.ok) return common;
  const value: SecretsInvocation = {
    ...common.value,
    command: 'secrets',
    verb,
    file: raw.operands[0] ?? '',
    recipients: allTexts(raw, 'recipient'),
    force: hasFlag(raw, 'force'),
    onDisk: hasFlag(raw, 'on-disk'),
  };
  return { ...common, value };
}
