import type { Learned } from '../domain/run-plan.ts';
import type { HostWork } from './host-work.ts';

/** What one host sees of the others of its run. */
export interface Around {
  /** What another host has learned; undefined for one that is not in the run. */
  learnedOf(host: string): Learned | undefined;
  /** Hosts that failed or were lost. */
  gone(): ReadonlySet<string>;
  /** The machine that does what is delegated to this name; null: it is not in the run. */
  machine(name: string): HostWork | null;
  /** What a task for all, or on another machine, did may have changed what any host was asked. */
  disturbAll(): void;
  /** The hosts of the batch that failed take part again from the next play on. */
  clearErrors(play: number): void;
  /** The same while everything is looked at. */
  clearPlanned(play: number): void;
}

/** A host that is alone. */
export const nobody: Around = {
  learnedOf: () => undefined,
  gone: () => new Set(),
  machine: () => null,
  disturbAll: () => undefined,
  clearErrors: () => undefined,
  clearPlanned: () => undefined,
};
