import type { HostRecap, Recap } from '../domain/event.ts';

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 130 | 143;

/**
 * What the process says to its caller: a pure function of the recap. 5, 8 and 7 stand alone, in this order, then an
 * interruption (the recap is not whole), then 2, 4 and 6, then 3 (only where drift was asked for, or an assessment
 * `found` something), then 0. 1 never comes from a recap; 7 comes from other places too, where a plan file is refused
 * before a host is contacted.
 */
export function exitCode(recap: Recap, options: { readonly driftIsNews: boolean; readonly found?: boolean }): ExitCode {
  if (recap.refused !== null && BAD_INPUT.has(recap.refused)) return 5;
  if (recap.refused === 'busy') return 8;
  if (recap.hosts.some(({ outcome }) => outcome === 'moved')) return 7;
  if (recap.interrupted !== null) return recap.interrupted === 'SIGINT' ? 130 : 143;
  const news = options.found === true || (options.driftIsNews && recap.hosts.some(isDrifted));
  return hostExit(recap) ?? (news ? 3 : 0);
}

/** The inventory or the command line does not fit the hosts. */
const BAD_INPUT: ReadonlySet<string> = new Set(['same-machine', 'wrong-role', 'managed-elsewhere', 'unknown-run']);

/** The run did what it was for; 3 is drift or findings. */
export const isSuccess = (exit: number): boolean => exit === 0 || exit === 3;

function hostExit(recap: Recap): ExitCode | null {
  const failed = recap.hosts.some(isFailed);
  const unreachable = recap.refused === 'control-plane-unreachable' || recap.hosts.some(isUnreachable);
  if (failed && unreachable) return 6;
  if (failed) return 2;
  return unreachable ? 4 : null;
}

const isUnreachable = (host: HostRecap): boolean =>
  host.outcome === 'unreachable' || (host.outcome === 'half-way' && host.unreachable > 0);

/** Rolled back is failed: what was wanted is not there. */
const isFailed = (host: HostRecap): boolean =>
  host.outcome === 'failed' ||
  host.outcome === 'rolled-back' ||
  (host.outcome === 'half-way' && host.unreachable === 0);

const isDrifted = (host: HostRecap): boolean => host.outcome === 'drifted' || host.drifted > 0;
