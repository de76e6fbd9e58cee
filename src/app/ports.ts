import type { HostTarget } from '../domain/connection.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import type { RefusalCode, RunEvent, RunEventBody } from '../domain/event.ts';
import type { Intent, KeptPlan } from '../domain/intent.ts';
import type { HistoryHead, HistoryReader, RecordedRun, Verified } from '../domain/history.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { PlanFiles } from '../domain/plan-ports.ts';
import type { LoadedModule, ModuleSource } from '../domain/module-source.ts';
import type { Page } from '../domain/page.ts';
import type { LeftOutTask, RunPlan, TaskBinder } from '../domain/run-plan.ts';
import type { ProgramEnd } from '../domain/program-end.ts';
import type { Unsealed } from '../domain/sealed-texts.ts';
import type { SecretKeeper } from '../domain/secret-keeper.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import type { Secret } from '../domain/secret.ts';
import type { Sending } from '../domain/sending.ts';
import type { AskPassword } from '../domain/session.ts';
import type { AskSshConfig } from '../domain/ssh-settings.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { Topic } from '../domain/topic.ts';
import type { Value } from '../domain/value.ts';
import type { DefinedModule } from '../modules/extension/define-module.ts';
import type { ModuleSet } from '../modules/index.ts';
import type { Desk, HostKeyPorts, ProjectPorts } from './desk.ts';
import type { RunAbout } from '../playbook/special-vars.ts';
import type { Disruption, Shell } from './invocation.ts';
import type { SchedulePorts } from './schedule/ports.ts';
import type { InMaintenance } from './maintenance.ts';
import type { EvidencePorts } from './evidence.ts';

/** Reading inputs: no host is contacted through these. */
export interface InputPorts {
  readonly files: SourceFiles;
  /** What people other than the owner may do with a file. */
  othersMay(path: string): { readonly read: boolean; readonly write: boolean };
  /** Folders from the working directory up to the root, nearest first, as paths that can be joined. */
  readonly foldersAbove: readonly string[];
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who runs Bulwark: the login user where nobody says otherwise. */
  readonly user: string;
  /** False: nobody can be asked. */
  readonly interactive: boolean;
  readonly askPassword: AskPassword;
  readonly askSshConfig: AskSshConfig;
  /** Everything secret that is read goes in here. */
  readonly secrets: SecretKeeper;
  readonly ciphers: Ciphers;
  /** A file that is a password or a key: neither kept in memory nor recorded among the sources of a run. null: there is none. */
  readPrivate(path: string): Uint8Array | null;
  /** Runs a program of this machine without a shell. Never rejects. */
  runProgram(argv: readonly string[], env: InputPorts['env']): Promise<ProgramEnd>;
  /** Without it no inventory is run. */
  readonly inventoryPrograms?: {
    isExecutable(path: string): boolean;
    /** Within limits of time and output. Never rejects. */
    run(argv: readonly string[], env: InputPorts['env']): Promise<ProgramEnd>;
  };
  readonly compile: (request: CompileRequest) => Parsed<Compiled>;
  /** Runs code of the operator's in this process, unless others may write it. */
  loadModule(source: ModuleSource): LoadedModule;
  /** Modules that an embedding program gives. */
  readonly givenModules?: readonly DefinedModule[];
}

/** ansible-vault and age. */
export interface Ciphers {
  openVault(sealed: Uint8Array, password: Secret): Promise<Unsealed>;
  openAge(sealed: Uint8Array, identities: readonly Secret[]): Promise<Unsealed>;
  /** Throws for a recipient that is none. */
  sealAge(plain: Uint8Array, recipients: readonly string[], armoured: boolean): Promise<Uint8Array>;
}

/** What a playbook, an inventory and the command line make together. `playbook` is read through `files`. */
export interface CompileRequest {
  readonly playbook: string;
  readonly inventory: Inventory;
  readonly files: SourceFiles;
  readonly limit: string | null;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly startAt?: string | null;
  readonly extraVars: ReadonlyMap<string, Value>;
  /** Weakest of all: what `-u` and its like say where the inventory does not. */
  readonly connectionVars: ReadonlyMap<string, Value>;
  readonly become: boolean;
  readonly check: boolean;
  /** What special variables say of the run; where it stands is known to whoever compiles. */
  readonly about?: Omit<RunAbout, 'folder'>;
  /** Absent: ours alone. */
  readonly modules?: ModuleSet;
  /** The file of waivers; null or absent: there is none. */
  readonly waivers?: string | null;
}

