import type { PasswordChoice } from './passwords.ts';

/** What the operator asked for, parsed: every option has its type and nothing is left to check. Times in milliseconds. */
export type Invocation =
  | PlaybookInvocation
  | RollbackInvocation
  | FactsInvocation
  | InventoryListInvocation
  | SecretsInvocation;

export interface CommonOptions {
  /** `-i`; null: from bulwark.yaml. */
  readonly inventory: string | null;
  readonly limit: string | null;
  /** `-e` as given, in order. */
  readonly extraVars: readonly string[];
  /** null: from bulwark.yaml, else 50. */
  readonly forks: number | null;
  /** `-u`: the login user where the inventory names none (as in Ansible, variables are stronger). */
  readonly user: string | null;
  readonly become: boolean;
  readonly secrets: SecretOptions;
  readonly privateKey: string | null;
  readonly acceptNew: boolean;
  readonly knownHosts: string | null;
  readonly connectTimeout: number;
  readonly format: 'tty' | 'plain' | 'jsonl' | null;
  readonly verbosity: number;
  readonly quiet: boolean;
  readonly diff: boolean;
}

/** Where passwords and keys come from, as the command line says it. */
export interface SecretOptions {
  readonly become: PasswordChoice;
  readonly login: PasswordChoice;
  readonly vault: PasswordChoice;
  /** `--vault-id` as given, in order. */
  readonly vaultIds: readonly string[];
  readonly ageIdentities: readonly string[];
}

export interface PlaybookInvocation extends CommonOptions {
  readonly command: 'plan' | 'apply';
  readonly playbook: string | null;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  /** `-C`: apply does what plan does. */
  readonly check: boolean;
  readonly list: 'hosts' | 'tasks' | 'tags' | null;
  readonly syntaxCheck: boolean;
  readonly yes: boolean;
  readonly detailedExitcode: boolean;
  readonly disrupt: Disruption | null;
  readonly lockTimeout: number;
}

export interface RollbackInvocation extends CommonOptions {
  readonly command: 'rollback';
  readonly run: string;
  readonly pattern: string | null;
  readonly yes: boolean;
  readonly lockTimeout: number;
}

export interface FactsInvocation extends CommonOptions {
  readonly command: 'facts';
  readonly pattern: string | null;
}

export interface InventoryListInvocation extends CommonOptions {
  readonly command: 'inventory list';
  readonly pattern: string | null;
  readonly json: boolean;
}

export interface SecretsInvocation extends CommonOptions {
  readonly command: 'secrets';
  readonly verb: 'encrypt' | 'decrypt' | 'view' | 'edit';
  readonly file: string;
  /** `-r`; empty: from bulwark.yaml. */
  readonly recipients: readonly string[];
  /** view: also where standard output is no terminal. */
  readonly force: boolean;
  /** edit: on the disk, where there is no folder in memory. */
  readonly onDisk: boolean;
}

export type Disruption = 'none' | 'process' | 'node';
