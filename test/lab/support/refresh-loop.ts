import { z } from 'zod';

import { told } from './events.ts';
import { ask, bulwark, lab } from './lab.ts';
import type { BulwarkRun } from './lab.ts';

/** Refreshes of these hosts, one after the other, so many in all. */
export interface RefreshPlan {
  readonly hosts: readonly string[];
  readonly refreshes: number;
  /** Refreshes at once. */
  readonly atOnce: number;
  readonly log: (line: string) => void;
}

/** What goes on at once: refreshes, and these commands of Bulwark's, round and round. */
interface LoopPlan extends RefreshPlan {
  /** Words of commands; one of them repairs. */
  readonly commands: readonly (readonly string[])[];
  readonly repairs: readonly string[];
}

interface LoopReport {
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
  await refreshes(plan, async (host, done) => {
    await repaired.next();
    const mode = await ask(host, `stat -c %a ${kubeletUnit}`);
    if (mode !== '600') unrepaired.push(`${host}: mode ${mode}`);
    if (done % 10 === 0) plan.log(`${done} refreshes, ${runs.length} runs`);
  });
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

/**
 * Refreshes hosts that have the guard on them, and tells for how many milliseconds each new unit file was open to
 * others: from when snapd wrote it (its mtime) to when its mode was last changed (its ctime).
 */
export async function guardedRefreshes(plan: RefreshPlan): Promise<readonly number[]> {
  const exposed: number[] = [];
  await refreshes(plan, async (host, done) => {
    const times = await ask(
      host,
      `n=0; until [ "$(stat -c %a ${kubeletUnit})" = 600 ] || [ $n = 100 ]; do n=$((n + 1)); sleep 0.1; done
      [ $n -lt 100 ] && stat -c '%.3Y %.3Z' ${kubeletUnit} || echo 0 9999`,
    );
    const [written = 0, closed = 0] = times.split(' ').map(Number);
    exposed.push(Math.round((closed - written) * 1000));
    if (done % 10 === 0) plan.log(`${done} refreshes, the longest ${Math.max(...exposed)} ms`);
  });
  return exposed;
}

/** `check` follows each refresh and precedes the next one of the same host; other hosts do not wait for it. */
async function refreshes(plan: RefreshPlan, check: (host: string, done: number) => Promise<void>): Promise<void> {
  let begun = 0;
  let done = 0;
  await Promise.all(
    Array.from({ length: plan.atOnce }, async (_, at) => {
      const mine = plan.hosts.filter((__, index) => index % plan.atOnce === at);
      const checks: Promise<void>[] = [];
      for (let turn = 0; begun < plan.refreshes; turn += 1) {
        const host = mine[turn % mine.length] ?? '';
        begun += 1;
        await checks[turn - mine.length];
        await lab('refresh', host);
        done += 1;
        checks.push(check(host, done));
      }
      await Promise.all(checks);
    }),
  );
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
