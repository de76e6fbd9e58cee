import type { Step } from '../../domain/module.ts';
import { shownText } from '../../domain/shell-command.ts';

/** What a planned step touches of what a login depends on; null: nothing. */
export type Concern = 'sshd' | 'sudo' | 'keys' | 'account' | 'other';

export function concernOf(step: Step): Concern | null {
  switch (step.kind) {
    case 'write-file':
    case 'remove-file':
      return concernOfPath(step.path);
    case 'set-attributes':
      return concernOfPath(step.path) === null ? null : 'other';
    case 'make-link':
    case 'remove-directory':
      return concernOfPath(step.path) === null && concernOfPath(`${step.path}/x.conf`) === null ? null : 'other';
    case 'unit':
      return ['stop', 'disable', 'mask'].includes(step.verb) && LOGIN_UNIT.test(step.unit) ? 'other' : null;
    case 'exec':
      if (step.account !== undefined) return step.account.login === 'stays' ? null : 'account';
      return LOGIN_COMMAND.test(shownText(step.command)) ? 'other' : null;
    case 'make-directory':
    case 'save-file':
    case 'set-sysctl':
    case 'daemon-reload':
    case 'restart-unit':
    case 'reboot':
      return null;
  }
}

/** For people: `/etc/ssh/sshd_config`, `ssh.service`, `the command`. */
export function placeOf(step: Step): string {
  if ('path' in step) return step.path;
  if ('unit' in step) return step.unit;
  if ('account' in step && step.account !== undefined) return `the account ${step.account.name}`;
  return 'a command';
}

const concernOfPath = (path: string): Concern | null => PATHS.find(([pattern]) => pattern.test(path))?.[1] ?? null;

const PATHS: readonly (readonly [RegExp, Concern])[] = [
  [/^\/etc\/ssh\/sshd_config(?:\.d\/[^/]+)?$/, 'sshd'],
  [/^\/etc\/sudoers(?:\.d\/[^/]+)?$/, 'sudo'],
  [/\/authorized_keys2?$|\/authorized_keys(?:\.d)?\/[^/]+$/, 'keys'],
  [/^\/etc\/(?:passwd|shadow|group|gshadow|nsswitch\.conf|hosts\.(?:allow|deny)|doas\.conf|nologin)$/, 'other'],
  [/^\/etc\/pam\.d\/(?:sshd|sudo|sudo-i|su|doas|login|common-[^/]+|system-auth|password-auth)$/, 'other'],
  [/^\/etc\/security\/(?:access|time|limits)\.conf$/, 'other'],
  [/^\/etc\/ssh\/(?:ssh_host_|moduli$)/, 'other'],
  [/^\/etc\/(?:nftables\.conf$|nftables\/|nftables\.d\/|ufw\/|firewalld\/|iptables\/|default\/ufw$)/, 'other'],
  [/^\/etc\/(?:netplan|network|systemd\/network|NetworkManager)\//, 'other'],
];

const LOGIN_UNIT =
  /^(?:sshd?(?:@.*)?(?:\.service|\.socket)?|(?:networking|systemd-networkd|NetworkManager)(?:\.service)?)$/;

/** Programs and files that decide who may come in. What a command does with them cannot be known. */
const LOGIN_COMMAND =
  /\b(?:ufw|nft|ip6?tables(?:-restore)?|firewall-cmd|sshd_config|sudoers|visudo|authorized_keys|pam-auth-update|userdel|deluser|usermod|chpasswd|passwd|chage)\b/;
