import { identityKey, rootOn } from '../domain/connection.ts';
import { ConnectError } from '../domain/errors.ts';
import type { HostOutcome } from '../domain/event.ts';
import type { RunPlan } from '../domain/run-plan.ts';
import { joinCommands, sh } from '../shell/sh.ts';
import { type Refusal, lock, notConfirmed } from './begin.ts';
import { hostLost } from './host-lost.ts';
import { Guards } from './guards.ts';
import type { Restarted } from './host-journal.ts';
import { HostWork } from './host-work.ts';
import type { Slot } from './slot.ts';
import type { RunOptions, RunPorts } from './ports.ts';
import { distinct, rollbackMessage, undo } from './rollback.ts';
import { rollbackLibrary } from './rollback-library.ts';
import type { RunEnd } from './run.ts';
import { lastWords } from './syslog.ts';
import { Turns, forEachHost } from './schedule.ts';

export interface RollbackRequest {
  readonly plan: RunPlan;
  /** The run to put back. */
  readonly undo: string;
  readonly options: RunOptions;
}

interface Found {
  readonly work: HostWork;
  /** Whether the host keeps a journal of that run at all. */
  readonly known: boolean;
  /** Entries of the journal that were not undone yet. */
  readonly entries: number;
  readonly restarted: readonly Restarted[];
}

/** `bulwark rollback RUN`: what a finished run changed is put back from the hosts' own journals, control planes one at a time. */
export async function runRollback(request: RollbackRequest, ports: RunPorts): Promise<RunEnd> {
  const works = request.plan.hosts.map((planned) => new HostWork(planned, ports, request.options, request.plan.digest));
  try {
    return await rollBack(request, works, ports);
  } finally {
    await Promise.all(works.map((work) => work.close()));
  }
}

async function rollBack(request: RollbackRequest, works: readonly HostWork[], ports: RunPorts): Promise<RunEnd> {
  const { plan, options } = request;
  const hosts = plan.hosts.map(({ host, cluster, controlPlane }) => ({ name: host.name, cluster, controlPlane }));
  ports.emit({
    type: 'run-started',
    schemaVersion: 1,
    run: options.run,
    mode: 'rollback',
    playbook: null,
    plays: [],
    hosts,
    notSelected: plan.notSelected,
  });
  const found = new Map<string, Found>();
  await forEachHost(works, options.forks, (work) =>
    guarded(work, ports, async () => void found.set(work.name, await look(request, work, ports))),
  );
  ports.emit({
    type: 'plan-finished',
    changes: Object.fromEntries([...found].map(([name, { entries }]) => [name, entries])),
    drift: [],
  });
  const todo = [...found.values()].filter(({ entries }) => entries > 0);
  const untouched = works.filter((work) => found.has(work.name) && !todo.some((one) => one.work === work));
  for (const work of untouched) finish(work, ports, 'untouched', 0);
  if (found.size > 0 && [...found.values()].every(({ known }) => !known)) return refuse(unknownRun(request), ports);
  if (todo.length === 0) return { refused: null, interrupted: ports.stop.aborted };
  const guards = new Guards(plan, ports, options);
  try {
    const refused = await mayBegin(
      request,
      todo,
      { looked: works.filter(({ name }) => found.has(name)), guards },
      ports,
    );
    if (refused !== null) return refuse(refused, ports);
    await putBackAll(request, todo, ports);
    return { refused: null, interrupted: ports.stop.aborted };
  } finally {
    await guards.close();
  }
}

const unknownRun = ({ undo: run }: RollbackRequest): Refusal => ({
  code: 'unknown-run',
  host: null,
  message: `no host keeps a journal of run ${run}`,
  hint: 'a host remembers its last 20 runs, for 90 days at most: sudo ls /var/lib/bulwark/runs',
});

/**
 * Locks what is put back and, as an apply does, all control planes of the clusters that are touched; of these only
 * those that can be reached, since a rollback is often there to bring one back.
 */
async function mayBegin(
  { options }: RollbackRequest,
  todo: readonly Found[],
  { looked, guards }: { readonly looked: readonly HostWork[]; readonly guards: Guards },
  ports: RunPorts,
): Promise<Refusal | null> {
  if (!(await options.confirm())) return notConfirmed;
  const clusters = new Set(
    todo.filter(({ work }) => work.planned.controlPlane).map(({ work }) => work.planned.cluster),
  );
  const beside = looked.filter(({ planned }) => planned.controlPlane && clusters.has(planned.cluster));
  await guards.reach(clusters);
  return lock([...new Set([...todo.map(({ work }) => work), ...beside, ...guards.reached])], ports);
}

