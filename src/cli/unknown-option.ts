import type { Diagnostic } from '../domain/diagnostic.ts';
import { near } from '../domain/near.ts';
import { usageError } from './usage-error.ts';

/** What to say of an option that a command does not have. `here`: options of the command, `anywhere`: of all commands. */
export function unknownOption(
  name: string,
  command: string,
  here: readonly string[],
  anywhere: readonly string[],
): Diagnostic {
  const shown = `${name.length === 1 ? '-' : '--'}${name}`;
  if (wantsNoHostKeys(name)) return noHostKeySwitch(shown);
  if (name === 'out') return sshOption();
  if (anywhere.includes(name))
    return usageError('unknown-option', `\`bulwark ${command}\` has no option ${shown}`, `bulwark ${command} --help`);
  const foreign = elsewhere(name);
  const meant = near(name, here).map((option) => `--${option}`);
  const hint =
    foreign ??
    (meant.length > 0 ? `did you mean ${meant.join(' or ')}?` : `bulwark ${command} --help lists the options`);
  return usageError('unknown-option', `unknown option ${shown}`, hint);
}

/** Every spelling of "do not check host keys" that other programs have. */
const wantsNoHostKeys = (name: string): boolean => /insecure|host[-_]?key|strict[-_]?host|skip[-_]?verify/i.test(name);

const noHostKeySwitch = (shown: string): Diagnostic =>
  usageError(
    'no-host-key-switch',
    `there is no such switch as ${shown}: host keys are always checked`,
    'for hosts that are new: bulwark hostkeys scan, or --accept-new; for a rebuilt host: bulwark hostkeys forget HOST, then scan HOST',
  );

/** `-o` of ssh, where it is not the plan file of `plan`. */
export const sshOption = (): Diagnostic =>
  usageError('unknown-option', 'unknown option -o', elsewhere('o') ?? undefined);

/** Options of Ansible that we have under another name, or not at all. */
function elsewhere(name: string): string | null {
  switch (name) {
    case 'o':
    case 'ssh-common-args':
    case 'ssh-extra-args':
      return 'there are no ssh options; hosts are described in the inventory (ansible_host, ansible_port, ansible_user, …)';
    case 'T':
    case 'timeout':
      return 'did you mean --connect-timeout?';
    case 'vault-id':
    case 'ask-vault-pass':
    case 'vault-password-file':
      return 'Ansible vault files are not supported';
    case 'become-user':
    case 'become-method':
      return 'say become_user in the playbook, or ansible_become_user in the inventory';
    case 'start-at-task':
      return 'not supported: a second run costs nothing, because it changes nothing that is done';
    default:
      return null;
  }
}
