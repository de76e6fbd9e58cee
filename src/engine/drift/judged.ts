import type { DriftCause, DriftClass } from '../../domain/drift.ts';
import type { Evidence, OwnWrite } from './evidence.ts';
import type { MovedSnap } from './path-mark.ts';
import type { SnapEvent } from './snap-events.ts';

export interface Judged {
  readonly class: DriftClass;
  readonly cause: DriftCause;
}

/** What causes on one host are judged by. */
export interface Case {
  readonly evidence: Evidence;
  readonly events: readonly SnapEvent[];
  readonly snapsMoved: ReadonlyMap<string, MovedSnap>;
  /** When the last good run ended, on the host's clock; null: there is none that we know of. */
  readonly since: number | null;
  /** Services that run with what a path says. */
  unitsOf(path: string): readonly string[];
}

export const unknown = (why: string, kind: DriftClass = 'unknown'): Judged => ({
  class: kind,
  cause: { kind: 'unknown', why },
});

export const byBulwark = ({ run, at }: OwnWrite): Judged => ({
  class: 'unexpected',
  cause: { kind: 'bulwark', run, at },
});

/** Whether the machine started after the last good run. */
export function rebooted({ evidence: { bootedAt }, since }: Case): Judged | null {
  if (bootedAt === null || since === null || bootedAt <= since) return null;
  return { class: 'unexpected', cause: { kind: 'reboot', at: bootedAt } };
}
