import type { Step } from '../../domain/module.ts';
import { Secret, reveal } from '../../domain/secret.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { quote } from '../../shell/quote.ts';
import { sh } from '../../shell/sh.ts';

/** A line that `program` is run after: without it /etc could not be shown as planned, and nothing was judged. */
export const LOOKING = 'bulwark: looking';

/**
 * Runs `program` (shell text; `$1` is the SSH_CONNECTION of the login) with /etc as it would be after `steps`: in a
 * mount namespace of its own, on an overlay over a tmpfs. Nothing of the host is written, and all of it ends with the program.
 */
export function withPlannedEtc(steps: readonly Step[], program: string): ShellCommand {
  const text = `${OVERLAY}\n${steps.map(stepText).join('')}echo '${LOOKING}'\n${program}`;
  const script = steps.some(hasSecret) ? new Secret(text) : text;
  return sh`unshare -m sh -c ${script} sh "$(bw_connection)"`;
}

/** What follows a symbolic link out of /etc would be written for real: then nothing is looked at. */
const OVERLAY = `exec 2>&1
mount -t tmpfs -o mode=0700 tmpfs /tmp && mkdir /tmp/up /tmp/work &&
  mount -t overlay -o lowerdir=/etc,upperdir=/tmp/up,workdir=/tmp/work overlay /etc || exit 1
inside() { case $(realpath -m -- "$(dirname -- "$1")") in /etc | /etc/*) ;; *) exit 1 ;; esac; }`;

function stepText(step: Step): string {
  if (step.kind !== 'write-file' && step.kind !== 'remove-file') return '';
  const path = quote(step.path);
  const remove = `inside ${path}\nrm -f -- ${path} || exit 1\n`;
  if (step.kind === 'remove-file') return remove;
  const mode = step.mode.toString(8);
  const owner = quote(`${step.owner ?? 'root'}:${step.group ?? 'root'}`);
  return `${remove}mkdir -p -- "$(dirname -- ${path})" && printf %s ${quote(base64(step.content))} | base64 -d >${path} &&
  chmod ${mode} ${path} && chown ${owner} ${path} || exit 1
`;
}

const base64 = (content: string | Buffer | Secret): string =>
  Buffer.from(typeof content === 'string' || content instanceof Secret ? reveal(content) : content).toString('base64');

const hasSecret = (step: Step): boolean => step.kind === 'write-file' && step.content instanceof Secret;
