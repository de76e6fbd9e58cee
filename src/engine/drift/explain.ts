import type { ExplainedDrift, LastGoodRun } from '../../domain/drift.ts';
import type { ControlId } from '../../domain/module.ts';
import type { Resource } from '../../domain/resource.ts';
import type { Evidence } from './evidence.ts';
import type { MovedPath, MovedSnap } from './path-mark.ts';

/** An item of the playbook that is not as wanted, and what its question reads on the host. */
export interface DriftedItem {
  readonly taskId: string;
  readonly item: string | null;
  readonly controls: readonly ControlId[];
  readonly reads: readonly Resource[];
}

/** What was found on one host. */
export interface FoundDrift {
  /** Of the marker; null: there is none. */
  readonly since: LastGoodRun | null;
  /** The marker is of another playbook text, or of other variables. */
  readonly playbookChanged: boolean;
  readonly paths: readonly MovedPath[];
  readonly snaps: readonly MovedSnap[];
  readonly drifted: readonly DriftedItem[];
  /** The controller's clock when the evidence was asked for, in milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Why it is so: one a cause, the worst class first. Every path and snap that moved and every drifted item is in exactly
 * one of them. `evidence` is null where the host could not be asked, which makes causes unknown.
 */
export function explain(found: FoundDrift, _evidence: Evidence | null): readonly ExplainedDrift[] {
  if (found.paths.length + found.snaps.length + found.drifted.length === 0) return [];
  return [
    {
      class: 'unknown',
      cause: { kind: 'unknown', why: 'the host was not asked' },
      moved: [
        ...found.snaps.map(({ snap }) => ({ what: `snap ${snap}`, before: null, after: null })),
        ...found.paths.map(({ path }) => ({ what: path, before: null, after: null })),
      ],
      items: found.drifted.map(({ taskId, item }) => ({ taskId, item })),
      controls: [...new Set(found.drifted.flatMap(({ controls }) => controls))],
    },
  ];
}
