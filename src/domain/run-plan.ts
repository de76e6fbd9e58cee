import type { SourceRange } from './diagnostic.ts';
import type { Host } from './inventory.ts';
import type { Identity } from './connection.ts';
import type { BoundModule } from './bound.ts';
import type { GateSpec } from './gate.ts';
import type { ControlId, ControllerResult, Fields, Milliseconds } from './module.ts';
import type { Value } from './value.ts';

/** A playbook and an inventory, compiled before any host is touched: plain data, every mistake already found. */
export interface RunPlan {
  /** The playbook's path as the operator gave it. */
  readonly playbook: string;
  /** SHA-256 of everything that was read to make this plan (playbook, files, templates, inventory, vars), lower-case hex. */
  readonly digest: string;
  readonly plays: readonly PlayPlan[];
  /** Every selected host that at least one play touches, in run order. */
  readonly hosts: readonly PlannedHost[];
  /** Control planes that no play touches, of clusters whose control planes one does: reached and locked, never changed. */
  readonly guards: readonly PlannedHost[];
  /** Hosts that no play touches and that tasks are delegated to: reached and locked, changed by those tasks alone. */
  readonly delegates: readonly PlannedHost[];
  /** Hosts of the inventory that `--limit` left out of at least one play, in inventory order. */
  readonly notSelected: readonly string[];
}

export interface PlannedHost {
  readonly host: Host;
  /** `cluster_name` of its vars; hosts of one cluster share the control-plane lock and rules. */
  readonly cluster: string;
  readonly controlPlane: boolean;
}

export interface PlayPlan {
  /** Position in the run, from 0. */
  readonly index: number;
  readonly name: string;
  readonly range: SourceRange;
  readonly hosts: readonly string[];
  /** `serial` worked out for these hosts; one batch of all without it. Empty when no host is left. */
  readonly batches: readonly (readonly string[])[];
  /** Per cent of a batch; null: only a batch that failed whole stops the run. */
  readonly maxFailPercentage: number | null;
  readonly anyErrorsFatal: boolean;
  readonly forceHandlers: boolean;
  /** rollback: a host that fails is put back as it was, and the run stops before the next host. */
  readonly onFailure: 'keep' | 'rollback';
  /** Hosts that cannot be reached do not count as failed in this play. */
  readonly ignoreUnreachable: boolean;
  /**
   * pre_tasks, tasks and post_tasks as they are written, with the flushes of handlers between them; of a block its
   * tasks, then those of `rescue`, then those of `always`.
   */
  readonly tasks: readonly TaskPlan[];
  /** Blocks with a word about failure, outer ones before those inside. */
  readonly blocks: readonly BlockPlan[];
  /** In the order they are defined, which is the order they run in. */
  readonly handlers: readonly TaskPlan[];
}

/** Where the parts of a block stand in its play's `tasks`, by position: `begin` <= `rescue` <= `always` <= `end`. */
export interface BlockPlan {
  readonly begin: number;
  /** Equal to `always` where there is no rescue. */
  readonly rescue: number;
  /** Equal to `end` where there is no always. */
  readonly always: number;
  /** The first position behind the block. */
  readonly end: number;
  /** rollback: what its tasks changed on a host where one of them fails is undone before `rescue`. */
  readonly onFailure: 'keep' | 'rollback';
}

/** What `meta` asks of the engine. */
export const metaActions = ['flush_handlers', 'end_host', 'end_play', 'noop', 'clear_host_errors'] as const;
export type MetaAction = (typeof metaActions)[number];

/**
 * One task or handler after tags were selected. What a task says in YAML (parameters, conditions, loop) stays
 * with the binder under this `id`; the engine sees only what steers it.
 */
export interface TaskPlan {
  /** Unique in the run and stable between runs of the same playbook: `0.tasks.12`. */
  readonly id: string;
  readonly kind: 'task' | 'handler';
  /** As written, templates not yet filled in; the module's name when the task has none. */
  readonly name: string;
  readonly range: SourceRange;
  readonly module: string;
  /** `host`: asks and changes a host. `controller`: debug, assert, set_fact. */
  readonly where: 'host' | 'controller';
  /** Variables that this task sets when it has run: `register` and the names of set_fact. */
  readonly sets: readonly string[];
  readonly register: string | null;
  /** Handler names that it notifies. A handler answers to its own name and to those it listens to. */
  readonly notify: readonly string[];
  readonly listen: readonly string[];
  readonly tags: readonly string[];
  readonly controls: readonly ControlId[];
  /** Where it hangs on the host, its binding says it. */
  readonly ignoreErrors: boolean;
  readonly ignoreUnreachable: boolean;
  readonly anyErrorsFatal: boolean;
  /** Null: a task of a module. Flushes between the sections of a play are such tasks, too. */
  readonly meta: MetaAction | null;
  /** It stands in no file: a flush between the sections of a play. */
  readonly implicit?: true;
  /** It has `until`: done again until that holds. */
  readonly repeats: boolean;
  /** Done by the first host of the batch alone; its result is everybody's. */
  readonly runOnce: boolean;
  /** It has `delegate_to`; to whom is in the settings of the binding. */
  readonly delegated: boolean;
  /** At most so many hosts of the batch do it at once; null: as many as the run allows. */
  readonly throttle: number | null;
  /** `diff: false` shows no diff of it, `true` always; null follows the run. */
  readonly showDiff: boolean | null;
  /** host: ends a stretch before it. batch: all hosts of the batch meet before it. */
  readonly barrier: 'none' | 'host' | 'batch';
  /** Why a shell step is safe, and what a step risks: only shown. */
  readonly reason?: string;
  readonly risk?: string;
}

