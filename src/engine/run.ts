import type { RefusalCode } from '../domain/event.ts';
import type { Intent } from '../domain/intent.ts';
import type { PlannedHost, PlayPlan } from '../domain/run-plan.ts';
import { type Refusal, mayBegin, twins } from './begin.ts';
import { Budget, type Stop, isBad } from './budget.ts';
import { watchMarker } from './drift/marker-watch.ts';
import { Guards } from './guards.ts';
import { HostRun } from './host-run.ts';
import { HostWork } from './host-work.ts';
import type { RunPorts, RunRequest } from './ports.ts';
import { runStarted } from './run-started.ts';
import { Turns, forEachHost } from './schedule.ts';

/** What the recap cannot read from the events of single hosts. */
export interface RunEnd {
  readonly refused: RefusalCode | null;
  readonly interrupted: boolean;
  /** What each host needs that a plan looked at to the end: for a plan file. */
  readonly intents?: ReadonlyMap<string, readonly Intent[]>;
}

/**
 * reach all -> plan all -> ask the operator -> perform play by play, batch by batch. Nothing is written before every
 * host of the selection was reached and planned, on the connections that then perform.
 */
export async function runPlaybook(request: RunRequest, ports: RunPorts): Promise<RunEnd> {
  const run = new Run(request, ports);
  try {
    return await run.go();
  } finally {
    await run.close();
  }
}

class Run {
  readonly #request: RunRequest;
  readonly #ports: RunPorts;
  readonly #runs: ReadonlyMap<string, HostRun>;
  /** Clusters of which one control plane has outlasted k8sd's drift controller in this run. */
  readonly #settled = new Set<string>();
  readonly #turns = new Turns();
  readonly #guards: Guards;
  readonly #budget = new Budget();
  /** Hosts with something to do that may be begun. */
  #working: ReadonlySet<HostRun> = new Set();
  /** Hosts whose last play was begun. */
  readonly #ended = new Set<HostRun>();
  #stopped: Stop | null = null;

