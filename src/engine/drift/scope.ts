import type { Change } from '../../domain/module.ts';
import { pathResource, type Resource } from '../../domain/resource.ts';
import { type RealPath, mayBeStale } from '../conflicts.ts';
import type { Comparison } from './compare.ts';
import { currentOf } from './managed-paths.ts';
import type { PathMark } from './path-mark.ts';
import { restores } from './restores.ts';

/**
 * What an item that is not as wanted counts as, where only drift is told or repaired.
 * drift: it was as wanted when the marker was written. playbook: the playbook is another since then, or was never applied,
 * and it does more than put back what the marker has: reported, never performed. run: it runs in every apply and says nothing of the host.
 */
export type Place = 'drift' | 'playbook' | 'run';

export interface ScopedItem {
  readonly reads: readonly Resource[];
  readonly changes: readonly Change[];
  /** Nothing of its own was seen: what it needs is the result of a task before it. */
  readonly assumed: boolean;
  /** Handlers follow it. */
  readonly notifies: boolean;
}

export class DriftScope {
  readonly #samePlaybook: boolean;
  readonly #moved: readonly Resource[];
  readonly #marks: ReadonlyMap<string, PathMark>;
  readonly #realPath: RealPath;

  constructor({ marker, paths, snaps }: Comparison, digest: string, realPath: RealPath) {
    this.#samePlaybook = marker?.digest === digest;
    this.#moved = [...paths.map(({ path }) => path), ...snaps.map(({ snap }) => currentOf(snap))].map(pathResource);
    this.#marks = marker?.paths ?? new Map();
    this.#realPath = realPath;
  }

  /** What a playbook runs in every apply, and handlers that an earlier run left behind, are those that were applied. */
  get isApplied(): boolean {
    return this.#samePlaybook;
  }

  placeOf({ reads, changes, assumed, notifies }: ScopedItem): Place {
    const hasMoved = this.#hasMoved(reads);
    if (hasMoved && this.#samePlaybook) return 'drift';
    if (hasMoved && !notifies && !assumed && restores(changes, this.#marks)) return 'drift';
    const onlyRuns = changes.every(({ converges }) => converges === 'once');
    if (onlyRuns && (changes.length > 0 || assumed)) return 'run';
    return this.#samePlaybook ? 'drift' : 'playbook';
  }

  #hasMoved(reads: readonly Resource[]): boolean {
    const named = reads.filter(({ kind }) => kind !== 'any');
    return named.length > 0 && this.#moved.length > 0 && mayBeStale(named, this.#moved, this.#realPath);
  }
}
