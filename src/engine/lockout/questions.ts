import type { Step } from '../../domain/module.ts';
import type { CommandOutput } from '../../domain/session.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { quote } from '../../shell/quote.ts';
import { sh } from '../../shell/sh.ts';
import type { Slot } from '../slot.ts';
import { withPlannedEtc } from './planned-etc.ts';

/** What the host said, as it stands and as it would be; absent where it was not asked or did not answer. */
export interface LoginAnswers {
  about?: CommandOutput;
  key?: CommandOutput;
  readonly sshd: { live?: CommandOutput; planned?: CommandOutput };
  readonly sudo: { live?: CommandOutput; planned?: CommandOutput };
  /** Contents of authorized_keys files, by path. */
  readonly keys: Map<string, CommandOutput>;
}

export interface LoginQuestions {
  readonly user: string;
  /** sudo can be given a password: being allowed is enough. */
  readonly hasBecomePassword: boolean;
  readonly sshd: readonly Step[];
  readonly sudo: readonly Step[];
  readonly keyFiles: readonly string[];
}

/** Reads only: what is planned is looked at in a mount namespace that ends with the look. */
export function loginQuestions(asked: LoginQuestions, answers: LoginAnswers): readonly Slot[] {
  const { user } = asked;
  const etc = [...asked.sshd, ...asked.sudo];
  const slot = (command: ShellCommand, read: (output: CommandOutput) => void): Slot => ({ command, read });
  const both = (program: (user: string) => string, into: { live?: CommandOutput; planned?: CommandOutput }): Slot[] => [
    slot(sh`sh -c ${program(user)} sh "$(bw_connection)" 2>&1`, (output) => void (into.live = output)),
    slot(withPlannedEtc(etc, program(user)), (output) => void (into.planned = output)),
  ];
  return [
    slot(
      sh`bw_connection | grep . || echo; id -Gn -- ${user}; getent passwd -- ${user} | cut -d : -f 6`,
      (output) => void (answers.about = output),
    ),
    ...(asked.sshd.length === 0 ? [] : both(sshdProgram, answers.sshd)),
    ...(asked.sudo.length === 0 ? [] : both(asked.hasBecomePassword ? mayBecome : becomes, answers.sudo)),
    ...(asked.keyFiles.length === 0
      ? []
      : [slot(sh`bw_used_key ${user} $(bw_connection)`, (output) => void (answers.key = output))]),
    ...asked.keyFiles.map((path) => slot(sh`cat -- ${path}`, (output) => void answers.keys.set(path, output))),
  ];
}

/**
 * `bw_connection` prints the login's SSH_CONNECTION (client address and port, server address and port), which sudo took
 * out of our environment but not out of that of our ancestors. `bw_used_key` prints what sshd logged of that login.
 */
export const loginPrelude = sh`bw_connection() {
  bw_pid=$$
  while [ "$bw_pid" -gt 1 ]; do
    if tr '\0' '\n' <"/proc/$bw_pid/environ" 2>/dev/null | grep -q '^SSH_CONNECTION='; then
      tr '\0' '\n' <"/proc/$bw_pid/environ" | sed -n 's/^SSH_CONNECTION=//p'
      return
    fi
    bw_pid=$(sed 's/.*) [A-Za-z] //; s/ .*//' "/proc/$bw_pid/stat") || return
  done
}
bw_used_key() {
  [ -n "$3" ] || return 0
  { journalctl -q --no-pager -o cat --since -1d _COMM=sshd + _COMM=sshd-session || cat /var/log/auth.log; } 2>/dev/null |
    grep -F "Accepted publickey for $1 from $2 port $3 " | tail -n 1
}
`;

/** `$1` is the connection. With -C sshd takes Match blocks into account. */
const sshdProgram = (user: string): string =>
  `user=${quote(user)}; set -- $1
exec sshd -T -C "user=$user,host=\${1:-127.0.0.1},addr=\${1:-127.0.0.1},laddr=\${3:-127.0.0.1},lport=\${4:-22}"`;

/** Without a password, whatever was typed shortly before. */
const becomes = (user: string): string =>
  `visudo -c -q || exit 1; exec runuser -u ${quote(user)} -- sudo -k -n -H -u root -- true`;

const mayBecome = (user: string): string => `visudo -c -q || exit 1; exec sudo -n -l -U ${quote(user)} -u root -- sh`;
