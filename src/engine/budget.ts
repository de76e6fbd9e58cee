import type { PlayPlan } from '../domain/run-plan.ts';
import type { HostRun } from './host-run.ts';

/** Why no further host is begun. `atOnce`: those at work stop at their next task boundary too. */
export interface Stop {
  readonly because: string;
  readonly atOnce: boolean;
}

export const isBad = ({ state, isLossIgnored }: HostRun): boolean =>
  state === 'lost' ? !isLossIgnored : state !== 'fit' && state !== 'stopped' && state !== 'moved';

/** The failure budgets of a run's batches. A host counts once: in the batch that it failed in, or first was to be in. */
export class Budget {
  readonly #counted = new Set<HostRun>();

  /** What the batch's failures so far mean for the run. Unreachable hosts count. */
  judge(play: PlayPlan, batch: readonly HostRun[]): Stop | null {
    const able = batch.filter((run) => !this.#counted.has(run));
    const bad = able.filter(isBad);
    const [first] = bad;
    if (first === undefined) return null;
    if (play.anyErrorsFatal || bad.some(({ work }) => work.isFatal))
      return { because: `${first.name} failed and any_errors_fatal is set`, atOnce: true };
    const allowed = play.maxFailPercentage;
    if (allowed !== null && (100 * bad.length) / able.length > allowed)
      return {
        because: `${String(bad.length)} of ${String(able.length)} hosts of the batch failed, more than max_fail_percentage ${String(allowed)} allows`,
        atOnce: true,
      };
    return batch.every(isBad) ? { because: 'every host of the batch failed', atOnce: false } : null;
  }

  /** The batch is over. */
  close(batch: readonly HostRun[]): void {
    for (const run of batch) if (isBad(run)) this.#counted.add(run);
  }
}
