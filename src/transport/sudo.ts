import type { ConnectError } from '../domain/errors.ts';
import { becomeError, refusedBecome, type BecomeContext, type Refusal, type Told } from './become.ts';
import type { ChannelEnd } from './channel.ts';
import { earlyEnd } from './early-end.ts';

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
export const sudoError = (context: BecomeContext, end: ChannelEnd, said: string): ConnectError =>
  becomeError(context, end, said, { refusals: REFUSALS, otherwise: otherRefusal(end, said) });

export const wrongPassword = (context: BecomeContext): ConnectError => refusedBecome(context, wrong);

const wrong: Told = ({ login }) => ({
  message: `sudo refused the become password of ${login}; it was tried once`,
  hint: 'Run again with --ask-become-pass and the right password. No second try was made, so that no account is locked.',
});

const REFUSALS: readonly Refusal[] = [
  {
    pattern: /you must have a tty|a terminal is required|no tty present/,
    told: ({ login }) => ({
      message: `sudo wants a terminal for ${login} (requiretty)`,
      hint: `In sudoers on the host: Defaults:${login} !requiretty`,
    }),
  },
  {
    pattern: /unknown user:? /,
    told: ({ user }) => ({ message: `there is no user ${user} on the host to become`, hint: 'Check become_user.' }),
  },
  {
    pattern: /not in the sudoers file|may not run sudo|is not allowed to (execute|run)/,
    told: ({ login, user }) => ({
      message: `sudo does not allow ${login} to become ${user}`,
      hint: `In sudoers on the host: ${login} ALL=(${user}) NOPASSWD: ALL`,
    }),
  },
  { pattern: /incorrect password attempt|Sorry, try again/, told: wrong },
  {
    pattern: /a password is required|no password was provided/,
    told: ({ login, user, gavePassword }) => ({
      message: gavePassword
        ? `sudo took no password from ${login}`
        : `sudo wants a password for ${login}, and none was given`,
      hint: `Run with --ask-become-pass, or in sudoers on the host: ${login} ALL=(${user}) NOPASSWD: ALL`,
    }),
  },
  {
    pattern: /sudo: (command )?not found|[‘'"]?sudo[’'"]?: No such file/,
    told: ({ user }) => ({
      message: 'sudo is not installed on the host',
      hint: `Install sudo, or log in as ${user}.`,
    }),
  },
];

const otherRefusal =
  (end: ChannelEnd, said: string): Told =>
  ({ login, user }) => ({
    message: `sudo to ${user} ${earlyEnd(end, said)}`,
    hint: `Try on the host as ${login}: sudo -n -u ${user} true`,
  });
