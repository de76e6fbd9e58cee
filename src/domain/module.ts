import type { z } from 'zod';
import type { Expectation, FileQuestion, FileState } from './file-state.ts';
import type { Resource } from './resource.ts';
import type { SavedFile } from './saved-files.ts';
import type { Secret } from './secret.ts';
import type { CommandOutput } from './session.ts';
import type { ShellCommand } from './shell-command.ts';
import type { MapKey, Value } from './value.ts';

export type ControlId = string;
/** What `register` gets, under Ansible's names (`rc`, `stdout`, `stat`, …); the engine adds `changed`, `failed`, `skipped`. */
export type Fields = ReadonlyMap<MapKey, Value>;
export type Milliseconds = number;

/**
 * Observes and changes one kind of thing on a host. Pure: it never sees a connection.
 * `Params` is what `params` parses to, `State` what the host answered.
 */
export interface Module<Params, State> {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line, for docs. */
  readonly summary: string;
  readonly params: z.ZodType<Params>;
  /** YAML of whole tasks, each of which must parse; shown in the docs. */
  readonly examples: readonly string[];
  /** Other names of parameters, as Ansible has them: `dest` for `path`. */
  readonly parameterAliases?: Readonly<Record<string, string>>;
  /** Parameters that name files of the controller: the binder replaces them by a `ControllerFile`. */
  readonly sources?: Readonly<Record<string, SourceKind>>;
  /** Parameters that are bare expressions: the binder replaces each text by an `EvaluatedExpression`. */
  readonly expressions?: readonly string[];
  /** Parameters that are data for a file, in which `1.0` stays a `Float`. */
  readonly data?: readonly string[];
  probe(params: Params): Query<State>;
  plan(params: Params, state: State): Planned;
  result(params: Params, state: State, outputs: readonly StepOutput[]): Fields;
  /** What its entries with controls guarantee, for the comparison with the catalogue. */
  claims?(params: Params): readonly Claim[];
  /** Fields that tell how it is, laid over `result` from the answer that is asked again after a change. */
  now?(params: Params, state: State): Fields;
  /** Whether what was performed changed anything, as far as only its outputs tell (`apt` found nothing newer). Default: it did. */
  changed?(params: Params, outputs: readonly StepOutput[]): boolean;
}

/** A module that never touches the host: debug, assert, fail, set_fact. */
export interface ControllerModule<Params> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly params: z.ZodType<Params>;
  readonly examples: readonly string[];
  readonly expressions?: readonly string[];
  evaluate(params: Params): ControllerResult;
}

/**
 * raw: the file as it is. template: rendered. command: the first word, or item, names the file, and the rest are
 * words for it. place: where something of this host is to be kept; the file need not be there.
 */
export type SourceKind = 'raw' | 'template' | 'command' | 'place';

/** A file of the controller that a parameter named. Templates are already rendered. */
export interface ControllerFile {
  readonly path: string;
  readonly content: string | Buffer | Secret;
  /** What stood behind the name of a `command`: a text for a shell, or words. */
  readonly rest?: string | readonly string[];
  /** Of a `place`: the host that it is for. */
  readonly host?: string;
}

/** An expression of a parameter with its value; `undefined` where it used an undefined variable (`problem` says which). */
export interface EvaluatedExpression {
  readonly text: string;
  readonly value: Value | undefined;
  readonly problem?: string;
}

export type ControllerResult =
  | {
      readonly kind: 'ok';
      readonly message?: Value;
      /** Told from this many `-v` on; below that the task is skipped. */
      readonly verbosity?: number;
      /** Risks that were found; each may have several lines. */
      readonly warnings?: readonly string[];
      readonly facts?: ReadonlyMap<string, Value>;
      readonly fields?: Fields;
      /** The run waits before it is done. */
      readonly pause?: Pause;
    }
  | { readonly kind: 'failed'; readonly message: string; readonly fields?: Fields };

/** For some time, or until somebody has answered on the terminal. */
export interface Pause {
  /** null: until the prompt is answered. */
  readonly duration: Milliseconds | null;
  readonly unit: 'seconds' | 'minutes';
  readonly prompt: string | null;
  /** Whether the answer is shown while it is typed. */
  readonly echo: boolean;
}

/**
 * A read-only question. `files` travel with those of all other tasks in one `stat` and one `sha256sum`;
 * `command` asks anything else and may only read. `reads` names what the answer depends on (the paths of `files` too).
 */
export interface Query<State> {
  readonly files?: readonly FileQuestion[];
  readonly command?: ShellCommand;
  readonly reads: readonly Resource[];
  /** It tells by itself when not all of the output was kept; for others that is no answer. */
  readonly readsCut?: true;
  /** Throws BadAnswer when the host could not look or said what cannot be read. */
  parse(answers: Answers): State;
}

