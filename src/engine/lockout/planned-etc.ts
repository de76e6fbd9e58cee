import type { Step } from '../../domain/module.ts';
import { Secret, reveal } from '../../domain/secret.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { quote } from '../../shell/quote.ts';
import { sh } from '../../shell/sh.ts';

/** Exit code of a look that could not be made. */
export const CANNOT_LOOK = 97;

/**
 * Runs `program` (shell text; `$1` is the SSH_CONNECTION of the login) with /etc as it would be after `steps`: in a
 * mount namespace of its own, on an overlay over a tmpfs. Nothing of the host is written, and all of it ends with the program.
 */
export function withPlannedEtc(steps: readonly Step[], program: string): ShellCommand {
  const text = `${OVERLAY}\n${steps.map(stepText).join('')}${program}`;
  const script = steps.some(hasSecret) ? new Secret(text) : text;
  return sh`unshare -m sh -c ${script} sh "$(bw_connection)"`;
}

/** What follows a symbolic link out of /etc would be written for real: then nothing is looked at. */
const OVERLAY = `exec 2>&1
mount -t tmpfs -o mode=0700 tmpfs /tmp && mkdir /tmp/up /tmp/work &&
  mount -t overlay -o lowerdir=/etc,upperdir=/tmp/up,workdir=/tmp/work overlay /etc || exit ${CANNOT_LOOK}
inside() { case $(realpath -m -- "$(dirname -- "$1")") in /etc | /etc/*) ;; *) exit ${CANNOT_LOOK} ;; esac; }`;

function stepText(step: Step): string {
  if (step.kind !== 'write-file' && step.kind !== 'remove-file') return '';
  const path = quote(step.path);
  const remove = `inside ${path}\nrm -f -- ${path} || exit ${CANNOT_LOOK}\n`;
  if (step.kind === 'remove-file') return remove;
  const mode = step.mode.toString(8);
  const owner = quote(`${step.owner ?? 'root'}:${step.group ?? 'root'}`);
  return `${remove}mkdir -p -- "$(dirname -- ${path})" && printf %s ${quote(base64(step.content))} | base64 -d >${path} &&
  chmod ${mode} ${path} && chown ${owner} ${path} || exit ${CANNOT_LOOK}
`;
}

const base64 = (content: string | Buffer | Secret): string =>
  Buffer.from(typeof content === 'string' || content instanceof Secret ? reveal(content) : content).toString('base64');

const hasSecret = (step: Step): boolean => step.kind === 'write-file' && step.content instanceof Secret;
