import { resolve } from 'node:path';
import type { HostKeyPolicy, HostTarget } from '../../domain/connection.ts';
import { quote } from '../../shell/quote.ts';
import { KEEPALIVE } from '../limits.ts';
import { hasSecrets } from './askpass.ts';

export interface MasterSettings {
  /** Path of the socket that sessions go through. */
  readonly socket: string;
  /** What `writeOwnConfig` wrote. */
  readonly configFile: string;
}

/**
 * The arguments of the one connection to a host. What stands on the command line wins over ssh_config (ssh_config(5)):
 * host keys are always checked, nothing is forwarded, and the connection outlives nobody.
 */
export const masterArguments = (target: HostTarget, settings: MasterSettings): readonly [string, ...string[]] => [
  'ssh',
  '-F',
  settings.configFile,
  '-MNT',
  '-S',
  settings.socket,
  ...options({
    ControlPersist: 'no',
    LogLevel: 'DEBUG1', // only read here: how far it came, and which key was offered
    BatchMode: hasSecrets(target) ? 'no' : 'yes',
    NumberOfPasswordPrompts: '1',
    ...passwords(target.loginPassword === undefined ? 'no' : 'yes'),
    ConnectionAttempts: '1',
    ConnectTimeout: seconds(target.connectTimeout),
    ServerAliveInterval: seconds(KEEPALIVE),
    ServerAliveCountMax: '3',
    ...hostKeys(target.hostKeyPolicy),
    ...NOTHING_ELSE,
    ...(target.identityFile === undefined
      ? {}
      : { IdentityFile: fileOption(resolve(target.identityFile)), IdentitiesOnly: 'yes' }),
  }),
  '-p',
  String(target.port),
  '-l',
  target.user,
  '--',
  target.address,
];

/** The arguments of one program on the host, through the connection that is there and through no other. */
export const sessionArguments = (
  target: HostTarget,
  socket: string,
  argv: readonly string[],
): readonly [string, ...string[]] => [
  'ssh',
  '-Tax',
  '-F',
  'none',
  '-S',
  socket,
  '-e',
  'none',
  ...options({ ControlMaster: 'no', ProxyCommand: 'false', BatchMode: 'yes', LogLevel: 'ERROR' }),
  '-l',
  target.user,
  '--',
  target.address,
  `exec ${argv.map(quote).join(' ')}`,
];

/** The arguments that end the connection. */
export const exitArguments = (target: HostTarget, socket: string): readonly [string, ...string[]] => [
  'ssh',
  '-F',
  'none',
  '-S',
  socket,
  '-O',
  'exit',
  '--',
  target.address,
];

const passwords = (word: 'yes' | 'no'): Readonly<Record<string, string>> => ({
  PasswordAuthentication: word,
  KbdInteractiveAuthentication: word,
});

/** What ssh_config may not turn on behind our back. */
const NOTHING_ELSE: Readonly<Record<string, string>> = {
  ClearAllForwardings: 'yes',
  ForwardAgent: 'no',
  ForwardX11: 'no',
  Tunnel: 'no',
  PermitLocalCommand: 'no',
  RemoteCommand: 'none',
  RequestTTY: 'no',
  AddKeysToAgent: 'no',
};

function hostKeys({ kind, files }: HostKeyPolicy): Readonly<Record<string, string>> {
  return {
    StrictHostKeyChecking: strictness(kind),
    UserKnownHostsFile: files.length === 0 ? 'none' : files.map((file) => fileOption(resolve(file))).join(' '),
    GlobalKnownHostsFile: 'none',
    KnownHostsCommand: 'none',
    UpdateHostKeys: 'no',
    VerifyHostKeyDNS: 'no',
    CheckHostIP: 'no',
    NoHostAuthenticationForLocalhost: 'no',
  };
}

function strictness(kind: HostKeyPolicy['kind']): string {
  switch (kind) {
    case 'known-hosts':
      return 'yes';
    case 'accept-new':
      return 'accept-new';
    case 'pinned':
      throw new Error('pinned keys are made a file first');
  }
}

/** ssh splits at spaces and replaces `%` tokens; `names.ts` has refused what cannot be written. */
const fileOption = (path: string): string => `"${path.replaceAll('%', '%%')}"`;

const seconds = (milliseconds: number): string => String(Math.max(1, Math.ceil(milliseconds / 1000)));

const options = (values: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(values).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
