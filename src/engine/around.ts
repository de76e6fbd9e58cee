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
}

/** A host that is alone. */
export const nobody: Around = { learnedOf: () => undefined, gone: () => new Set(), machine: () => null };
