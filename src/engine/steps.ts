import { createHash } from 'node:crypto';
import type { Expectation } from '../domain/file-state.ts';
import type { Step } from '../domain/module.ts';
import { reveal } from '../domain/secret.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import { unreachable } from '../domain/unreachable.ts';
import { joinCommands, sh } from '../shell/sh.ts';

/** Where content that does not fit into a script was put on the host before the frame, by step. */
export type Uploads = ReadonlyMap<Step, string>;

/** Content of more bytes than this goes through the dispatcher's `put` instead of the script. */
const inlineLimit = 64 * 1024;

export type WriteFile = Extract<Step, { kind: 'write-file' }>;
export type Uploaded = WriteFile | (Extract<Step, { kind: 'exec' }> & { readonly upload: Buffer });

/** Content that a shell word cannot carry: too large, a NUL, or not UTF-8. */
export const needsUpload = (step: Step): step is Uploaded => {
  if (step.kind === 'exec') return step.upload !== undefined;
  if (step.kind !== 'write-file') return false;
  const bytes = contentBytes(step);
  return bytes.length > inlineLimit || bytes.includes(0) || !Buffer.from(bytes.toString('utf8')).equals(bytes);
};

export const contentBytes = (step: Uploaded): Buffer =>
  step.kind === 'exec'
    ? step.upload
    : Buffer.isBuffer(step.content)
      ? step.content
      : Buffer.from(reveal(step.content), 'utf8');

/** The shell text that performs one step under the journal's entry `id`; needs the journal's functions. */
export function stepCommand(step: Step, id: string, uploads: Uploads): ShellCommand {
  switch (step.kind) {
    case 'exec':
      return execute(step, uploads.get(step));
    case 'write-file':
      return writeFile(step, id, uploads.get(step));
    case 'remove-file':
      return sh`bw_remove ${[id, step.path, expected(step.expect)]}`;
    case 'remove-directory':
      return sh`bw_remove_directory ${[id, step.path, flag(step.recursive)]}`;
    case 'make-directory':
      return sh`bw_directory ${[id, step.path, ownership(step), octal(step.mode)]}`;
    case 'make-link':
      return sh`bw_link ${[id, step.path, step.target, flag(step.hard), flag(step.replace)]}`;
    case 'set-attributes':
      return sh`bw_attribute ${[id, step.path, ownership(step), step.mode === null ? '' : octal(step.mode), expected(step.expect), flag(step.follow)]}`;
    case 'save-file':
      return sh`:`;
    case 'set-sysctl':
      return sh`bw_sysctl ${[id, sysctlPath(step.key), words(step.value), words(step.was ?? '')]}`;
    case 'unit':
      return sh`bw_unit ${[id, step.verb, step.unit]}`;
    case 'daemon-reload':
      return sh`systemctl --no-ask-password daemon-reload`;
    case 'restart-unit':
      return restart(step, id);
    case 'reboot':
      return reboot(step, id);
    default:
      return unreachable(step);
  }
}

function execute(step: Extract<Step, { kind: 'exec' }>, upload: string | undefined): ShellCommand {
  const place =
    upload === undefined
      ? sh``
      : sh`bw_upload=${upload}
`;
  const command = sh`${place}${step.command}`;
  const fed =
    step.input === undefined
      ? command
      : sh`printf %s ${step.input} | { ${command}
}`;
  return accepting(fed, step.accept);
}

const accepting = (command: ShellCommand, codes: readonly number[] | undefined): ShellCommand =>
  codes === undefined
    ? command
    : sh`(${command}
); bw_code=$?; case $bw_code in ${joinCommands(
        codes.map((code) => sh`${code}`),
        sh`|`,
      )}) exit 0 ;; *) exit $bw_code ;; esac`;

function writeFile(step: WriteFile, id: string, upload: string | undefined): ShellCommand {
  const validate = step.validate === undefined ? sh`:` : step.validate(sh`"$t"`);
  const sha256 = createHash('sha256').update(contentBytes(step)).digest('hex');
  const write = sh`bw_write ${[id, step.path, ownership(step), octal(step.mode), expected(step.expect), flag(step.follow), sha256]}`;
  const content = Buffer.isBuffer(step.content) ? step.content.toString('utf8') : step.content;
  const fed =
    upload === undefined ? sh`printf %s ${content} | ${write}` : sh`${write} < ${upload} && rm -f -- ${upload}`;
  return sh`bw_validate() { ${validate}
}
${fed}`;
}

const ownership = (step: { readonly owner: string | null; readonly group: string | null }): string =>
  `${step.owner ?? ''}:${step.group ?? ''}`;
const octal = (mode: number): string => mode.toString(8);
const flag = (on: boolean): string => (on ? '1' : '0');
const words = (value: string): string => value.trim().split(/\s+/).join(' ');

/** `net.ipv4.ip_forward`, or with slashes where a part holds a dot: `net/ipv4/conf/eth0.1/forwarding` (sysctl.d(5)). */
const sysctlPath = (key: string): string =>
  `/proc/sys/${/^[^/]*\./.test(key) ? key.replace(/[./]/g, (c) => (c === '.' ? '/' : '.')) : key}`;

/** As the journal's `bw_state` and `bw_attributes` print it. */
function expected(expect: Expectation): string {
  switch (expect.kind) {
    case 'absent':
      return 'absent';
    case 'file':
      return `file ${octal(expect.mode)} ${String(expect.uid)} ${String(expect.gid)} ${expect.sha256}`;
    case 'attributes':
      return `${expect.type} ${octal(expect.mode)} ${String(expect.uid)} ${String(expect.gid)}`;
    default:
      return unreachable(expect);
  }
}

/** Never comes to an answer of its own: the host is asked once it is back. */
const reboot = (step: Extract<Step, { kind: 'reboot' }>, id: string): ShellCommand =>
  sh`bw_rebooted ${id} ${step.boot}
sleep ${Math.ceil(step.before / 1000)}
sync
if command -v shutdown >/dev/null; then shutdown -r now ${step.message}; else reboot; fi`;

/**
 * Restarts, once more after `reset-failed` when the start limit was hit (systemd.unit(5), StartLimitIntervalSec),
 * waits until it is active and watches MainPID and NRestarts for `stableFor`.
 */
function restart(step: Extract<Step, { kind: 'restart-unit' }>, id: string): ShellCommand {
  const waits = Math.ceil(step.waitActive / 500);
  const watches = Math.ceil(step.stableFor / 500);
  return sh`bw_restarted ${id} ${step.unit} -
u=${step.unit}
bw_show() { systemctl show -p ActiveState -p MainPID -p NRestarts -- "$u" | tr "\n" " "; }
systemctl --no-ask-password restart -- "$u" || {
  [ "$(systemctl show -p Result --value -- "$u")" = start-limit-hit ] || bw_die restart "$u did not start"
  systemctl reset-failed -- "$u"; systemctl --no-ask-password restart -- "$u" || bw_die restart "$u did not start"
}
bw_i=0
until case $(bw_show) in *ActiveState=active\ *) true ;; *) false ;; esac; do
  bw_i=$((bw_i + 1)); [ $bw_i -le ${waits} ] || bw_die restart "$u did not become active: $(bw_show)"; sleep 0.5
done
bw_first=$(bw_show); bw_i=0
while [ $bw_i -lt ${watches} ]; do
  sleep 0.5; bw_i=$((bw_i + 1)); bw_again=$(bw_show)
  [ "$bw_again" = "$bw_first" ] || bw_die restart "$u did not stay up: $bw_first-> $bw_again"
done`;
}
