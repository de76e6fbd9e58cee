import type { Catalogue } from '../domain/control.ts';
import type { ControlGuard } from '../domain/control-guard.ts';
import { near } from '../domain/near.ts';
import { isExpired, type Waiver } from './waiver.ts';
import { compareClaim } from './weaker.ts';

export interface GuardScope {
  /** Hosts of the inventory that a pattern means; none for one that names nobody. */
  readonly hostsOf: (pattern: string) => readonly string[];
  /** The UTC day: 2026-11-22. */
  readonly today: string;
}

/** Holds playbooks against a catalogue, but for what waivers cover that are not over. */
export function controlGuard(
  { controls }: Pick<Catalogue, 'controls'>,
  waivers: readonly Waiver[],
  { hostsOf, today }: GuardScope,
): ControlGuard {
  const covered = new Map<string, Set<string>>();
  for (const { kind, control, hosts, expires } of waivers) {
    if (kind !== 'waiver' || isExpired({ expires }, today)) continue;
    const names = covered.get(control) ?? new Set();
    for (const host of hosts.flatMap(hostsOf)) names.add(host);
    covered.set(control, names);
  }
  return {
    find: (id) => controls.get(id) ?? null,
    near: (id) => near(id, controls.keys()),
    compare: compareClaim,
    isWaived: (control, host) => covered.get(control)?.has(host) ?? false,
  };
}
