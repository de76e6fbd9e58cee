import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import { readAgeIdentities } from './age-identities.ts';
import type { SecretsInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { keysOf } from './prepare.ts';
import type { ProjectConfig } from './project-config.ts';
import { chooseRecipients, recipientError, sealedFor } from './recipients.ts';

interface Opened {
  readonly asked: SecretsInvocation;
  readonly sealed: Uint8Array;
  readonly plain: Uint8Array;
}

/** Edits an age file and encrypts it again for the same keys, when it was changed and is still what it was: YAML. */
export async function editSecret(
  { asked, sealed, plain }: Opened,
  config: ProjectConfig,
  ports: AppPorts,
): Promise<Parsed<string>> {
  const { file, onDisk } = asked;
  const { secretFiles, ciphers } = ports;
  const recipients = await sameRecipients(asked, sealed, config, ports);
  if (!recipients.ok) return recipients;
  const name = file.replace(/^.*\//, '').replace(/\.age$/, '');
  let broken: Parsed<string> | null = null;
  const accept = async (edited: Uint8Array): Promise<'take' | 'again' | 'drop'> => {
    const problems = isYaml(file) ? yamlProblems(file, edited) : null;
    broken = problems;
    if (problems === null) return 'take';
    if (!ports.interactive) return 'drop';
    ports.print(problems.ok ? [] : problems.diagnostics.map(told));
    const answer = await secretFiles.ask('Edit it again? [Y/n] ');
    return answer === null || /^n/i.test(answer.trim()) ? 'drop' : 'again';
  };
  const edited = await secretFiles.edit({ name, plain, onDisk, accept });
  if (edited.kind === 'failed') return refused(editError(edited.message, edited.hint));
  if (edited.kind === 'dropped') return refused(...diagnosticsOf(broken), kept(file));
  if (Buffer.from(plain).equals(edited.bytes)) return parsed(`unchanged  ${file}`);
  const again = await sealedFor(edited.bytes, recipients.value, secretFiles.isArmoured(sealed), ciphers);
  if (!again.ok) return again;
  if (secretFiles.replace(file, sealed, again.value, false) === 'replaced') return parsed(`encrypted  ${file}`);
  const beside = `${file}.edited-${ports.run()}`;
  secretFiles.create(beside, again.value);
  return refused(
    editError(`somebody else has changed ${file} in the meantime`, `your edit is in ${beside}, encrypted`),
  );
}

/** age files do not say who they are for, only how many: a list of another length is not the one it was encrypted with. */
async function sameRecipients(
  asked: SecretsInvocation,
  sealed: Uint8Array,
  config: ProjectConfig,
  ports: AppPorts,
): Promise<Parsed<readonly string[]>> {
  const count = ports.secretFiles.recipientCount(sealed);
  const { ageRecipients } = config.secrets;
  if (asked.recipients.length === 0 && ageRecipients.length === 0 && count === 1) {
    const identities = readAgeIdentities(keysOf(asked, config).age, ports);
    const [only, another] = identities.ok ? identities.value : [];
    if (only !== undefined && another === undefined) return parsed([await ports.secretFiles.recipientOf(only)]);
  }
  const chosen = chooseRecipients(asked.recipients, ageRecipients);
  if (!chosen.ok || asked.recipients.length > 0 || chosen.value.length === count) return chosen;
  return refused(
    recipientError(
      `${asked.file} was encrypted for ${count} keys, and bulwark.yaml names ${chosen.value.length}`,
      'name with -r the keys that are to open it from now on',
    ),
  );
}

const isYaml = (file: string): boolean => /\.(?:ya?ml|json)(?:\.age)?$|(?:group|host)_vars\//.test(file);

/** Values of ansible-vault inside need no password here. */
function yamlProblems(file: string, bytes: Uint8Array): Parsed<string> | null {
  const read = parseYaml(file, bytes, {
    open: () => ({ kind: 'opened', bytes: new Uint8Array() }),
    keep: () => {},
  });
  return read.ok ? null : { ok: false, diagnostics: read.diagnostics };
}

const diagnosticsOf = (problems: Parsed<string> | null): readonly [Diagnostic, ...Diagnostic[]] =>
  problems === null || problems.ok ? [editError('it is no YAML', '')] : problems.diagnostics;

const told = ({ summary, range }: Diagnostic): string =>
  `line ${range?.start.line ?? 1}, column ${range?.start.column ?? 1}: ${summary}`;

const kept = (file: string): Diagnostic =>
  editError(`the edit was not taken: ${file} is as it was`, `bulwark secrets edit ${file}`);

const editError = (summary: string, hint: string): Diagnostic => ({
  severity: 'error',
  code: 'secrets',
  summary,
  ...(hint !== '' && { hint }),
});
