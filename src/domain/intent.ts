/**
 * What one item of a task is to change on a host, and what the host answered that it was planned from. Plan files keep
 * these, and a later look is compared with them.
 */
export interface Intent {
  /** The task's id and the item's place in it: `0.tasks.12#0`; the id alone for a task whose items are not known yet. */
  readonly key: string;
  /** The task's name as the playbook has it. */
  readonly task: string;
  /** It depends on an earlier change of the same run, so its details are only expected. */
  readonly assumed: boolean;
  /** It holds a secret, or its task is `no_log`: never kept in clear. */
  readonly secret: boolean;
  readonly changes: readonly IntendedChange[];
}

export interface IntendedChange {
  /** A path, a component, `sysctl vm.panic_on_oom`. */
  readonly target: string;
  /** Name and value of all that was planned and of all that it was planned from, most telling first. Contents are SHA-256. */
  readonly facts: readonly Fact[];
}

export type Fact = readonly [name: string, value: string];

/** A plan that was kept: only what stands in it may be done. */
export interface KeptPlan {
  /** SHA-256 of the plan file, lower-case hex: hosts remember it. */
  readonly id: string;
  readonly hosts: ReadonlyMap<string, readonly Intent[]>;
}

/** Why a host is left alone: one thing that is not as the plan file expects it. */
export interface Difference {
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
}

/** `applied`: nothing is left to do there and `run` did it. `moved`: what is needed now is not what was planned. */
export type Misfit =
  | { readonly reason: 'moved'; readonly differences: readonly [Difference, ...Difference[]] }
  | { readonly reason: 'applied'; readonly run: string };
