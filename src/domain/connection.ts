import type { Secret } from './secret.ts';

/** The programs that make another user of the login user. */
export const becomeMethods = ['sudo', 'doas'] as const;
export type BecomeMethod = (typeof becomeMethods)[number];

/** By its own name or by the one of Ansible's collections; null for one that we do not have. */
export const becomeMethodOf = (name: string): BecomeMethod | null =>
  becomeMethods.find((method) => method === name.replace(/^(?:ansible\.builtin|community\.general)\./, '')) ?? null;

/** Who runs the commands on a host. Root never stands in for another user, nor the login user for root. */
export type Identity =
  | { readonly kind: 'login' }
  | { readonly kind: 'become'; readonly method: BecomeMethod; readonly user: string };

/** Root, for what no task asks for: locks of guards, rollback of a finished run. */
export const rootOn = ({ becomeMethod = 'sudo' }: Pick<HostTarget, 'becomeMethod'>): Identity => ({
  kind: 'become',
  method: becomeMethod,
  user: 'root',
});

/** Two ways to one user are one identity: the same rights, journal and lock, through the way that was asked for first. */
export const identityKey = (identity: Identity): string =>
  identity.kind === 'login' ? 'login' : `become:${identity.user}`;

/** `files` are known_hosts files; those of `pinned` can only revoke. */
export type HostKeyPolicy =
  | { readonly kind: 'known-hosts'; readonly files: readonly string[] }
  | { readonly kind: 'accept-new'; readonly files: readonly string[] }
  /** Each key is `SHA256:…` as `ssh-keygen -l` prints it, or `TYPE BASE64`. Nothing else is trusted. */
  | { readonly kind: 'pinned'; readonly keys: readonly string[]; readonly files: readonly string[] };
// There is no "ignore".

/** Everything a connector needs to reach one host. Durations in milliseconds. */
export interface HostTarget {
  readonly name: string;
  /** openssh: the system's own ssh program, for what ssh2 lacks. */
  readonly connection: 'ssh' | 'openssh' | 'local';
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly identityFile?: string;
  /** Of the identity file; `connection: openssh` alone. */
  readonly keyPassphrase?: Secret;
  /** Of the login user, where the host takes no key. */
  readonly loginPassword?: Secret;
  /** How to become root where no task says so; sudo when absent. */
  readonly becomeMethod?: BecomeMethod;
  readonly becomePassword?: Secret;
  readonly hostKeyPolicy: HostKeyPolicy;
  readonly connectTimeout: number;
  readonly authenticationTimeout: number;
  /** Of `connection: ssh` alone. */
  readonly ssh?: SshTarget;
  /** ssh_config in place of the usual files, or `none`; of `connection: openssh` alone. */
  readonly sshConfigFile?: string;
}

/** What ssh_config and the inventory say besides; what is absent was said by nobody. */
export interface SshTarget {
  /** Tried where `identityFile` is absent. */
  readonly identityFiles?: readonly string[];
  /** The agent may only sign for the keys of the identity files. */
  readonly identitiesOnly?: boolean;
  /** Path of the agent's socket, or `none`. */
  readonly identityAgent?: string;
  /** The name that known_hosts files have for the host. */
  readonly hostKeyAlias?: string;
  /** Milliseconds between signs of life. */
  readonly keepalive?: number;
  readonly ciphers?: readonly string[];
  readonly kex?: readonly string[];
  readonly macs?: readonly string[];
  readonly hostKeyAlgorithms?: readonly string[];
  /** The hosts on the way, the first to connect to first. */
  readonly jumps?: readonly HostTarget[];
  /** Directives for the login that only OpenSSH can follow, as they stand in ssh_config. */
  readonly unusable?: readonly string[];
}
