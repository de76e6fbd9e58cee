import type { Fields } from '../domain/module.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import type { Value } from '../domain/value.ts';

/** What one host found of a task that it did for all of its batch. */
export interface SharedResult {
  /** What `register` keeps: a failure has `failed` in it. */
  readonly fields: Fields;
  /** Variables that it sets (set_fact). */
  readonly facts: ReadonlyMap<string, Value>;
  /** Only looked at: what it would have said is not known. */
  readonly assumed: boolean;
}

/** What a host does with a task before which hosts meet. */
export type Meeting =
  | { readonly kind: 'go' }
  /** Nobody does it: the operator said no. */
  | { readonly kind: 'skip' }
  /** Another host of the batch has done it for all. */
  | ({ readonly kind: 'shared' } & SharedResult);

/** One host's way to the others of its batch. */
export interface Meetings {
  /** Whether hosts meet before this task, which therefore nothing is asked about ahead. */
  meets(task: TaskPlan): boolean;
  /** Waits for the others as far as this task wants it; for one before which nobody meets it goes on at once. */
  meet(task: TaskPlan): Promise<Meeting>;
  /** The task has ended on this host, which did it. */
  done(task: TaskPlan, result: SharedResult): void;
}

/** A host that is alone. */
export const noMeetings: Meetings = {
  meets: () => false,
  meet: () => Promise.resolve({ kind: 'go' }),
  done: () => undefined,
};
