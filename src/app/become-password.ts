import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import { Secret } from '../domain/secret.ts';
import type { CommonOptions } from './invocation.ts';
import type { InputPorts } from './ports.ts';

type Ports = Pick<InputPorts, 'env' | 'files' | 'othersMay' | 'interactive' | 'askPassword'>;

/**
 * sudo's password, never from argv: a file that only its owner reads, the environment, or asked once on the terminal.
 * null where none was wanted. Errors: `become-password-file`, `become-password`.
 */
export async function readBecomePassword(
  options: Pick<CommonOptions, 'askBecomePassword' | 'becomePasswordFile'>,
  ports: Ports,
): Promise<Parsed<Secret | null>> {
  if (options.becomePasswordFile !== null) return readFile(options.becomePasswordFile, ports);
  const fromEnvironment = ports.env['BULWARK_BECOME_PASSWORD'];
  if (fromEnvironment !== undefined && fromEnvironment !== '') return parsed(new Secret(fromEnvironment));
  if (!options.askBecomePassword) return parsed(null);
  const asked = ports.interactive ? await ports.askPassword('sudo password: ') : null;
  return asked === null ? refused(nobodyToAsk) : parsed(asked);
}

function readFile(path: string, { files, othersMay }: Ports): Parsed<Secret> {
  if (!files.isFile(path)) return refused(fileError(`--become-password-file ${path}: there is no such file`));
  if (othersMay(path).read) return refused(fileError(`others may read ${path}`, `chmod 600 ${path}`));
  const text = new TextDecoder().decode(files.read(path) ?? new Uint8Array());
  return parsed(new Secret(text.replace(/\r?\n$/, '')));
}

const fileError = (summary: string, hint?: string): Diagnostic => ({
  severity: 'error',
  code: 'become-password-file',
  summary,
  ...(hint !== undefined && { hint }),
});

const nobodyToAsk: Diagnostic = {
  severity: 'error',
  code: 'become-password',
  summary: "-K: there is no terminal to ask for sudo's password on",
  hint: 'give --become-password-file FILE, or the environment variable BULWARK_BECOME_PASSWORD',
};
