import type { ScheduleJob, TimerKind } from '../domain/schedule.ts';
import type { FailOn } from './assess/fail-on.ts';
import type { Profile } from '../domain/control.ts';
import type { PasswordChoice } from './passwords.ts';

/** What the operator asked for, parsed: every option has its type and nothing is left to check. Times in milliseconds. */
export type Invocation =
  | PlaybookInvocation
  | RollbackInvocation
  | FactsInvocation
  | AssessInvocation
  | ExecInvocation
  | InventoryListInvocation
  | HistoryInvocation
  | HostKeysInvocation
  | InitInvocation
  | SecretsInvocation
  | ScheduleInvocation
  | WaiversInvocation
  | TellingInvocation;

/** Commands that tell something and contact no host. */
type TellingInvocation =
  | LintInvocation
  | ExplainInvocation
  | ModulesInvocation
  | ModulesTestInvocation
  | ModulesSchemasInvocation
  | InventoryGraphInvocation
  | InventoryWhyInvocation
  | CompletionInvocation;

export interface CommonOptions {
  /** Each `-i`, in order; null: from bulwark.yaml. */
  readonly inventory: readonly string[] | null;
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
  /** null: from ssh_config, else 10 s. */
  readonly connectTimeout: number | null;
  /** `-F`: in place of ssh's usual files; `none` for no file. */
  readonly sshConfig: string | null;
  readonly format: 'tty' | 'plain' | 'jsonl' | null;
  readonly verbosity: number;
  readonly quiet: boolean;
  /** What `--quiet` tells: problems, or also drift that was repaired. */
  readonly report: 'problems' | 'changes';
  /** Prometheus text to write; null: from bulwark.yaml, else none. */
  readonly metricsFile: string | null;
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
  readonly command: 'plan' | 'apply' | 'drift';
  readonly playbook: string | null;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  /** `--start-at-task`: the name or glob of the first task. */
  readonly startAt: string | null;
  /** `-C`: apply does what plan does. */
  readonly check: boolean;
  readonly list: 'hosts' | 'tasks' | 'tags' | null;
  readonly syntaxCheck: boolean;
  readonly yes: boolean;
  readonly detailedExitcode: boolean;
  /** `--by host`: hosts with the same outcome are not told together. */
  readonly byHost: boolean;
  readonly disrupt: Disruption | null;
  readonly allowLockoutRisk: boolean;
  /** Every play as if it had `force_handlers`. */
  readonly forceHandlers: boolean;
  readonly lockTimeout: number;
  readonly refreshTimeout: number;
  /** `-o`: the plan file to write. */
  readonly out: string | null;
  /** `-r`: age recipients of what a plan file may not hold in clear; none: those of bulwark.yaml. */
  readonly recipients: readonly string[];
  /** The host whose script is to be printed. */
  readonly script: string | null;
  /** Only what drifted since the last good run is performed. */
  /** Ask before each task. */
  readonly step: boolean;
  readonly onlyDrifted: boolean;
  /** Everything is looked at, whatever the hosts' markers say. */
  readonly full: boolean;
  /** Hosts that another program manages are changed, too. */
  readonly force: boolean;
  /** The run to go on with; its words are already part of this invocation. */
  readonly resume: string | null;
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
  /** A block for each host instead of hosts folded by equal values. */
  readonly byHost: boolean;
}

export interface AssessInvocation extends CommonOptions {
  readonly command: 'assess';
  /** null: the playbooks that come along. */
  readonly playbook: string | null;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  /** Empty: the usual ones. */
  readonly profiles: readonly Profile[];
  /** What findings and counts are sorted by; null: causes, and benchmarks. */
  readonly by: 'area' | 'host' | null;
  /** Also a per cent, with what it is of. */
  readonly score: boolean;
  /** Empty: the usual. */
  readonly failOn: readonly FailOn[];
  /** An earlier assessment as JSON: only what is new is a finding. */
  readonly baseline: string | null;
  /** Files to write, the format by the extension. */
  readonly out: readonly string[];
  /** What a person wrote into these files stays. */
  readonly merge: boolean;
  /** The SSH key that signs evidence; null: it is not signed. */
  readonly sign: string | null;
  /** Hosts that another program manages are judged, too. */
  readonly force: boolean;
  readonly refreshTimeout: number;
}

