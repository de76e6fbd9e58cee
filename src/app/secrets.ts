import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import { sealKind } from '../domain/sealed-texts.ts';
import type { SealKind } from '../domain/sealed-texts.ts';
import { count } from '../domain/count.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { editSecret } from './edit-secret.ts';
import type { SecretsInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { keysOf } from './prepare.ts';
import { readProjectConfig } from './project-config.ts';
import { chooseRecipients, sealedFor } from './recipients.ts';
import { startRunLog } from './run-log.ts';
import { createUnlocker } from './unlocker.ts';

/** `secrets encrypt|decrypt|view|edit FILE`: no host is contacted. What is said of it is on standard output. */
export async function secretsCommand(asked: SecretsInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const done = await secretsVerb(asked, ports);
  if (!done.ok) return log.refuse(done.diagnostics);
  if (done.value !== '') ports.print([done.value]);
  return 0;
}

async function secretsVerb(asked: SecretsInvocation, ports: AppPorts): Promise<Parsed<string>> {
  const { file, verb } = asked;
  const config = readProjectConfig(ports);
  if (!config.ok) return config;
  const bytes = ports.files.isFile(file) ? ports.files.read(file) : null;
  if (bytes === null) return refused(secretsError(`there is no file ${file}`));
  const kind = sealKind(bytes);
  if (verb === 'encrypt') {
    if (kind !== null)
      return refused(secretsError(`${file} is encrypted already (${kind})`, `bulwark secrets edit ${file}`));
    const recipients = chooseRecipients(asked.recipients, config.value.secrets.ageRecipients);
    return recipients.ok ? encryptFile(file, bytes, recipients.value, ports) : recipients;
  }
  if (kind === null) return refused(secretsError(`${file} is not encrypted`, `bulwark secrets encrypt ${file}`));
  const plain = await openWhole(asked, bytes, config.value, ports);
  if (!plain.ok) return plain;
  switch (verb) {
    case 'view':
      return ports.secretFiles.show(plain.value, asked.force) ? parsed('') : refused(notOnATerminal);
    case 'decrypt':
      return decryptFile(file, bytes, plain.value, ports);
    case 'edit':
      return kind === 'age'
        ? editSecret({ asked, sealed: bytes, plain: plain.value }, config.value, ports)
        : refused(editsAgeOnly(file, kind));
  }
}

async function encryptFile(
  file: string,
  plain: Uint8Array,
  recipients: readonly string[],
  { secretFiles, ciphers }: AppPorts,
): Promise<Parsed<string>> {
  const sealed = await sealedFor(plain, recipients, true, ciphers);
  if (!sealed.ok) return sealed;
  if (secretFiles.replace(file, plain, sealed.value, false) === 'moved') return refused(moved(file));
  const keys = count(recipients.length, 'recipient');
  return parsed(`encrypted  ${file}  for ${keys}`);
}

function decryptFile(file: string, sealed: Uint8Array, plain: Uint8Array, { secretFiles }: AppPorts): Parsed<string> {
  return secretFiles.replace(file, sealed, plain, true) === 'moved'
    ? refused(moved(file))
    : parsed(`decrypted  ${file}  it is plain text now: keep it out of the version control`);
}

async function openWhole(
  asked: SecretsInvocation,
  sealed: Uint8Array,
  config: Parameters<typeof keysOf>[1],
  ports: AppPorts,
): Promise<Parsed<Uint8Array>> {
  const { texts, openWanted } = createUnlocker(keysOf(asked, config), ports);
  texts.open(sealed);
  const read = await openWanted();
  if (!read.ok) return read;
  const opened = texts.open(sealed);
  if (opened.kind === 'opened') return parsed(opened.bytes);
  const start = { line: 1, column: 1 };
  const why = opened.kind === 'refused' ? opened : { message: 'this cannot be opened', hint: 'is the file whole?' };
  return refused({ ...secretsError(why.message, why.hint), range: { file: asked.file, start, end: start } });
}

const secretsError = (summary: string, hint?: string): Diagnostic => ({
  severity: 'error',
  code: 'secrets',
  summary,
  ...(hint !== undefined && { hint }),
});

const editsAgeOnly = (file: string, kind: SealKind): Diagnostic =>
  secretsError(`${file} is encrypted with ${kind}, and only age files are edited here`, `ansible-vault edit ${file}`);

const moved = (file: string): Diagnostic =>
  secretsError(`somebody else has changed ${file} in the meantime: it was left alone`, 'run the command again');

const notOnATerminal: Diagnostic = secretsError(
  'standard output is no terminal: the plain text would stay in a file or a log',
  'if that is meant: --force',
);
