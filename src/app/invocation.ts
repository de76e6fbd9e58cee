/** What the operator asked for, parsed: every option has its type and nothing is left to check. Times in milliseconds. */
export type Invocation =
  | PlaybookInvocation
  | RollbackInvocation
  | FactsInvocation
  | InventoryListInvocation
  | HostKeysInvocation
  | InitInvocation;

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
  readonly askBecomePassword: boolean;
  readonly becomePasswordFile: string | null;
  readonly privateKey: string | null;
  readonly acceptNew: boolean;
  readonly knownHosts: string | null;
  /** null: from ssh_config, else 10 s. */
  readonly connectTimeout: number | null;
  /** `-F`: in place of ssh's usual files; `none` for no file. */
  readonly sshConfig: string | null;
  readonly format: 'tty' | 'plain' | 'jsonl' | null;
  readonly verbosity: number;
  readonly quiet: boolean;
  readonly diff: boolean;
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

export interface HostKeysInvocation extends CommonOptions {
  readonly command: 'hostkeys scan' | 'hostkeys verify' | 'hostkeys forget';
  readonly pattern: string | null;
  readonly yes: boolean;
  /** File of fingerprints that somebody compared; only these are trusted. */
  readonly fingerprints: string | null;
  readonly allTypes: boolean;
}

export interface InitInvocation extends CommonOptions {
  readonly command: 'init';
  /** null: asked. */
  readonly from: InitSource | null;
  /** The Ansible inventory or the ssh_config; null: asked, or ~/.ssh/config. */
  readonly file: string | null;
  /** `ubuntu@10.20.0.11`: the control plane to ask. */
  readonly ask: string | null;
  /** Control planes: names, ranges, `name=address`, or groups of an Ansible inventory. */
  readonly hosts: string | null;
  readonly workers: string | null;
  /** Of the cluster. */
  readonly name: string | null;
  readonly yes: boolean;
  readonly fingerprints: string | null;
}

export type InitSource = 'kubectl' | 'ansible' | 'ssh-config' | 'typed';

export type Disruption = 'none' | 'process' | 'node';