export interface ExecInvocation extends CommonOptions {
  readonly command: 'exec';
  readonly pattern: string | null;
  /** One word: a line for `sh`; several: one command with its arguments. Never empty. */
  readonly words: readonly string[];
  /** Milliseconds that it may take on a host. */
  readonly timeout: number;
  readonly yes: boolean;
  /** `--by host`: hosts with the same outcome are not told together. */
  readonly byHost: boolean;
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

export interface HistoryInvocation extends CommonOptions {
  readonly command: 'history';
  readonly action:
    | { readonly kind: 'list'; readonly number: number; readonly pattern: string | null }
    | { readonly kind: 'show'; readonly run: string; readonly host: string | null }
    | { readonly kind: 'diff'; readonly from: string; readonly to: string }
    /** `since`: milliseconds before now. */
    | { readonly kind: 'summary'; readonly since: number }
    /** null: the head beside the history, if there is one. */
    | { readonly kind: 'verify'; readonly signature: string | null; readonly allowedSigners: string | null }
    | { readonly kind: 'sign'; readonly key: string; readonly output: string | null };
}

export interface ScheduleInvocation extends CommonOptions {
  readonly command: 'schedule';
  readonly action:
    | ({
        readonly kind: 'install';
        /** null: the best that there is. */
        readonly timer: TimerKind | null;
      } & Pick<
        ScheduleJob,
        'name' | 'work' | 'timing' | 'full' | 'tellChanges' | 'playbook' | 'words' | 'window' | 'channels'
      >)
    | { readonly kind: 'list' }
    | { readonly kind: 'remove'; readonly name: string }
    | { readonly kind: 'run'; readonly name: string; readonly rehearse: boolean };
}

export interface WaiversInvocation extends CommonOptions {
  readonly command: 'waivers';
  readonly action:
    /** The JSON of an assessment; null: the last one of this folder. */
    | { readonly kind: 'init' | 'list'; readonly file: string | null }
    | { readonly kind: 'add'; readonly controls: readonly string[]; readonly attest: boolean };
  readonly fields: WaiverFields;
}

/** What the command line says of a waiver; null: nothing. */
export interface WaiverFields {
  readonly owner: string | null;
  readonly approvedBy: string | null;
  readonly reason: string | null;
  readonly expires: string | null;
  readonly compensating: string | null;
}

export interface LintInvocation extends CommonOptions {
  readonly command: 'lint';
  readonly playbook: string | null;
  /** Warnings count as mistakes. */
  readonly strict: boolean;
}

export interface ExplainInvocation extends CommonOptions {
  readonly command: 'explain';
  readonly word: string;
}

export interface ModulesInvocation extends CommonOptions {
  readonly command: 'modules';
  readonly name: string | null;
}

export interface ModulesTestInvocation extends CommonOptions {
  readonly command: 'modules test';
  readonly file: string;
}

export interface ModulesSchemasInvocation extends CommonOptions {
  readonly command: 'modules schemas';
}

export interface InventoryGraphInvocation extends CommonOptions {
  readonly command: 'inventory graph';
  readonly pattern: string | null;
  readonly vars: boolean;
}

export interface InventoryWhyInvocation extends CommonOptions {
  readonly command: 'inventory why';
  readonly host: string;
  readonly variable: string | null;
}

export interface CompletionInvocation extends CommonOptions {
  readonly command: 'completion';
  readonly shell: Shell;
}

export type Shell = 'bash' | 'zsh' | 'fish';

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
