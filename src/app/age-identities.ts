import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import { Secret } from '../domain/secret.ts';
import type { InputPorts } from './ports.ts';
import { expandHome } from '../inventory/paths.ts';

/** `given`: `--age-identity`; `configured`: bulwark.yaml. */
export interface IdentityChoices {
  readonly given: readonly string[];
  readonly configured: readonly string[];
}

type Ports = Pick<InputPorts, 'files' | 'readPrivate' | 'othersMay' | 'home' | 'env' | 'secrets'>;

/**
 * The identities of age, from the files of the command line, else of BULWARK_AGE_IDENTITY, else of bulwark.yaml, else
 * from `~/.config/bulwark/age-identity` if it is there. Errors, all at once: `age-identity`.
 */
export function readAgeIdentities({ given, configured }: IdentityChoices, ports: Ports): Parsed<readonly Secret[]> {
  const usual = `${ports.home}/.config/bulwark/age-identity`;
  const variable = ports.env['BULWARK_AGE_IDENTITY'] ?? '';
  const named = [given, variable === '' ? [] : [variable], configured].find((files) => files.length > 0);
  const paths = (named ?? (ports.files.isFile(usual) ? [usual] : [])).map((path) => expandHome(path, ports.home));
  const read = paths.map((path) => readIdentityFile(path, ports));
  const [first, ...others] = [
    ...(paths.length === 0 ? [noIdentity(usual)] : []),
    ...read.flatMap((one) => (one.ok ? [] : one.diagnostics)),
  ];
  if (first !== undefined) return refused(first, ...others);
  const identities = read.flatMap((one) => (one.ok ? one.value : []));
  for (const identity of identities) ports.secrets.add(identity);
  return parsed(identities);
}

/** One identity a line; `#` starts a comment (age-keygen writes such files). */
function readIdentityFile(path: string, { files, readPrivate, othersMay }: Ports): Parsed<readonly Secret[]> {
  if (!files.isFile(path)) return refused(identityProblem(`there is no age identity ${path}`, `age-keygen -o ${path}`));
  if (othersMay(path).read)
    return refused(identityProblem(`others may read the age identity ${path}`, `chmod 600 ${path}`));
  const text = new TextDecoder().decode(readPrivate(path) ?? new Uint8Array());
  if (/^-----BEGIN .*PRIVATE KEY-----/m.test(text)) return refused(identityProblem(`${path} is an SSH key`, sshHint));
  if (/^age-encryption\.org|BEGIN AGE ENCRYPTED/.test(text))
    return refused(
      identityProblem(`the age identity ${path} is itself encrypted`, `age -d -o PLAIN ${path}, and name PLAIN`),
    );
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const wrong = identities.findIndex((line) => !/^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50,}$/.test(line));
  if (identities.length === 0 || wrong >= 0)
    return refused(
      identityProblem(`${path} holds no age identity that can be read`, 'such a line starts with AGE-SECRET-KEY-1'),
    );
  return parsed(identities.map((line) => new Secret(line)));
}

export const identityProblem = (summary: string, hint: string): Diagnostic => ({
  severity: 'error',
  code: 'age-identity',
  summary,
  hint,
});

const sshHint = 'SSH keys are not read as age identities: make one with age-keygen, and encrypt for its public key';

const noIdentity = (usual: string): Diagnostic =>
  identityProblem(
    'something is encrypted with age, and there is no identity to open it',
    `age-keygen -o ${usual}, or name one with --age-identity or \`age_identities\` in bulwark.yaml`,
  );