function refuse(refusal: Refusal, ports: RunPorts): RunEnd {
  ports.emit({ type: 'run-refused', ...refusal });
  return { refused: refusal.code, interrupted: false };
}

async function putBackAll(request: RollbackRequest, todo: readonly Found[], ports: RunPorts): Promise<void> {
  const turns = new Turns();
  const failed = new Set<string>();
  await forEachHost(todo, request.options.forks, async (one) => {
    const { cluster, controlPlane } = one.work.planned;
    const work = async (): Promise<void> => {
      if (ports.stop.aborted || (controlPlane && failed.has(cluster))) return finish(one.work, ports, 'untouched', 0);
      await guarded(one.work, ports, async () => {
        if (!(await putBack(request, one, ports)) && controlPlane) failed.add(cluster);
      });
    };
    await (controlPlane ? turns.take(cluster, work) : work());
  });
}

async function putBack(request: RollbackRequest, { work, restarted }: Found, ports: RunPorts): Promise<boolean> {
  const startedAt = ports.clock.now();
  const root = rootOn(work.connection.target);
  for (const { key, run } of work.surveys.get(identityKey(root))?.pending ?? [])
    if (run === request.undo) work.journal.wrotePending(root, key);
  const report = await undo(
    work,
    ports,
    root,
    restarted,
    // What is put back is no good state: nothing may take it for drift and do it again.
    {
      before: sh`bw_find ${request.undo} || exit 3
rm -rf -- "$B/state"
`,
    },
  );
  const { complete } = report;
  const took = ports.clock.now() - startedAt;
  const message = rollbackMessage(report);
  ports.emit({
    type: 'host-rolled-back',
    host: work.name,
    undone: report.undone,
    complete,
    healthy: report.healthy,
    message,
    took,
  });
  const outcome = complete && report.healthy ? 'put back' : 'not put back whole';
  if (report.undone > 0)
    work.lastWords = lastWords(work, { what: `rollback of ${request.undo}`, changes: report.undone, outcome });
  finish(work, ports, complete && report.healthy ? 'changed' : 'failed', took);
  return complete && report.healthy;
}

async function look(request: RollbackRequest, work: HostWork, ports: RunPorts): Promise<Found> {
  const startedAt = ports.clock.now();
  await work.connect();
  ports.emit({ type: 'host-connected', host: work.name, took: ports.clock.now() - startedAt });
  let entries = 0;
  let known = false;
  const restarted: Restarted[] = [];
  const read: Slot = {
    command: sh`bw_find ${request.undo} >/dev/null || exit 0
printf 'known\n'
bw_restarts
for e in "$R"/*; do [ -f "$e/meta" ] && [ ! -e "$e/undone" ] && read -r kind < "$e/meta" && [ "$kind" != restart ] && printf 'entry\n'; done
:`,
    read: ({ stdout }) => {
      for (const line of stdout.toString('utf8').split('\n').filter(Boolean)) {
        if (line === 'known') known = true;
        else if (line === 'entry') entries += 1;
        else restarted.push(restartedUnit(line.split(' ')[0] ?? ''));
      }
    },
  };
  await work.exchange(rootOn(work.connection.target), [read], {
    prelude: joinCommands([work.journal.library, rollbackLibrary], sh``),
    timeout: work.options.commandTimeout,
  });
  return { work, known, entries, restarted: distinct(restarted) };
}

/** A service of the k8s snap has a gate: healthy within two minutes and stable for ten seconds (k8s-snap facts, section 7). */
function restartedUnit(unit: string): Restarted {
  const component = /^snap\.k8s\.(.+?)(?:\.service)?$/.exec(unit)?.[1];
  return { unit, gate: component === undefined ? null : { component, timeout: 120_000, stableFor: 10_000 } };
}

async function guarded(work: HostWork, ports: RunPorts, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    ports.emit(hostLost(work.name, error, false));
    finish(work, ports, 'unreachable', 0);
  }
}

const finish = (work: HostWork, ports: RunPorts, outcome: HostOutcome, took: number): void =>
  ports.emit({ type: 'host-finished', host: work.name, outcome, took });