  constructor(request: RunRequest, ports: RunPorts) {
    this.#request = request;
    this.#ports = ports;
    const { plan, binder, options, mode } = request;
    this.#guards = new Guards(plan, ports, options);
    this.#runs = new Map(
      plan.hosts.map((planned) => [planned.host.name, new HostRun(this.#workOn(planned), plan, binder, ports, mode)]),
    );
  }

  /** Where the whole playbook is looked at or performed, hosts keep a marker of it. */
  #workOn(planned: PlannedHost): HostWork {
    const { plan, options, mode } = this.#request;
    const work = new HostWork(planned, this.#ports, options, plan.digest);
    if (options.whole === true && mode !== 'plan') work.marks = watchMarker(plan);
    return work;
  }

  async close(): Promise<void> {
    await Promise.all([this.#guards.close(), ...[...this.#runs.values()].map(({ work }) => work.close())]);
  }

  async go(): Promise<RunEnd> {
    const { plan, options, mode } = this.#request;
    this.#started();
    const runs = [...this.#runs.values()];
    await forEachHost(runs, options.forks, async (run) => {
      if (!this.#ports.stop.aborted) await this.#lookAt(run);
    });
    if (this.#ports.stop.aborted) return this.#end();
    const same = twins(runs);
    if (same !== null) return this.#refuse(same);
    if (mode === 'apply') for (const run of runs) run.tellCauses();
    this.#planFinished();
    for (const run of runs) run.tellMisfit();
    for (const run of runs) run.seen.tellUnknownPending();
    if (mode === 'drift') {
      this.#tellAll(plan.plays);
      for (const run of runs) run.tellCauses();
      for (const run of runs) run.finish(false);
      return this.#end();
    }
    if (mode === 'plan') {
      this.#tellAll(plan.plays);
      return { ...this.#end(), intents: this.#intents(runs) };
    }
    const refusal = await mayBegin(this.#request, runs, this.#guards, this.#ports);
    if (refusal === null) return this.#perform();
    for (const play of plan.plays) for (const run of runs) if (run.seen.failed) run.seen.tell(play);
    const end = refusal === 'interrupted' ? this.#end() : this.#refuse(refusal);
    for (const run of runs) run.finish(false);
    return end;
  }

  /** Where drift is looked for, everything is looked at only if the marker is not enough. */
  async #lookAt(run: HostRun): Promise<void> {
    const { mode, options } = this.#request;
    const comparing = mode === 'drift' || options.onlyDrifted === true;
    await run.reach();
    if (run.state === 'fit' && (!comparing || (await run.compare()))) {
      await run.look();
      if (comparing) await run.findCauses();
    }
    if (mode === 'drift') await run.leave();
  }

  #started(): void {
    this.#ports.emit(runStarted(this.#request));
  }

  #planFinished(): void {
    const reached = [...this.#runs.values()].filter(({ planned, state }) => planned && state !== 'moved');
    const changes = Object.fromEntries(reached.map((run) => [run.name, run.seen.changes]));
    this.#ports.emit({ type: 'plan-finished', changes, drift: reached.flatMap(({ seen }) => seen.news) });
  }

  #intents(runs: readonly HostRun[]): ReadonlyMap<string, readonly Intent[]> {
    const looked = runs.filter(({ planned, state }) => planned && state === 'fit');
    return new Map(looked.map(({ name, seen }) => [name, seen.intents]));
  }

  #tellAll(plays: readonly PlayPlan[]): void {
    for (const play of plays) {
      if (play.hosts.length === 0) continue;
      this.#ports.emit({ type: 'play-started', play: play.name, hosts: play.hosts });
      for (const hosts of play.batches) {
        this.#ports.emit({ type: 'batch-started', play: play.name, hosts });
        for (const name of hosts) this.#runs.get(name)?.seen.tell(play);
      }
    }
  }

  #refuse(refusal: Refusal): RunEnd {
    this.#ports.emit({ type: 'run-refused', ...refusal });
    return { refused: refusal.code, interrupted: false };
  }

  #end(): RunEnd {
    return { refused: null, interrupted: this.#ports.stop.aborted };
  }

  async #perform(): Promise<RunEnd> {
    const withWork = [...this.#runs.values()].filter(({ hasWork }) => hasWork);
    const held = this.#held(withWork);
    this.#working = new Set(withWork.filter((run) => !held.has(run)));
    await Promise.all([...this.#working].map((run) => run.startOver()));
    for (const play of this.#request.plan.plays) {
      if (play.hosts.length === 0) continue;
      if (this.#halted()) break;
      this.#ports.emit({ type: 'play-started', play: play.name, hosts: play.hosts });
      for (const batch of play.batches) {
        if (this.#halted()) break;
        await this.#performBatch(play, batch);
      }
    }
    this.#tellStopped(held);
    for (const run of this.#runs.values()) run.finish(this.#halted());
    return this.#end();
  }

  /** Control planes beside one that cannot be begun: while one is not as wanted, no other one is disrupted. */
  #held(withWork: readonly HostRun[]): ReadonlyMap<HostRun, string> {
    const sick = [...this.#runs.values()]
      .filter(({ work }) => work.planned.controlPlane)
      .filter((run) => run.seen.failed || run.work.unlockable !== null || (run.misfit !== null && run.seen.hasWork));
    const why = (run: HostRun): string[] =>
      sick
        .filter(({ work }) => run.work.planned.controlPlane && work.planned.cluster === run.work.planned.cluster)
        .map(
          ({ name, seen, misfit }) =>
            `control plane ${name} ${misfit !== null ? 'moved since it was planned' : seen.failed ? 'failed its plan' : 'cannot be locked'}`,
        );
    return new Map(
      withWork
        .filter((run) => !sick.includes(run))
        .flatMap((run) =>
          why(run)
            .slice(0, 1)
            .map((because) => [run, because] as const),
        ),
    );
  }

  #halted(): boolean {
    return this.#stopped !== null || this.#ports.stop.aborted;
  }

  async #performBatch(play: PlayPlan, batch: readonly string[]): Promise<void> {
    this.#ports.emit({ type: 'batch-started', play: play.name, hosts: batch });
    const runs = batch.flatMap((name) => this.#runs.get(name) ?? []);
    for (const run of runs) if (run.planned && !this.#working.has(run)) run.seen.tell(play);
    this.#stopped ??= this.#budget.judge(play, runs);
    await forEachHost(
      runs.filter((run) => run.state === 'fit' && this.#working.has(run)),
      this.#request.options.forks,
      (run) => this.#inTurn(run, () => this.#performHost(run, play, runs)),
    );
    this.#budget.close(runs);
  }

  /** Control planes of one cluster go one at a time, whatever `serial` says. */
  async #inTurn(run: HostRun, work: () => Promise<void>): Promise<void> {
    const { controlPlane, cluster } = run.work.planned;
    await (controlPlane ? this.#turns.take(cluster, work) : work());
  }

  async #performHost(run: HostRun, play: PlayPlan, batch: readonly HostRun[]): Promise<void> {
    if (this.#halted()) return;
    if (this.#lastPlayOf(run) === play) this.#ended.add(run);
    const { controlPlane, cluster } = run.work.planned;
    await run.perform(play, {
      halted: () => this.#ports.stop.aborted || this.#stopped?.atOnce === true,
      settle: () => {
        if (!controlPlane || this.#settled.has(cluster)) return false;
        this.#settled.add(cluster);
        return true;
      },
    });
    if (run.state !== 'fit' || this.#lastPlayOf(run) === play) run.finish(false);
    if (run.state === 'moved' && controlPlane)
      this.#stopped ??= { because: `a control plane moved since it was planned: ${run.name}`, atOnce: false };
    if (isBad(run) && controlPlane) this.#stopped ??= { because: `a control plane failed: ${run.name}`, atOnce: false };
    this.#stopped ??= this.#budget.judge(play, batch);
  }

  #lastPlayOf(run: HostRun): PlayPlan | undefined {
    return this.#request.plan.plays.findLast(({ hosts }) => hosts.includes(run.name));
  }

  #tellStopped(held: ReadonlyMap<HostRun, string>): void {
    const interrupted = this.#ports.stop.aborted ? 'interrupted' : null;
    const because = this.#stopped?.because ?? interrupted ?? [...held.values()][0];
    if (because === undefined) return;
    const waiting = [...this.#working].filter((run) => run.state === 'fit' && !this.#ended.has(run));
    const notBegun = [...this.#runs.values()].filter((run) => held.has(run) || waiting.includes(run));
    this.#ports.emit({ type: 'run-stopped', because, notBegun: notBegun.map(({ name }) => name) });
  }
}