export interface Compiled {
  readonly plan: RunPlan;
  readonly binder: TaskBinder;
  /** Tasks that carry controls and that tags left out. */
  readonly leftOut: readonly LeftOutTask[];
  /** A variable of a host before any task ran; undefined where nobody set it. Throws TemplateError. */
  readonly variable: (host: string, name: string) => Value | undefined;
}

/** Doing: the engine with its connector and clock already inside. */
export interface EnginePorts {
  run(request: EngineRequest, emit: (event: RunEventBody) => void): Promise<EngineEnd>;
  exec(request: ExecRequest, emit: (event: RunEventBody) => void): Promise<EngineEnd>;
  rollback(request: RollbackRequest, emit: (event: RunEventBody) => void): Promise<EngineEnd>;
}

/** continue: yes, and nothing more is asked. */
export type TaskAnswer = 'yes' | 'no' | 'continue';

export interface EngineRequest {
  readonly run: string;
  readonly mode: 'plan' | 'apply' | 'drift';
  readonly plan: RunPlan;
  readonly binder: TaskBinder;
  readonly targets: ReadonlyMap<string, HostTarget>;
  readonly forks: number;
  readonly disrupt: Disruption;
  readonly refuseLockoutRisk?: boolean;
  /** Every play as if it had `force_handlers`. */
  readonly forceHandlers?: boolean;
  readonly lockTimeout: number;
  /** Milliseconds to wait for a snap refresh. */
  readonly refreshTimeout?: number;
  readonly confirm: () => Promise<boolean>;
  /** `--step`: asked before each task that has something to do. */
  readonly confirmTask?: (task: string) => Promise<TaskAnswer>;
  /** Asks what a `pause` asks; null: nobody can be asked. */
  readonly answer?: ((question: string, echo: boolean) => Promise<string | null>) | null;
  /** Hosts are told as they are: nothing counts as altered by a change that was only planned. */
  readonly asIs?: boolean;
  /** Hosts must be what the inventory says; whether they may be managed by another program too. Left out: nothing is checked. */
  readonly hosts?: { readonly managed: 'refuse' | 'accept' };
  /** Only what stands in this plan file is done. */
  readonly kept?: KeptPlan;
  /** No part of the playbook was selected: hosts that end as wanted remember so. */
  readonly whole?: boolean;
  readonly onlyDrifted?: boolean;
  readonly full?: boolean;
}

/** `undo` is the run to put back; `plan` has its hosts and no tasks. */
interface RollbackRequest extends Omit<EngineRequest, 'mode' | 'disrupt' | 'kept'> {
  readonly undo: string;
}

