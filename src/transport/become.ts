import { ConnectError } from '../domain/errors.ts';
import type { ChannelEnd } from './channel.ts';
import { cutError, earlyEnd } from './early-end.ts';

export interface BecomeContext {
  readonly host: string;
  /** The login user, and who to become. */
  readonly login: string;
  readonly user: string;
  readonly gavePassword: boolean;
}

/**
 * The arguments that run `script` as `user` through sudo. Without a prompt sudo never asks (`-n`); with one it reads the
 * password from standard input after it has written the prompt to standard error. In English, so that refusals can be told apart.
 */
export const sudoArgv = (user: string, script: string, prompt?: string): readonly [string, ...string[]] => [
  'env',
  'LC_ALL=C',
  'sudo',
  ...(prompt === undefined ? ['-n'] : ['-S', '-p', prompt]),
  '-H',
  '-u',
  user,
  '--',
  'sh',
  '-c',
  script,
];

/** Why sudo ended before the dispatcher spoke, from its exit code and words (sudo 1.8 to 1.9, LC_ALL=C). */
export function sudoError(context: BecomeContext, end: ChannelEnd, said: string): ConnectError {
  const known = REFUSALS.find(({ pattern }) => pattern.test(said));
  if (known === undefined && end.cause !== undefined) return cutError(context.host, context.user, end.cause);
  const refusal = known ?? otherRefusal(end, said);
  return new ConnectError({
    reason: 'become',
    host: context.host,
    message: refusal.message(context),
    hint: refusal.hint(context),
  });
}

export const wrongPassword = (context: BecomeContext): ConnectError =>
  new ConnectError({
    reason: 'become',
    host: context.host,
    message: WRONG.message(context),
    hint: WRONG.hint(context),
  });

interface Refusal {
  readonly pattern: RegExp;
  readonly message: (context: BecomeContext) => string;
  readonly hint: (context: BecomeContext) => string;
}

const WRONG: Refusal = {
  pattern: /incorrect password attempt|Sorry, try again/,
  message: ({ login }) => `sudo refused the become password of ${login}; it was tried once`,
  hint: () =>
    'Run again with --ask-become-pass and the right password. No second try was made, so that no account is locked.',
};

const REFUSALS: readonly Refusal[] = [
  {
    pattern: /you must have a tty|a terminal is required|no tty present/,
    message: ({ login }) => `sudo wants a terminal for ${login} (requiretty)`,
    hint: ({ login }) => `In sudoers on the host: Defaults:${login} !requiretty`,
  },
  {
    pattern: /unknown user:? /,
    message: ({ user }) => `there is no user ${user} on the host to become`,
    hint: () => 'Check become_user.',
  },
  {
    pattern: /not in the sudoers file|may not run sudo|is not allowed to (execute|run)/,
    message: ({ login, user }) => `sudo does not allow ${login} to become ${user}`,
    hint: ({ login, user }) => `In sudoers on the host: ${login} ALL=(${user}) NOPASSWD: ALL`,
  },
  WRONG,
  {
    pattern: /a password is required|no password was provided/,
    message: ({ login, gavePassword }) =>
      gavePassword ? `sudo took no password from ${login}` : `sudo wants a password for ${login}, and none was given`,
    hint: ({ login, user }) =>
      `Run with --ask-become-pass, or in sudoers on the host: ${login} ALL=(${user}) NOPASSWD: ALL`,
  },
  {
    pattern: /sudo: (command )?not found|[‘'"]?sudo[’'"]?: No such file/,
    message: () => 'sudo is not installed on the host',
    hint: ({ user }) => `Install sudo, or log in as ${user}.`,
  },
];

function otherRefusal(end: ChannelEnd, said: string): Refusal {
  return {
    pattern: /^/,
    message: ({ user }) => `sudo to ${user} ${earlyEnd(end, said)}`,
    hint: ({ login, user }) => `Try on the host as ${login}: sudo -n -u ${user} true`,
  };
}
