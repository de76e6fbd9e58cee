import type { Secret } from './secret.ts';

/** Who runs the commands on a host. Root never stands in for another user, nor the login user for root. */
export type Identity =
  | { readonly kind: 'login' }
  | { readonly kind: 'become'; readonly method: 'sudo'; readonly user: string };

export const root: Identity = { kind: 'become', method: 'sudo', user: 'root' };

export const identityKey = (identity: Identity): string =>
  identity.kind === 'login' ? 'login' : `${identity.method}:${identity.user}`;

export type HostKeyPolicy =
  | { readonly kind: 'known-hosts'; readonly files: readonly string[] }
  | { readonly kind: 'accept-new'; readonly files: readonly string[] };
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
  readonly becomePassword?: Secret;
  readonly hostKeyPolicy: HostKeyPolicy;
  readonly connectTimeout: number;
  readonly authenticationTimeout: number;
}