/** One task bound for one host: parameters filled in, `when` and `loop` decided. */
export type Binding =
  /** Uses a variable (`on`) that a task before it has not set yet. */
  | { readonly kind: 'deferred'; readonly on: string }
  | { readonly kind: 'skipped'; readonly because: 'condition'; readonly falseCondition?: Value }
  | (FailedBinding & Ignoring)
  | ({ readonly kind: 'items'; readonly looped: boolean; readonly items: readonly BoundItem[] } & Ignoring);

/** What `ignore_errors` comes to on this host, where it is a template. */
interface Ignoring {
  readonly ignoreErrors?: boolean;
}

/** An expression failed on this host. `noLog` holds also where it could not be worked out. */
interface FailedBinding {
  readonly kind: 'failed';
  readonly noLog: boolean;
  readonly message: string;
  readonly hint?: string;
  readonly range?: SourceRange;
}

export interface TaskSettings {
  readonly identity: Identity;
  readonly noLog: boolean;
  /** `check_mode: true` never changes, `false` runs even in check mode, null follows the run. */
  readonly checkMode: boolean | null;
  readonly timeout: Milliseconds | null;
  /** How often `until` lets the task be done again, and how long it waits before; null without `until`. */
  readonly retry: { readonly retries: number; readonly delay: Milliseconds } | null;
  /** The host whose machine does the work; null: its own. */
  readonly delegateTo: string | null;
}

export type BoundItem = {
  /** For people and events; null outside a loop. */
  readonly label: string | null;
  /** The task's name with its templates filled in. */
  readonly name: string;
  /** Of a loop: its variables, and their names, as Ansible's results have them. */
  readonly turn?: Fields;
  /** Handlers that it notifies, where their names hang on the host or the item. */
  readonly notify?: readonly string[];
} & ({ readonly kind: 'skipped'; readonly falseCondition?: Value } | FailedBinding | BoundWork);

/** What is to be done of one item. */
export type BoundWork =
  | {
      readonly kind: 'host';
      readonly settings: TaskSettings;
      readonly bound: BoundModule;
      readonly gate: GateSpec | null;
    }
  | { readonly kind: 'controller'; readonly settings: TaskSettings; readonly result: ControllerResult };

/** What a host has learned in this run: registered results and set_fact, by variable name. */
export interface HostMemory {
  readonly values: ReadonlyMap<string, Value>;
  /** Names that tasks before this one will set but have not yet: using one defers the task. */
  readonly pending: ReadonlySet<string>;
  /** The loop's variables, turn by turn, where they are known already: what its items set does not change them. */
  readonly turns?: readonly ReadonlyMap<string, Value>[];
  /** What each host of the run has learned, by its name, for `hostvars`; undefined for a host that is not in it. */
  readonly others?: (host: string) => Learned | undefined;
  /** Hosts that failed or were lost: `ansible_play_hosts` and `ansible_play_batch` are without them. */
  readonly gone?: ReadonlySet<string>;
}

/** What a host has learned in this run. */
export interface Learned {
  readonly values: ReadonlyMap<string, Value>;
  /** Names that it will set, or would have set: not known. */
  readonly pending: ReadonlySet<string>;
}

/** What a binding is deferred on when another host is to set the variable. */
export const elsewhere = (host: string, name: string): string => `hostvars.${host}.${name}`;
export const isElsewhere = (on: string): boolean => on.startsWith('hostvars.');

/** The engine's way to plays: fills tasks in and judges their results. Pure. */
export interface TaskBinder {
  bind(task: TaskPlan, host: string, memory: HostMemory): Binding;
  /**
   * `changed_when`, `failed_when` and then `until` over one item's result (under its `register` name, if any).
   * null: the task says nothing about it. A failing expression is `{ problem }`.
   */
  judge(
    task: TaskPlan,
    host: string,
    memory: HostMemory,
    item: number,
    result: Fields,
  ): {
    readonly changed: boolean | null;
    readonly failed: boolean | null;
    readonly done: boolean | null;
    readonly problem?: string;
  };
}

/** A task that carries controls, and that tags keep from being run. */
export interface LeftOutTask {
  readonly hosts: readonly string[];
  readonly name: string;
  readonly controls: readonly ControlId[];
}