/** One command on every host of the plan, which has no tasks. Nothing is locked. */
interface ExecRequest extends Pick<EngineRequest, 'run' | 'plan' | 'targets' | 'forks'> {
  readonly command: ShellCommand;
  readonly become: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface EngineEnd {
  readonly refused: RefusalCode | null;
  readonly interrupted: boolean;
  /** What each host needs that a plan looked at to the end. */
  readonly intents?: ReadonlyMap<string, readonly Intent[]>;
}

/** What plan files need. */
export interface PlanPorts {
  readonly files: PlanFiles;
  /** `alice@laptop`. */
  readonly who: string;
  /** Of Bulwark. */
  readonly version: string;
  /** What an apply to the only host would send; null where it could not be reached or planned. */
  rehearse(
    request: EngineRequest,
    emit: (event: RunEventBody) => void,
  ): Promise<EngineEnd & { readonly sendings: readonly Sending[] | null }>;
}

export interface HistoryPorts {
  /** The history's file; null: bulwark.yaml says `history: none`. */
  readonly place: string | null;
  /** null: nothing was recorded yet. Throws HistoryError, as all of these. */
  read(): HistoryReader | null;
  sign(head: HistoryHead, file: string, key: string): Promise<void>;
  signedHead(file: string): HistoryHead | null;
  whoSigned(file: string, allowedSigners: string): Promise<string | null>;
  tell(answer: HistoryAnswer): void;
}

/** What a `history` command found. */
export type HistoryAnswer =
  /** Oldest first; `all` is how many there are. */
  | { readonly kind: 'list'; readonly runs: readonly RecordedRun[]; readonly all: number }
  | { readonly kind: 'run'; readonly run: RecordedRun; readonly lines: readonly string[]; readonly host: string | null }
  | { readonly kind: 'diff'; readonly from: RunRecord; readonly to: RunRecord }
  | { readonly kind: 'summary'; readonly since: number; readonly now: number; readonly runs: Iterable<RunRecord> }
  | { readonly kind: 'verified'; readonly verified: Verified; readonly signature: SignatureFound | null }
  | { readonly kind: 'signed'; readonly head: HistoryHead; readonly file: string };

export interface RunRecord {
  readonly run: RecordedRun;
  readonly lines: readonly string[];
}

/** `signer`: null where nobody asked for it to be checked. `what` is wrong, or null. */
export interface SignatureFound {
  readonly file: string;
  readonly head: HistoryHead;
  readonly signer: string | null;
  readonly what: string | null;
}

export interface AppPorts extends InputPorts {
  readonly history: HistoryPorts;
  readonly engine: EnginePorts;
  readonly secretFiles: SecretFiles;
  readonly plans: PlanPorts;
  readonly evidence: EvidencePorts;
  /** The working directory. */
  readonly folder: string;
  /** The commit of a folder, and whether its files are as committed; null: none is known. */
  git(folder: string): Promise<{ readonly commit: string; readonly clean: boolean } | null>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The id of this run: a new one, and the same each time. */
  run(): string;
  show(event: RunEvent): void;
  /** Lines that are a result but no event: lists. */
  print(lines: readonly string[]): void;
  /** A result that is a program: byte for byte. */
  printProgram(text: string): void;
  /** Text for a person that is a result, laid out for where it is shown. */
  page(page: Page): void;
  /** What Bulwark itself brings along. */
  readonly own: OwnTexts;
  /** Shows the plan and asks; only called when `interactive`. */
  confirm(verb: 'Apply' | 'Roll back'): Promise<boolean>;
  /** Asks whether a task is to be done; only called when `interactive`. */
  confirmTask(task: string): Promise<TaskAnswer>;
  /** Asks what a `pause` of a playbook asks; only called when `interactive`. null: no answer. */
  answer?(question: string, echo: boolean): Promise<string | null>;
  readonly desk: Desk;
  readonly hostKeys: HostKeyPorts;
  readonly project: ProjectPorts;
  readonly schedules: SchedulePorts;
  /** The signal that asked the run to stop, if one did. */
  stoppedBy(): 'SIGINT' | 'SIGTERM' | null;
}

/** Texts that only the program's outside knows. */
export interface OwnTexts {
  /** Commands and options, for `explain`. */
  readonly topics: readonly Topic[];
  /** `playbooks/` and `inventory/group_vars/` as they were shipped. */
  readonly shipped: SourceFiles;
  /** The script that completes in a shell. */
  completion(shell: Shell): string;
}

/** The operator's own encrypted files, for `bulwark secrets`. */
export interface SecretFiles {
  isArmoured(sealed: Uint8Array): boolean;
  /** For how many keys it is encrypted. */
  recipientCount(sealed: Uint8Array): number;
  /** The public key of an identity. */
  recipientOf(identity: Secret): Promise<string>;
  /**
   * Puts `bytes` in the place of a file in one step, unless it is not `expected` any more. A file that is `plain`
   * afterwards is its owner's alone.
   */
  replace(path: string, expected: Uint8Array, bytes: Uint8Array, plain: boolean): 'replaced' | 'moved';
  /** A new file of the owner's alone. Throws where there is one. */
  create(path: string, bytes: Uint8Array): void;
  /** Plain text to standard output, unmasked. False: that is no terminal, and it was not forced. */
  show(bytes: Uint8Array, force: boolean): boolean;
  /** The operator's editor on a private copy in memory, until `accept` takes what came of it. */
  edit(request: EditRequest): Promise<Edited>;
  ask(question: string): Promise<string | null>;
}

interface EditRequest {
  readonly name: string;
  readonly plain: Uint8Array;
  readonly onDisk: boolean;
  accept(edited: Uint8Array): Promise<'take' | 'again' | 'drop'>;
}

/** `failed`: nothing was edited; what to say. */
type Edited =
  | { readonly kind: 'taken'; readonly bytes: Uint8Array }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'failed'; readonly message: string; readonly hint: string };

/** Everything that a run needs before the first connection. */
export interface Prepared {
  readonly compiled: Compiled;
  /** As `-i` or bulwark.yaml name them. */
  readonly sources: readonly string[];
  readonly targets: ReadonlyMap<string, HostTarget>;
  readonly forks: number;
  readonly warnings: readonly Diagnostic[];
  /** Every host of the inventory, in the run or not. */
  readonly inventory: readonly string[];
  /** The same with groups and variables. */
  readonly read: Inventory;
  /** The file of waivers; null: there is none. */
  readonly waiversFile: string | null;
  /** The playbook that bulwark.yaml names. */
  readonly projectPlaybook: string | null;
  /** Hosts whose outage was announced for a time, in milliseconds since the epoch. */
  readonly inMaintenance: (at: number) => InMaintenance;
}
