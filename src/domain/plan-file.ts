import type { RunEventBody } from './event.ts';
import type { Intent } from './intent.ts';

/** A plan that was written to a file: what was read, what was asked for, and what each host needs. */
export interface PlanFile {
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
  /** `alice@laptop`. */
  readonly by: string;
  /** Of Bulwark. */
  readonly version: string;
  readonly choice: PlanChoice;
  readonly sources: readonly PlanSource[];
  /** What the planning run told, to show it again: secrets are masked. */
  readonly told: readonly RunEventBody[];
  /** Every host that was planned to its end, also those that need nothing. */
  readonly hosts: ReadonlyMap<string, readonly Intent[]>;
}

/** The words of the command line that decide what is done. `extraVars` is empty where they are sealed and not opened. */
interface PlanChoice {
  readonly playbook: string;
  readonly inventory: readonly string[];
  readonly limit: string | null;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly disrupt: 'none' | 'process' | 'node';
  readonly become: boolean;
  readonly user: string | null;
  readonly extraVars: readonly string[];
}

/** A file of the controller that was read; SHA-256 in lower-case hex. */
export interface PlanSource {
  readonly path: string;
  readonly sha256: string;
}

/** What a plan file keeps encrypted. */
export interface SealedPart {
  readonly extraVars: readonly string[];
  readonly hosts: ReadonlyMap<string, readonly Intent[]>;
}