export interface Answers {
  /** The answer to the file question with this path and `follow`. Throws BadAnswer when it was not asked. */
  file(path: string, follow?: boolean): FileState;
  /** What the controller has at a path of its own; a run without files of its own has none. */
  readonly saved?: (path: string) => SavedFile;
  /** Throws BadAnswer when the query had no command, and when not all of its output was kept. */
  readonly output: CommandOutput;
}

/** A probe's answer that cannot be read. It fails the task as `bad-answer` and never passes for "absent". */
export class BadAnswer extends Error {
  readonly said: readonly string[];
  constructor(message: string, said: readonly string[] = []) {
    super(message);
    this.name = 'BadAnswer';
    this.said = said;
  }
}

export type Planned =
  | {
      readonly kind: 'changes';
      /** Empty: the host is as wanted. */
      readonly changes: readonly Change[];
      readonly findings?: readonly Finding[];
      /** Values that differ from the wanted one but meet it: `kube-apiserver --audit-log-maxage 90`, `at least 30 is wanted`. */
      readonly kept?: readonly { readonly what: string; readonly why: string }[];
      readonly warnings?: readonly string[];
    }
  | {
      readonly kind: 'refused';
      /** What was seen all the same. */
      readonly findings?: readonly Finding[];
      readonly message: string;
      readonly wanted?: string;
      readonly seen?: string;
      readonly hint?: string;
      /** What it would be once an earlier task has made what is missing (the folder of a new file); for check mode. */
      readonly assuming?: readonly Change[];
    };

export interface Change {
  /** wait: nothing is changed, the host is only waited for. Performed and come true, it is `ok`, not `changed`. */
  readonly action: 'create' | 'update' | 'delete' | 'run' | 'wait';
  /** In words of the domain: a path, `kube-apiserver`, `sysctl vm.panic_on_oom`. */
  readonly target: string;
  readonly writes: readonly Resource[];
  readonly diff: Diff;
  /**
   * verified: the same question asked again must give an empty plan. once: cannot be asked again (a command, a restart).
   * by-handler: nothing to perform, the notified handler makes it live (a process that runs with older arguments).
   */
  readonly converges: 'verified' | 'once' | 'by-handler';
  readonly disrupts: 'none' | 'process' | 'node';
  /** False: rollback cannot undo it, and the plan says so. */
  readonly undoable?: boolean;
  /** Empty only for `by-handler`. Performed in order; the first that fails ends the change. */
  readonly steps: readonly Step[];
}

/** `entries` show effective values old -> new (null: unset); `text` whole contents for `-D`. */
export interface Diff {
  readonly entries: readonly DiffEntry[];
  readonly text?: { readonly before: string | Secret | null; readonly after: string | Secret | null };
}
export interface DiffEntry {
  readonly name: string;
  readonly before: string | Secret | null;
  readonly after: string | Secret | null;
}

