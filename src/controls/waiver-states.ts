import type { UsedWaiver } from '../domain/assessment.ts';
import type { Baseline } from './baseline.ts';
import { isWell } from '../domain/control-status.ts';
import { isExpired, type Waiver } from './waiver.ts';

export interface StateScope {
  readonly hostsOf: (pattern: string) => readonly string[];
  /** The UTC day. */
  readonly today: string;
  /** The last assessment; null: there is none, and nobody knows what is needed. */
  readonly last: Baseline | null;
}

/** in-force: it covers what it names; whether that is needed is not known. */
export type WaiverState = UsedWaiver['state'] | 'in-force';

/** How an entry of the file stands: by the day, the inventory and what an assessment found. */
export function waiverState(waiver: Waiver, { hostsOf, today, last }: StateScope): WaiverState {
  if (isExpired(waiver, today)) return 'expired';
  const hosts = new Set(waiver.hosts.flatMap(hostsOf));
  const found = last?.statuses.get(waiver.control);
  const names = new Set([...hosts, ...waiver.hosts]);
  const isCluster = found !== undefined && [...found.keys()].some((name) => waiver.hosts.includes(name));
  if (hosts.size === 0 && !isCluster) return 'never-matching';
  if (last === null || found === undefined) return 'in-force';
  const statuses = [...found].flatMap(([name, status]) => (names.has(name) ? [status] : []));
  if (statuses.length === 0) return 'in-force';
  return statuses.every(isWell) ? 'unused' : 'used';
}
