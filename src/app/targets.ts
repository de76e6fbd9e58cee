import { becomeMethodOf, becomeMethods } from '../domain/connection.ts';
import type { BecomeMethod, HostKeyPolicy, HostTarget, SshTarget } from '../domain/connection.ts';
import { parsed } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import { near } from '../domain/near.ts';
import { isSafeAddress, isSafeUser } from '../domain/safe-names.ts';
import { Secret } from '../domain/secret.ts';
import type { SshName, SshSettings } from '../domain/ssh-settings.ts';
import type { Value } from '../domain/value.ts';
import { messageOf } from '../domain/thrown.ts';
import { shownValue } from '../playbook/plain.ts';
import { hostKeyPins } from './host-key-pins.ts';
import type { CommonOptions } from './invocation.ts';
import { parseHops } from './ssh-hops.ts';
import type { Hop } from './ssh-hops.ts';
import type { SshLookup } from './ssh-lookup.ts';
import { Findings } from './ssh-findings.ts';
import { expandHome, pathFrom } from '../inventory/paths.ts';

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
  readonly sshConfig: SshLookup;
  /** The file that was asked; null for ssh's usual files, `none` for no file. */
  readonly sshConfigFile: string | null;
  readonly loginPassword: Secret | null;
}

/** Milliseconds to wait for a host to answer, where nobody says otherwise. */
const CONNECT_TIMEOUT = 10_000;

/** Milliseconds from the banner to the end of the login. */
const AUTHENTICATION_TIMEOUT = 20_000;

/**
 * How to reach each host. Variables are stronger than options, as in Ansible: `-u` and `--private-key` are for hosts
 * whose inventory says nothing; ssh_config is weaker than both. Errors: `connection-variable` for each value that cannot
 * be used, `ssh-config-unsupported`. Warnings: what ssh_config says and is not followed.
 */
export function hostTargets(
  hosts: readonly string[],
  variable: Variable,
  defaults: TargetDefaults,
): Parsed<ReadonlyMap<string, HostTarget>> {
  const problems: Diagnostic[] = [];
  const findings = new Findings();
  const targets = hosts.map((host) => {
    const reader = { host, variable, problems };
    return [host, targetOf({ reader, defaults, findings, hop: null, trail: [host] })] as const;
  });
  const [first, ...others] = [...problems, ...findings.errors()];
  return first === undefined
    ? parsed(new Map(targets), findings.warnings())
    : { ok: false, diagnostics: [first, ...others] };
}

/** What ssh_config is to be asked about: hosts that are reached over SSH, and the jump hosts that the inventory names. */
export function sshNames(
  hosts: readonly string[],
  variable: Variable,
  options: Pick<CommonOptions, 'user'>,
): { readonly names: readonly SshName[]; readonly nameOfHop: (hop: Hop) => SshName } {
  const readerOf = (host: string): Reader => ({ host, variable, problems: [] });
  const nameOfHop = (hop: Hop): SshName => sshNameOf(readerOf(hop.host), hop, null);
  const names = hosts.map(readerOf).flatMap((reader) => {
    const connection = connectionOf(reader);
    if (connection === 'local') return [];
    if (connection === 'openssh') return [sshNameOf(reader, null, options.user)];
    const jumps = parseHops(text(reader, 'ansible_ssh_proxy_jump') ?? 'none') ?? [];
    return [sshNameOf(reader, null, options.user), ...jumps.map(nameOfHop)];
  });
  return { names, nameOfHop };
}

interface Reader {
  readonly host: string;
  readonly variable: Variable;
  readonly problems: Diagnostic[];
}

interface Asked {
  readonly reader: Reader;
  readonly defaults: TargetDefaults;
  readonly findings: Findings;
  /** Null for a host of the run. A jump host is reached as `ssh HOP` would be: without `-u` and `--private-key`. */
  readonly hop: Hop | null;
  /** The host and the jump hosts on the way to it: ssh_config may send a jump host through itself. */
  readonly trail: readonly string[];
}

