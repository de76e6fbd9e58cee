import { execFile } from 'node:child_process';
import { withoutPasswords } from '../../domain/our-passwords.ts';
import type { SshName } from '../../domain/ssh-settings.ts';
import { isSafeAddress, isSafeUser } from '../../domain/safe-names.ts';
import type { Values } from './evaluate.ts';

/** Milliseconds for one `ssh -G`; a `Match exec` may run a program. */
const LIMIT = 20_000;

export type SshSays =
  | { readonly kind: 'values'; readonly values: Values }
  | { readonly kind: 'no-ssh' }
  /** Its own words: a mistake in a file, or a file that others may write. */
  | { readonly kind: 'refused'; readonly said: string };

/** `ssh -G`: what ssh itself makes of its files for a host. Nothing is contacted. `file` null: the usual files. */
export function askSsh(program: string, file: string | null, { alias, user, port }: SshName): Promise<SshSays> {
  if (!isSafeAddress(alias)) return Promise.resolve(unsafe('address', alias));
  if (user !== null && !isSafeUser(user)) return Promise.resolve(unsafe('user', user));
  const args = [
    ...(file === null ? [] : ['-F', file]),
    '-G',
    ...(user === null ? [] : ['-l', user]),
    ...(port === null ? [] : ['-p', String(port)]),
    '--',
    alias,
  ];
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      { timeout: LIMIT, maxBuffer: 1024 * 1024, env: withoutPasswords(process.env) },
      (error, stdout, stderr) => {
        if (error === null) resolve({ kind: 'values', values: valuesOf(stdout) });
        else if (error.code === 'ENOENT') resolve({ kind: 'no-ssh' });
        else resolve({ kind: 'refused', said: (stderr.trim() || error.message).split(/\r?\n/).slice(-3).join(' / ') });
      },
    );
    child.stdin?.end();
  });
}

/** A `Match exec` of these files may give it to a shell: OpenSSH looks for that itself since 9.6. */
const unsafe = (what: string, value: string): SshSays => ({
  kind: 'refused',
  said: `the ${what} ${JSON.stringify(value)} cannot be given to ssh`,
});

function valuesOf(printed: string): Values {
  const values = new Map<string, string[]>();
  for (const line of printed.split(/\r?\n/)) {
    const space = line.indexOf(' ');
    if (space < 0) continue;
    const keyword = line.slice(0, space).toLowerCase();
    const before = values.get(keyword);
    if (before === undefined) values.set(keyword, [line.slice(space + 1)]);
    else before.push(line.slice(space + 1));
  }
  return values;
}

/** What the files really set: printed values that ssh without any file does not print, and no name that is the alias. */
export const setBy = (values: Values, without: Values, alias: string): Values =>
  new Map(
    [...values].filter(
      ([keyword, value]) =>
        value.join('\n') !== without.get(keyword)?.join('\n') &&
        !(keyword === 'hostname' && value[0] === alias.toLowerCase()),
    ),
  );
