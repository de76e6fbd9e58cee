import { execFile } from 'node:child_process';

import { SigningError } from '../domain/errors.ts';

/** How a start of `ssh-keygen` ended; `said`: the last line that it said of a failure. */
interface KeygenEnd {
  readonly code: number;
  readonly stdout: string;
  readonly said: string;
}

/** Of ssh-keygen(1). A passphrase is asked for on the terminal, by ssh-keygen itself. */
export function sshKeygen(
  words: readonly string[],
  input: string,
  env: Readonly<Record<string, string>> = {},
): Promise<KeygenEnd> {
  const { promise, resolve } = Promise.withResolvers<KeygenEnd>();
  const child = execFile('ssh-keygen', [...words], { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    resolve({ code: error === null ? 0 : 1, stdout, said: said === '' && error !== null ? error.message : said });
  });
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return promise;
}

/** `text` is signed for `namespace`; the signature as `ssh-keygen -Y verify` reads it. Throws SigningError. */
export async function signText(text: string, key: string, namespace: string): Promise<string> {
  const end = await sshKeygen(['-Y', 'sign', '-q', '-f', key, '-n', namespace], text);
  if (end.code === 0) return end.stdout;
  throw doesNotSign(key, end);
}

/** Signs something that is worth nothing, to see whether the key can, and asks nobody. Throws SigningError. */
export async function trySigner(key: string): Promise<void> {
  const end = await sshKeygen(['-Y', 'sign', '-q', '-f', key, '-n', 'bulwark-trial'], '', ASK_NOBODY);
  if (end.code !== 0) throw doesNotSign(key, end);
}

/** ssh(1): a program that answers instead of the terminal, and this one never does. */
const ASK_NOBODY = { SSH_ASKPASS: 'false', SSH_ASKPASS_REQUIRE: 'force' } as const;

const doesNotSign = (key: string, { said }: KeygenEnd): SigningError =>
  new SigningError(`ssh-keygen does not sign with ${key}: ${said}`);
