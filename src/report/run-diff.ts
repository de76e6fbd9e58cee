import { isResult } from '../domain/event.ts';
import type { HostOutcome, RunEvent } from '../domain/event.ts';
import type { RecordedRun } from '../domain/history.ts';

/** One thing that was otherwise on one host; null: it was not there. */
export interface Difference {
  readonly host: string;
  /** What was changed or failed; null: the host as a whole. */
  readonly target: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

/** What ended otherwise in the second of two runs, host by host: first the hosts, then what was changed on them. */
export function runDiff(
  before: { readonly run: RecordedRun; readonly events: readonly RunEvent[] },
  after: { readonly run: RecordedRun; readonly events: readonly RunEvent[] },
): readonly Difference[] {
  const [was, is] = [before.run.summary?.hosts ?? {}, after.run.summary?.hosts ?? {}];
  const hosts = [...new Set([...Object.keys(was), ...Object.keys(is)])].map((host) => difference(host, null, was, is));
  const [did, does] = [targetsOf(before.events), targetsOf(after.events)];
  const targets = [...new Set([...did.keys(), ...does.keys()])].map((key) => {
    const { host, target } = did.get(key) ?? does.get(key) ?? { host: '', target: '' };
    return { host, target, before: did.get(key)?.word ?? null, after: does.get(key)?.word ?? null };
  });
  return [...hosts, ...targets].filter((one) => one.before !== one.after);
}

const difference = (
  host: string,
  target: string | null,
  was: Readonly<Record<string, HostOutcome>>,
  is: Readonly<Record<string, HostOutcome>>,
): Difference => ({ host, target, before: was[host] ?? null, after: is[host] ?? null });

interface Target {
  readonly host: string;
  readonly target: string;
  readonly word: string;
}

/** What was changed, would have been, or failed; of several results for one target the worst. */
function targetsOf(events: readonly RunEvent[]): ReadonlyMap<string, Target> {
  const found = new Map<string, Target>();
  for (const event of events) {
    if (!isResult(event) || !['changed', 'drifted', 'failed'].includes(event.status)) continue;
    const targets = event.changes.length === 0 ? [event.task] : event.changes.map(({ target }) => target);
    for (const target of targets) {
      const key = JSON.stringify([event.host, target]);
      if (found.get(key)?.word !== 'failed') found.set(key, { host: event.host, target, word: event.status });
    }
  }
  return found;
}
