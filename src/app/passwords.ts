import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import { withoutPasswords } from '../domain/our-passwords.ts';
import { Secret } from '../domain/secret.ts';
import type { InputPorts } from './ports.ts';
import { shellWords } from './shell-words.ts';

/** Where a password is to come from; what is not given is null or false. A command is words, or one text that is split without a shell. */
export interface PasswordChoice {
  readonly ask: boolean;
  readonly file: string | null;
  readonly command: string | readonly string[] | null;
}

/** How a kind of password is asked for and named. */
export interface PasswordKind {
  readonly what: string;
  readonly prompt: string;
  readonly variable: string;
  /** The option that asks on the terminal, and the one that the names of the others begin with. */
  readonly flag: string;
  readonly option: string;
}

export const becomePassword: PasswordKind = {
  what: "sudo's password",
  prompt: 'sudo password: ',
  variable: 'BULWARK_BECOME_PASSWORD',
  flag: '-K',
  option: '--become-password',
};

export const loginPassword: PasswordKind = {
  what: 'the login password',
  prompt: 'login password: ',
  variable: 'BULWARK_PASSWORD',
  flag: '-k',
  option: '--password',
};

export const vaultPassword: PasswordKind = {
  what: 'the vault password',
  prompt: 'vault password: ',
  variable: 'BULWARK_VAULT_PASSWORD',
  flag: '--ask-vault-pass',
  option: '--vault-password',
};

export type PasswordPorts = Pick<
  InputPorts,
  'env' | 'files' | 'readPrivate' | 'othersMay' | 'interactive' | 'askPassword' | 'runProgram' | 'secrets'
>;

/**
 * A password for the whole fleet, never from argv: the file or command of the command line, else the environment, else
 * asked once where that was wanted, else what bulwark.yaml names. null where none was wanted.
 * Errors: `password-file`, `password-command`, `no-password`.
 */
export async function readPassword(
  kind: PasswordKind,
  given: PasswordChoice,
  configured: PasswordChoice,
  ports: PasswordPorts,
): Promise<Parsed<Secret | null>> {
  const password = await firstSource(kind, given, configured, ports);
  if (password.ok && password.value !== null) ports.secrets.add(password.value);
  return password;
}

async function firstSource(
  kind: PasswordKind,
  given: PasswordChoice,
  configured: PasswordChoice,
  ports: PasswordPorts,
): Promise<Parsed<Secret | null>> {
  if (given.file !== null || given.command !== null) return fromFileOrCommand(kind, given, ports);
  const fromEnvironment = ports.env[kind.variable];
  if (fromEnvironment !== undefined && fromEnvironment !== '') return parsed(new Secret(fromEnvironment));
  if (given.ask) return askPassword(kind, kind.prompt, ports);
  return fromFileOrCommand(kind, configured, ports);
}

/** Asked on the terminal. */
export async function askPassword(kind: PasswordKind, prompt: string, ports: PasswordPorts): Promise<Parsed<Secret>> {
  const asked = ports.interactive ? await ports.askPassword(prompt) : null;
  if (asked === null) return refused(nobodyToAsk(kind, ports.interactive));
  ports.secrets.add(asked);
  return parsed(asked);
}

async function fromFileOrCommand(
  kind: PasswordKind,
  { file, command }: PasswordChoice,
  ports: PasswordPorts,
): Promise<Parsed<Secret | null>> {
  if (file !== null) return passwordFile(file, kind, ports);
  return command === null ? parsed(null) : passwordCommand(command, kind, ports);
}

/** The file's first line. */
export function passwordFile(
  path: string,
  kind: PasswordKind,
  { files, readPrivate, othersMay }: PasswordPorts,
): Parsed<Secret> {
  const problem = (summary: string, hint?: string): Parsed<Secret> =>
    refused({ severity: 'error', code: 'password-file', summary, ...(hint !== undefined && { hint }) });
  if (!files.isFile(path)) return problem(`${kind.option}-file ${path}: there is no such file`);
  if (othersMay(path).read) return problem(`others may read ${path}`, `chmod 600 ${path}`);
  const password = firstLine(new TextDecoder().decode(readPrivate(path) ?? new Uint8Array()));
  return password === '' ? problem(`${path} holds no password: its first line is empty`) : parsed(new Secret(password));
}

/** The first line of what a program prints, which is never shown; what it says on standard error is, when it fails. */
export async function passwordCommand(
  command: string | readonly string[],
  kind: PasswordKind,
  { runProgram, env }: PasswordPorts,
): Promise<Parsed<Secret>> {
  const argv = typeof command === 'string' ? shellWords(command) : command;
  const name = `${kind.option}-command`;
  if (argv === null || argv.length === 0)
    return refused(commandError(`${name}: ${argv === null ? 'a quote is not closed' : 'no program is named'}`));
  const { code, stdout, stderr, problem } = await runProgram(argv, withoutPasswords(env));
  const said = stderr.trim().split('\n').slice(-3).join('\n');
  const detail = said === '' ? undefined : said;
  if (code !== 0)
    return refused(commandError(`${name}: ${argv[0] ?? ''} ${problem ?? `ended with code ${code}`}`, detail));
  const password = firstLine(stdout);
  return password === ''
    ? refused(commandError(`${name}: the first line that ${argv[0] ?? ''} printed is empty`, detail))
    : parsed(new Secret(password));
}

const firstLine = (text: string): string => text.split(/\r?\n/)[0] ?? '';

const commandError = (summary: string, detail?: string): Diagnostic => ({
  severity: 'error',
  code: 'password-command',
  summary,
  ...(detail !== undefined && { detail }),
});

const nobodyToAsk = ({ what, flag, option, variable }: PasswordKind, interactive: boolean): Diagnostic => ({
  severity: 'error',
  code: 'no-password',
  summary: interactive ? `no answer: ${what} is needed` : `${flag}: there is no terminal to ask for ${what} on`,
  hint: `give ${option}-file FILE, ${option}-command 'pass show NAME', or the environment variable ${variable}`,
});
