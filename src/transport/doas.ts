import type { ConnectError } from '../domain/errors.ts';
import { becomeError, type BecomeContext, type Refusal, type Told } from './become.ts';
import type { ChannelEnd } from './channel.ts';
import { earlyEnd } from './early-end.ts';

/** The arguments that run `script` as `user` through doas, which never asks (`-n`): it would ask on a terminal alone. */
export const doasArgv = (user: string, script: string): readonly [string, ...string[]] => [
  'doas',
  '-n',
  '-u',
  user,
  '--',
  'sh',
  '-c',
  script,
];

/** Why doas ended before the dispatcher spoke, from its exit code and words (opendoas 6.8). */
export const doasError = (context: BecomeContext, end: ChannelEnd, said: string): ConnectError =>
  becomeError(context, end, said, { refusals: REFUSALS, otherwise: otherRefusal(end, said) });

const REFUSALS: readonly Refusal[] = [
  {
    pattern: /doas: (?:Authentication|Authorization) required|a tty is required/,
    told: ({ login, user, gavePassword }) => ({
      message: `doas wants a password for ${login}${gavePassword ? ' and takes none from Bulwark' : ''}: it reads it from a terminal only`,
      hint: `In /etc/doas.conf on the host: permit nopass ${login} as ${user}`,
    }),
  },
  {
    pattern: /doas: Operation not permitted/,
    told: ({ login, user }) => ({
      message: `doas does not allow ${login} to become ${user}`,
      hint: `In /etc/doas.conf on the host: permit nopass ${login} as ${user}`,
    }),
  },
  {
    pattern: /doas: unknown user/,
    told: ({ user }) => ({ message: `there is no user ${user} on the host to become`, hint: 'Check become_user.' }),
  },
  {
    pattern: /doas: (?:doas is not enabled|syntax error|.*doas\.conf is )/,
    told: ({ login, user }) => ({
      message: 'doas cannot use /etc/doas.conf of the host: it is not there, has a mistake, or others may write it',
      hint: `As root on the host: doas -C /etc/doas.conf. It needs: permit nopass ${login} as ${user}`,
    }),
  },
  {
    pattern: /doas: (?:command )?not found|[‘'"]?doas[’'"]?: No such file/,
    told: () => ({
      message: 'doas is not installed on the host',
      hint: 'Install doas, or become through sudo (become_method, ansible_become_method).',
    }),
  },
];

const otherRefusal =
  (end: ChannelEnd, said: string): Told =>
  ({ login, user }) => ({
    message: `doas to ${user} ${earlyEnd(end, said)}`,
    hint: `Try on the host as ${login}: doas -n -u ${user} true`,
  });
