import { execFile } from 'node:child_process';

import { SigningError } from '../domain/errors.ts';

/** How a start of `ssh-keygen` ended; `said`: the last line that it said of a failure. */
interface KeygenEnd {
  readonly code: number;
  readonly stdout: string;
  readonly said: string;
}

/** Of ssh-keygen(1). A passphrase is asked for on the terminal, by ssh-keygen itself. */
export function sshKeygen(words: readonly string[], input: string): Promise<KeygenEnd> {
  const { promise, resolve } = Promise.withResolvers<KeygenEnd>();
  const child = execFile('ssh-keygen', [...words], (error, stdout, stderr) => {
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
  throw new SigningError(`ssh-keygen does not sign with ${key}: ${end.said}`);
}
