import type { Parsed, SourceRange } from './diagnostic.ts';

/** A host as ssh would be asked for it; user and port where something stronger than ssh_config says them. */
export interface SshName {
  readonly alias: string;
  readonly user: string | null;
  readonly port: number | null;
}

/** What ssh_config sets for a host. Paths are expanded, times in milliseconds; what is absent is not set. */
export interface SshSettings {
  readonly hostName?: string;
  readonly port?: number;
  readonly user?: string;
  readonly identityFiles?: readonly string[];
  readonly identitiesOnly?: boolean;
  readonly identityAgent?: string;
  /** As written: `user@host:port`, several separated by commas. */
  readonly proxyJump?: string;
  readonly proxyCommand?: { readonly text: string; readonly range?: SourceRange };
  /** Without /dev/null and `none`, which would forget every key. */
  readonly userKnownHosts?: readonly string[];
  readonly globalKnownHosts?: readonly string[];
  readonly hostKeyAlias?: string;
  readonly connectTimeout?: number;
  readonly keepalive?: number;
  readonly ciphers?: readonly string[];
  readonly kex?: readonly string[];
  readonly macs?: readonly string[];
  readonly hostKeyAlgorithms?: readonly string[];
  /** For the login, and only OpenSSH can follow them: `CertificateFile ~/.ssh/id-cert.pub`. */
  readonly unusable: readonly string[];
  /** Would loosen the check of host keys, and are not followed. */
  readonly loosening: readonly string[];
  /** Names of directives that change a connection and are not followed. */
  readonly ignored: readonly string[];
}

/** `settings` is null where ssh_config sets nothing. */
export interface SshAnswer {
  readonly name: SshName;
  readonly settings: SshSettings | null;
}

/** Asks ssh_config about all these names at once. `file` is null for the usual files, `none` for no file. */
export type AskSshConfig = (file: string | null, names: readonly SshName[]) => Promise<Parsed<readonly SshAnswer[]>>;
