import type { LastGoodRun } from '../../domain/drift.ts';
import type { ControlId } from '../../domain/module.ts';
import type { Resource } from '../../domain/resource.ts';
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

/** Whether the item reads the path: itself, a folder that it is in, or the live value behind a sysctl. */
export const readsPath = ({ reads }: DriftedItem, path: string): boolean =>
  reads.some((resource) => {
    if (resource.kind === 'path') return path === resource.path || path.startsWith(`${resource.path}/`);
    return resource.kind === 'sysctl' && path === `/proc/sys/${resource.name.replaceAll('.', '/')}`;
  });