/** Owner and group null: keep what is there, root for a new file. Modes are octal permission bits. */
export type Step =
  | {
      readonly kind: 'exec';
      readonly command: ShellCommand;
      readonly input?: Secret | string;
      readonly accept?: readonly number[];
      /** Content that no shell word can carry: a file of the host while the command runs, named by `$bw_upload`. */
      readonly upload?: Buffer;
      /** What it may take by design (it waits, it downloads), on top of the run's command timeout. */
      readonly takes?: Milliseconds;
      /** It changes this account and nothing else that a login depends on. ends: nobody could log in with it any more. */
      readonly account?: { readonly name: string; readonly login: 'stays' | 'ends' | 'may-end' };
    }
  | {
      readonly kind: 'write-file';
      readonly path: string;
      readonly content: string | Buffer | Secret;
      readonly owner: string | null;
      readonly group: string | null;
      readonly mode: number;
      readonly expect: Expectation;
      /** Run on the new file before the rename: `visudo -cf` plus the temp file's path as last argument. */
      readonly validate?: (path: ShellCommand) => ShellCommand;
      /** Write to what a symbolic link points to; without it a link in the way is an error that names its target. */
      readonly follow: boolean;
    }
  | { readonly kind: 'remove-file'; readonly path: string; readonly expect: Expectation }
  | { readonly kind: 'remove-directory'; readonly path: string; readonly recursive: boolean }
  | {
      readonly kind: 'make-directory';
      readonly path: string;
      readonly owner: string | null;
      readonly group: string | null;
      readonly mode: number;
    }
  | {
      readonly kind: 'make-link';
      readonly path: string;
      readonly target: string;
      readonly hard: boolean;
      readonly replace: boolean;
    }
  | {
      readonly kind: 'set-attributes';
      readonly path: string;
      readonly owner: string | null;
      readonly group: string | null;
      readonly mode: number | null;
      readonly expect: Expectation;
      readonly follow: boolean;
    }
  /** On the controller, once the host has answered all that comes before it. */
  | {
      readonly kind: 'save-file';
      readonly path: string;
      readonly content: Buffer;
      /** Public keys of age: it is written encrypted for them, with its digests beside it. */
      readonly recipients?: readonly string[];
    }
  | { readonly kind: 'set-sysctl'; readonly key: string; readonly value: string; readonly was: string | null }
  | {
      readonly kind: 'unit';
      readonly verb: 'enable' | 'disable' | 'mask' | 'unmask' | 'start' | 'stop' | 'reload' | 'reset-failed';
      readonly unit: string;
    }
  | { readonly kind: 'daemon-reload' }
  | {
      readonly kind: 'restart-unit';
      readonly unit: string;
      /** After the restart the unit must become active within `waitActive` and stay so, NRestarts still, for `stableFor`. */
      readonly waitActive: Milliseconds;
      readonly stableFor: Milliseconds;
    }
  | {
      /** Performed alone: the connection ends, and is made anew once the host is back. */
      readonly kind: 'reboot';
      /** For those who are logged in. */
      readonly message: string;
      readonly before: Milliseconds;
      /** Until when the host must have booted anew and `ready` have succeeded. */
      readonly timeout: Milliseconds;
      /** Waited once it is ready. */
      readonly after: Milliseconds;
      /** The boot that ends: /proc/sys/kernel/random/boot_id. */
      readonly boot: string;
      /** Asked again and again once it answers; exit code 0: it is back. */
      readonly ready: ShellCommand;
    };

/** What one step said. */
export interface StepOutput {
  readonly step: Step;
  readonly output: CommandOutput;
}

/**
 * One entry of a task (a flag, a key, a file) against the controls it carries, in its three states. A state is null
 * where it is unset or absent; `live` and `nextBoot` are left out where there is no such state (no process runs).
 */
export interface Finding {
  readonly controls: readonly ControlId[];
  /** Of which part of a control's check this is the answer. */
  readonly subject: Subject;
  readonly what: string;
  readonly wanted: string;
  readonly file: string | null;
  readonly live?: string | null;
  readonly nextBoot?: string | null;
  /** A path, with the line where it has one: `/var/snap/k8s/common/args/kubelet:4`. */
  readonly where: string;
  /** A flag that names a file in which another value may stand, and would count: `--config`. */
  readonly overruledBy?: string;
  /** Why not all of it was looked at: then what was seen cannot make a control pass. */
  readonly unseen?: string;
  /** By the entry's own words; a control is judged by the catalogue's. */
  readonly met: boolean;
  /** What a person types on the host to see it. */
  readonly command?: string;
}

export type Subject =
  /** Flag without dashes, as the binary normalises it. */
  | { readonly kind: 'arg'; readonly service: string; readonly flag: string }
  /** A path or glob; `file` is the widest mode that was found, as four octal digits. */
  | { readonly kind: 'file-mode'; readonly path: string }
  /** A path or glob; `file` is `owner:group` of the worst. */
  | { readonly kind: 'file-owner'; readonly path: string }
  | { readonly kind: 'sysctl'; readonly key: string }
  /** What only the task can judge. */
  | { readonly kind: 'task' };

/**
 * What an entry that carries controls will have seen to when its task is done, told before any host is contacted, so
 * that a value that is weaker than a control's check is found. `what` is the entry, for the message: `audit-log-maxage`.
 */
export interface Claim {
  readonly controls: readonly ControlId[];
  readonly what: string;
  readonly subject: Subject;
  readonly guarantees: Guarantee;
}

export type Guarantee =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'absent' }
  /** Of a list. */
  | { readonly kind: 'with' | 'without'; readonly items: readonly string[] }
  | {
      readonly kind: 'bounds';
      readonly atLeast?: string;
      readonly atMost?: string;
      readonly oneOf?: readonly string[];
      readonly contains?: readonly string[];
      readonly set?: true;
      /** The path of a file that the machine keeps. */
      readonly file?: true;
      /** Of a list: nothing but these. */
      readonly only?: readonly string[];
      readonly startsWith?: readonly string[];
      /** A flag that is not there is left so. */
      readonly unset?: 'passes';
      readonly zero: 'off' | 'unlimited' | 'value';
    }
  /** Permission bits. */
  | { readonly kind: 'mode'; readonly atMost: number }
  | { readonly kind: 'owner'; readonly owner: string; readonly group: string };
