import { z } from 'zod';

import { told } from './events.ts';
import { ask, bulwark, lab } from './lab.ts';
import type { BulwarkRun } from './lab.ts';

/** What goes on at once: refreshes of these hosts, so many in all, and these commands of Bulwark's, round and round. */
export interface LoopPlan {
  readonly hosts: readonly string[];
  readonly refreshes: number;
  /** Refreshes at once. */
  readonly atOnce: number;
  /** Words of commands; one of them repairs. */
  readonly commands: readonly (readonly string[])[];
  readonly repairs: readonly string[];
  /** Instead of waiting for the next repair: what has to be so soon after a refresh. */
  readonly afterwards?: (host: string) => Promise<void>;
  readonly log: (line: string) => void;
}

export interface LoopReport {
  readonly refreshes: number;
  /** Runs of all commands. */
  readonly runs: number;
  /** Times that a run waited for snapd on a host, and the longest of them in milliseconds. */
  readonly waits: number;
  readonly longestWait: number;
  /** What a run said that it should not have. */
  readonly falseFailures: readonly string[];
  /** Hosts whose unit was not as wanted after the first repair that began after a refresh. */
  readonly unrepaired: readonly string[];
}

export const kubeletUnit = '/etc/systemd/system/snap.k8s.kubelet.service';

/** Refreshes hosts at random moments while Bulwark looks and repairs, and judges every run. */
export async function refreshLoop(plan: LoopPlan): Promise<LoopReport> {
  const runs: BulwarkRun[] = [];
  const unrepaired: string[] = [];
  const repaired = new Repairs();
  let over = false;
  const looking = (async () => {
    while (!over)
      for (const words of plan.commands) {
        const run = bulwark([...words, '--format', 'jsonl']);
        runs.push(await (words === plan.repairs ? repaired.during(run) : run));
      }
  })();
  let left = plan.refreshes;
  const refreshing = Array.from({ length: plan.atOnce }, async (_, at) => {
    const mine = plan.hosts.filter((__, index) => index % plan.atOnce === at);
    const checks: Promise<void>[] = [];
    for (let turn = 0; left > 0; turn += 1) {
      const host = mine[turn % mine.length] ?? '';
      if (turn >= mine.length) await checks[turn - mine.length];
      left -= 1;
      await lab('refresh', host);
      checks.push(
        (async () => {
          await (plan.afterwards?.(host) ?? repaired.next());
          const mode = await ask(host, `stat -c %a ${kubeletUnit}`);
          if (mode !== '600') unrepaired.push(`${host}: mode ${mode}`);
          if ((plan.refreshes - left) % 10 === 0) plan.log(`${plan.refreshes - left} refreshes, ${runs.length} runs`);
        })(),
      );
    }
    await Promise.all(checks);
  });
  await Promise.all(refreshing);
  over = true;
  await looking;
  const waits = runs.flatMap(waitsOf);
  return {
    refreshes: plan.refreshes,
    runs: runs.length,
    waits: waits.length,
    longestWait: Math.max(0, ...waits),
    falseFailures: runs.flatMap(falseFailure),
    unrepaired,
  };
}

/** Who waits for a repair waits for the next that begins, to its end. */
class Repairs {
  #waiting: (() => void)[] = [];

  async during<Run>(run: Promise<Run>): Promise<Run> {
    const mine = this.#waiting.splice(0);
    const ended = await run;
    for (const tell of mine) tell();
    return ended;
  }

  next(): Promise<void> {
    return new Promise((resume) => void this.#waiting.push(resume));
  }
}

const waitsOf = (run: BulwarkRun): readonly number[] =>
  run.events
    .filter(({ type, over }) => type === 'refresh-waited' && over === true)
    .map((event) => waited.parse(event).took);
const waited = z.object({ took: z.number() });

/** A failed task, a host that was lost, a run that stopped; or drift that no refresh makes. */
function falseFailure(run: BulwarkRun): readonly string[] {
  const bad = run.events.filter(({ type, status }) => badTypes.has(type) || status === 'failed');
  const strange = run.events
    .filter(({ type, status }) => type === 'task-finished' && (status === 'drifted' || status === 'changed'))
    .flatMap((event) => drift.parse(event).changes)
    .filter(({ target, diff }) => target !== kubeletUnit || diff.entries.some(({ before }) => before !== '0644'));
  if (bad.length + strange.length === 0 && [0, 3].includes(run.exit)) return [];
  return [[...bad, ...strange].map((event) => JSON.stringify(event)).join('\n') || told(run)];
}
const badTypes = new Set(['host-lost', 'run-stopped', 'run-refused', 'host-rolled-back']);
const drift = z.object({
  changes: z.array(
    z.object({
      target: z.string(),
      diff: z.object({ entries: z.array(z.object({ before: z.unknown() })) }),
    }),
  ),
});
