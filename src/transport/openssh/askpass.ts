import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { HostTarget } from '../../domain/connection.ts';
import type { Secret } from '../../domain/secret.ts';

/** Name of the program in the private folder that ssh asks. */
export const ASK = 'ask';

/** Name of the file with the process id of the one ssh that gets an answer. */
export const ASKER = 'asker';

/**
 * Lays the host's passphrase and password ready for `ask`, each for one prompt, in a FIFO of the private folder: no
 * command line, environment or disk ever has them. The function that comes back takes them away again.
 */
export async function offerSecrets(folder: string, target: HostTarget): Promise<() => void> {
  const secrets = secretsOf(target);
  if (secrets.length === 0) return () => undefined;
  await writeFile(join(folder, ASK), SCRIPT, { mode: 0o700 });
  const open = await Promise.all(secrets.map(([name, secret]) => fill(join(folder, name), secret)));
  return () => open.splice(0).forEach((descriptor) => closeSync(descriptor));
}

export const hasSecrets = (target: HostTarget): boolean => secretsOf(target).length > 0;

const secretsOf = ({ keyPassphrase, loginPassword }: HostTarget): readonly (readonly [string, Secret])[] => [
  ...(keyPassphrase === undefined ? [] : [['passphrase', keyPassphrase] as const]),
  ...(loginPassword === undefined ? [] : [['password', loginPassword] as const]),
];

/** Only the ssh to the host itself gets an answer, and none that it has started for a jump host or a ProxyCommand. What a host may put into a prompt never gets the passphrase. Each secret is taken away by who reads it: a second prompt for it gets no answer, so that no account is locked. */
const SCRIPT = `#!/bin/sh
read -r asker <"\${0%/*}/${ASKER}" && [ "$PPID" = "$asker" ] || exit 1
case $1 in
'Enter passphrase for '*) name=passphrase ;;
*[Pp]assword*) name=password ;;
*) exit 1 ;;
esac
secret=\${0%/*}/$name
mv "$secret" "$secret.$$" 2>/dev/null || exit 1
IFS= read -r answer <"$secret.$$" && printf '%s\\n' "$answer"
`;

const makeFifo = promisify(execFile);

/** The descriptor reads and writes, so that neither opening nor writing waits for ssh. */
async function fill(path: string, secret: Secret): Promise<number> {
  await makeFifo('mkfifo', ['-m', '600', path]);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  writeSync(descriptor, `${secret.reveal()}\n`);
  return descriptor;
}