function targetOf(asked: Asked): HostTarget {
  const { reader, defaults, hop } = asked;
  const { options } = defaults;
  const connection = hop === null ? connectionOf(reader) : 'ssh';
  const name = sshNameOf(reader, hop, hop === null ? options.user : null);
  const settings = connection === 'local' ? null : defaults.sshConfig(name);
  if (settings !== null && connection === 'ssh') asked.findings.note(reader.host, settings);
  const identityFile = keyFile(
    reader,
    hop === null ? defaults : { ...defaults, options: { ...options, privateKey: null } },
  );
  const method = becomeMethod(reader);
  // The fleet's passwords are not for the hosts in between.
  const login =
    passwordOf(reader, 'ansible_password', 'ansible_ssh_pass') ?? (hop === null ? defaults.loginPassword : null);
  const password = passwordOf(reader, 'ansible_become_password', 'ansible_become_pass') ?? defaults.becomePassword;
  const passphrase = keyPassphrase(reader, connection);
  const ssh = connection === 'ssh' ? sshTargetOf(asked, settings) : null;
  if (connection === 'openssh') refuseJump(reader);
  if (connection !== 'local') refuseUnsafe(reader, name);
  return {
    name: reader.host,
    connection,
    address: connection === 'ssh' ? (settings?.hostName ?? name.alias) : name.alias,
    port: name.port ?? settings?.port ?? 22,
    user: name.user ?? settings?.user ?? defaults.user,
    ...(identityFile !== null && { identityFile }),
    ...(passphrase !== null && { keyPassphrase: passphrase }),
    ...(login !== null && { loginPassword: login }),
    ...(method !== null && { becomeMethod: method }),
    ...(password !== null && hop === null && { becomePassword: password }),
    hostKeyPolicy: policyOf(reader, settings, defaults),
    connectTimeout: options.connectTimeout ?? settings?.connectTimeout ?? CONNECT_TIMEOUT,
    authenticationTimeout: AUTHENTICATION_TIMEOUT,
    ...(ssh !== null && { ssh }),
    ...(connection === 'openssh' && defaults.sshConfigFile !== null && { sshConfigFile: defaults.sshConfigFile }),
  };
}

const sshNameOf = (reader: Reader, hop: Hop | null, user: string | null): SshName => ({
  alias: text(reader, 'ansible_host') ?? reader.host,
  user: hop?.user ?? text(reader, 'ansible_user') ?? user,
  port: hop?.port ?? portOf(reader),
});

/** Null when nobody says anything. */
function sshTargetOf(asked: Asked, settings: SshSettings | null): SshTarget | null {
  const jumps = jumpsOf(asked, settings);
  const { identityFiles, identitiesOnly, identityAgent, hostKeyAlias, keepalive } = settings ?? {};
  const { ciphers, kex, macs, hostKeyAlgorithms, unusable = [] } = settings ?? {};
  const ssh: SshTarget = {
    ...(identityFiles !== undefined && { identityFiles }),
    ...(identitiesOnly !== undefined && { identitiesOnly }),
    ...(identityAgent !== undefined && { identityAgent }),
    ...(hostKeyAlias !== undefined && { hostKeyAlias }),
    ...(keepalive !== undefined && { keepalive }),
    ...(ciphers !== undefined && { ciphers }),
    ...(kex !== undefined && { kex }),
    ...(macs !== undefined && { macs }),
    ...(hostKeyAlgorithms !== undefined && { hostKeyAlgorithms }),
    ...(jumps.length > 0 && { jumps }),
    ...(unusable.length > 0 && { unusable }),
  };
  return Object.keys(ssh).length === 0 ? null : ssh;
}

/** As ssh does it: jump hosts that stand before another are the way to it; the first may have a way of its own. */
function jumpsOf(asked: Asked, settings: SshSettings | null): readonly HostTarget[] {
  const { reader, trail } = asked;
  const own = text(reader, 'ansible_ssh_proxy_jump');
  if (own === null && settings?.proxyCommand !== undefined)
    asked.findings.noteProxyCommand(reader.host, settings.proxyCommand);
  const hops = parseHops(own ?? settings?.proxyJump ?? 'none');
  if (hops === null)
    report(
      reader,
      `ansible_ssh_proxy_jump ${own ?? settings?.proxyJump ?? ''} is no jump host`,
      'for example admin@bastion:2222, or two: bastion,inner',
    );
  const others = (hops ?? []).filter(({ host }) => !trail.includes(host));
  const way = others.map(({ host }) => host);
  return others.flatMap((hop, at): readonly HostTarget[] => {
    const hopReader = { ...reader, host: hop.host };
    const target = targetOf({ ...asked, reader: hopReader, hop, trail: [...trail, ...way] });
    const { ssh: { jumps = [], ...ssh } = {}, ...rest } = target;
    return [...(at === 0 ? jumps : []), { ...rest, ssh }];
  });
}

