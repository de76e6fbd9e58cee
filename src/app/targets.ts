import type { HostKeyPolicy, HostTarget } from '../domain/connection.ts';
import { parsed } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import { Secret } from '../domain/secret.ts';
import type { Value } from '../domain/value.ts';
import { shownValue } from '../playbook/plain.ts';
import type { CommonOptions } from './invocation.ts';

/** A variable of a host as the inventory, the playbook's vars files and `-e` have it; undefined where nobody set it. May throw. */
export type Variable = (host: string, name: string) => Value | undefined;

export interface TargetDefaults {
  readonly options: Pick<CommonOptions, 'user' | 'privateKey' | 'acceptNew' | 'connectTimeout'>;
  /** The login user where neither inventory nor `-u` names one. */
  readonly user: string;
  readonly home: string;
  /** Folder that relative key files of the inventory stand in. */
  readonly inventoryFolder: string;
  /** Besides `~/.ssh/known_hosts`; new keys are recorded in the first. */
  readonly knownHosts: string | null;
  readonly becomePassword: Secret | null;
  readonly loginPassword: Secret | null;
}

/** Milliseconds from the banner to the end of the login. */
const AUTHENTICATION_TIMEOUT = 20_000;

/**
 * How to reach each host. Variables are stronger than options, as in Ansible: `-u` and `--private-key` are for hosts
 * whose inventory says nothing. Errors: `connection-variable` for each value that cannot be used.
 */
export function hostTargets(
  hosts: readonly string[],
  variable: Variable,
  defaults: TargetDefaults,
): Parsed<ReadonlyMap<string, HostTarget>> {
  const problems: Diagnostic[] = [];
  const targets = hosts.map((host) => [host, targetOf({ host, variable, problems }, defaults)] as const);
  const [first, ...others] = problems;
  return first === undefined ? parsed(new Map(targets)) : { ok: false, diagnostics: [first, ...others] };
}

interface Reader {
  readonly host: string;
  readonly variable: Variable;
  readonly problems: Diagnostic[];
}

function targetOf(reader: Reader, defaults: TargetDefaults): HostTarget {
  const { options } = defaults;
  const identityFile = keyFile(reader, defaults);
  const password = passwordOf(reader, 'ansible_become_password', 'ansible_become_pass') ?? defaults.becomePassword;
  const login = passwordOf(reader, 'ansible_password', 'ansible_ssh_pass') ?? defaults.loginPassword;
  const connection = connectionOf(reader);
  const passphrase = keyPassphrase(reader, connection);
  return {
    name: reader.host,
    connection,
    address: text(reader, 'ansible_host') ?? reader.host,
    port: portOf(reader),
    user: text(reader, 'ansible_user') ?? options.user ?? defaults.user,
    ...(identityFile !== null && { identityFile }),
    ...(passphrase !== null && { keyPassphrase: passphrase }),
    ...(password !== null && { becomePassword: password }),
    ...(login !== null && { loginPassword: login }),
    hostKeyPolicy: policyOf(defaults),
    connectTimeout: options.connectTimeout,
    authenticationTimeout: AUTHENTICATION_TIMEOUT,
  };
}

/** There is no way to say that keys are not to be checked. */
function policyOf({ options, knownHosts, home }: TargetDefaults): HostKeyPolicy {
  const files = [...(knownHosts === null ? [] : [expandHome(knownHosts, home)]), `${home}/.ssh/known_hosts`];
  return { kind: options.acceptNew ? 'accept-new' : 'known-hosts', files };
}

function connectionOf(reader: Reader): HostTarget['connection'] {
  const kind = text(reader, 'ansible_connection') ?? 'ssh';
  if (kind === 'ssh' || kind === 'openssh' || kind === 'local') return kind;
  report(reader, `ansible_connection ${kind} is not supported`, 'ssh, openssh or local');
  return 'ssh';
}

function portOf(reader: Reader): number {
  const given = read(reader, 'ansible_port');
  if (given === undefined || given === null) return 22;
  const port =
    typeof given === 'number' ? given : typeof given === 'string' && /^\d{1,5}$/.test(given) ? Number(given) : 0;
  if (port >= 1 && port <= 65_535) return port;
  report(reader, `ansible_port ${shownValue(given)} is no port`, 'a number from 1 to 65535');
  return 22;
}

/** A relative path of the inventory is relative to the inventory; one of `--private-key` to the working directory. */
function keyFile(reader: Reader, { options, home, inventoryFolder }: TargetDefaults): string | null {
  const own = text(reader, 'ansible_ssh_private_key_file') ?? text(reader, 'ansible_private_key_file');
  if (own === null) return options.privateKey === null ? null : expandHome(options.privateKey, home);
  const path = expandHome(own, home);
  return path.startsWith('/') || inventoryFolder === '.' ? path : `${inventoryFolder}/${path}`;
}

const expandHome = (path: string, home: string): string =>
  path === '~' || path.startsWith('~/') ? home + path.slice(1) : path;

const passwordOf = (reader: Reader, name: string, alias: string): Secret | null =>
  secret(reader, name) ?? secret(reader, alias);

function keyPassphrase(reader: Reader, connection: HostTarget['connection']): Secret | null {
  const name = 'ansible_ssh_private_key_passphrase';
  const given = secret(reader, name);
  if (given === null || connection === 'openssh') return given;
  report(reader, `${name} is only used with ansible_connection openssh`, 'or load the key into an ssh-agent');
  return null;
}

function secret(reader: Reader, name: string): Secret | null {
  const given = read(reader, name) ?? null;
  if (given === null || given instanceof Secret) return given;
  if (typeof given === 'string' || typeof given === 'number') return new Secret(String(given));
  report(reader, `${name} must be text`);
  return null;
}

function text(reader: Reader, name: string): string | null {
  const given = read(reader, name) ?? null;
  if (given === null) return null;
  if (given instanceof Secret) return given.reveal(); // from an encrypted file: masked where it is shown
  if (typeof given === 'string' || typeof given === 'number') return String(given);
  report(reader, `${name} must be text`);
  return null;
}

function read(reader: Reader, name: string): Value | undefined {
  try {
    return reader.variable(reader.host, name);
  } catch (error) {
    report(reader, `${name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function report({ host, problems }: Reader, summary: string, hint?: string): void {
  problems.push({
    severity: 'error',
    code: 'connection-variable',
    summary: `${host}: ${summary}`,
    ...(hint !== undefined && { hint }),
  });
}
