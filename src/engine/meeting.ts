import type { Fields } from '../domain/module.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import type { Value } from '../domain/value.ts';

/** What comes of meeting the other hosts of the batch before a task: it is this host's turn, or another one has done it. */
export type Meeting =
  | { readonly kind: 'go' }
  | { readonly kind: 'shared'; readonly fields: Fields; readonly facts: ReadonlyMap<string, Value> };

export interface Meetings {
  meet(task: TaskPlan): Promise<Meeting>;
  /** This host has done a task that it met the others for. */
  done(task: TaskPlan, result: { readonly fields: Fields; readonly facts: ReadonlyMap<string, Value> }): void;
}

/** Every host by itself. */
export const noMeetings: Meetings = { meet: () => Promise.resolve({ kind: 'go' }), done: () => undefined };