/** They reach known_hosts files, ssh and the commands that hints name. */
function refuseUnsafe(reader: Reader, { alias, user }: SshName): void {
  if (!isSafeAddress(alias))
    report(
      reader,
      `${JSON.stringify(alias)} cannot be the address of a host`,
      'ansible_host is a name or an IP address',
    );
  if (user !== null && !isSafeUser(user)) report(reader, `${JSON.stringify(user)} cannot be the name of a user`);
}

/** To leave it out in silence would go around the jump host. */
function refuseJump(reader: Reader): void {
  const jump = text(reader, 'ansible_ssh_proxy_jump');
  if (jump !== null && jump !== 'none')
    report(
      reader,
      `ansible_ssh_proxy_jump ${jump} is only used with ansible_connection ssh`,
      `write \`ProxyJump ${jump}\` into ssh_config`,
    );
}

/** There is no way to say that keys are not to be checked. */
function policyOf(reader: Reader, settings: SshSettings | null, defaults: TargetDefaults): HostKeyPolicy {
  const { options, knownHosts, home } = defaults;
  const files = [
    ...(knownHosts === null ? [] : [expandHome(knownHosts, home)]),
    ...(settings?.userKnownHosts ?? [`${home}/.ssh/known_hosts`]),
    ...(settings?.globalKnownHosts ?? []),
  ];
  const given = read(reader, 'bulwark_host_key') ?? null;
  const pins = given === null ? null : hostKeyPins(given);
  if (pins?.ok === true) return { kind: 'pinned', keys: pins.pins, files };
  if (pins?.ok === false)
    report(
      reader,
      `bulwark_host_key ${shownValue(pins.wrong)} is no host key`,
      'SHA256:… as ssh-keygen -l prints it, a line such as `ssh-ed25519 AAAA…`, or a list of them',
    );
  return { kind: options.acceptNew ? 'accept-new' : 'known-hosts', files };
}

function connectionOf(reader: Reader): HostTarget['connection'] {
  const kind = text(reader, 'ansible_connection') ?? 'ssh';
  if (kind === 'ssh' || kind === 'openssh' || kind === 'local') return kind;
  report(reader, `ansible_connection ${kind} is not supported`, 'ssh, openssh or local');
  return 'ssh';
}

/** Null where nobody says. */
function portOf(reader: Reader): number | null {
  const given = read(reader, 'ansible_port') ?? null;
  if (given === null) return null;
  const port =
    typeof given === 'number' ? given : typeof given === 'string' && /^\d{1,5}$/.test(given) ? Number(given) : 0;
  if (port >= 1 && port <= 65_535) return port;
  report(reader, `ansible_port ${shownValue(given)} is no port`, 'a number from 1 to 65535');
  return null;
}

function becomeMethod(reader: Reader): BecomeMethod | null {
  const given = text(reader, 'ansible_become_method');
  if (given === null) return null;
  const method = becomeMethodOf(given);
  if (method === null)
    report(reader, `ansible_become_method ${given} is not supported`, near(given, becomeMethods)[0] ?? 'sudo or doas');
  return method;
}

/** A relative path of the inventory is relative to the inventory; one of `--private-key` to the working directory. */
function keyFile(reader: Reader, { options, home, inventoryFolder }: TargetDefaults): string | null {
  const own = text(reader, 'ansible_ssh_private_key_file') ?? text(reader, 'ansible_private_key_file');
  if (own === null) return options.privateKey === null ? null : expandHome(options.privateKey, home);
  return pathFrom(inventoryFolder, expandHome(own, home));
}

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
    report(reader, `${name}: ${messageOf(error)}`);
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
