import { ConnectError } from '../domain/errors.ts';
import type { RefusalCode } from '../domain/event.ts';
import type { PlayPlan } from '../domain/run-plan.ts';
import { Guards } from './guards.ts';
import { HostRun } from './host-run.ts';
import { HostWork } from './host-work.ts';
import { lockAll } from './locks.ts';
import type { RunPorts, RunRequest } from './ports.ts';
import { Turns, forEachHost } from './schedule.ts';

/** What the recap cannot read from the events of single hosts. */
export interface RunEnd {
  readonly refused: RefusalCode | null;
  readonly interrupted: boolean;
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
  #stopped: string | null = null;

  constructor(request: RunRequest, ports: RunPorts) {
    this.#request = request;
    this.#ports = ports;
    const { plan, binder, options } = request;
    this.#guards = new Guards(plan, ports, options);
    this.#runs = new Map(
      plan.hosts.map((planned) => [
        planned.host.name,
        new HostRun(new HostWork(planned, ports, options, plan.digest), plan, binder, ports),
      ]),
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.#guards.close(), ...[...this.#runs.values()].map(({ work }) => work.close())]);
  }

  async go(): Promise<RunEnd> {
    const { plan, options, mode } = this.#request;
    this.#started();
    await forEachHost([...this.#runs.values()], options.forks, async (run) => {
      if (this.#ports.stop.aborted) return;
      await run.reach();
      if (run.state === 'fit') await run.look();
    });
    if (this.#ports.stop.aborted) return this.#end();
    const twins = this.#twins();
    if (twins !== null)
      return this.#refuse(
        'same-machine',
        twins,
        `${twins} is the same machine as another host of the inventory (same machine-id)`,
        'give each machine one name in the inventory',
      );
    this.#planFinished();
    if (mode === 'plan') {
      this.#tellAll(plan.plays);
      return this.#end();
    }
    const kept = await this.#mayBegin();
    if (kept === null) return this.#perform();
    for (const run of this.#runs.values()) run.finish(false);
    return kept;
  }

  #started(): void {
    const { plan, options, mode } = this.#request;
    this.#ports.emit({
      type: 'run-started',
      schemaVersion: 1,
      run: options.run,
      mode,
      playbook: plan.playbook,
      plays: plan.plays.map(({ name, hosts }) => ({ name, hosts })),
      hosts: plan.hosts.map(({ host, cluster, controlPlane }) => ({ name: host.name, cluster, controlPlane })),
      notSelected: plan.notSelected,
    });
  }

  #planFinished(): void {
    const reached = [...this.#runs.values()].filter(({ planned }) => planned);
    const changes = Object.fromEntries(
      reached.map((run) => [run.name, run.drift.reduce((sum, event) => sum + event.changes.length, 0)]),
    );
    this.#ports.emit({ type: 'plan-finished', changes, drift: reached.flatMap(({ drift }) => drift) });
  }

  #tellAll(plays: readonly PlayPlan[]): void {
    for (const play of plays) {
      if (play.hosts.length === 0) continue;
      this.#ports.emit({ type: 'play-started', play: play.name, hosts: play.hosts });
      for (const hosts of play.batches) {
        this.#ports.emit({ type: 'batch-started', play: play.name, hosts });
        for (const name of hosts) this.#runs.get(name)?.tellPlanned(play);
      }
    }
  }

  /** Hosts with something to do. */
  #drifted(): readonly HostRun[] {
    return [...this.#runs.values()].filter((run) => run.state === 'fit' && run.drift.length > 0 && !run.planFailed);
  }

  async #mayBegin(): Promise<RunEnd | null> {
    const drifted = this.#drifted();
    if (drifted.length === 0) return null;
    const gone = this.#lostControlPlane();
    if (gone !== null) {
      return this.#refuse(
        'control-plane-unreachable',
        gone,
        `${gone} is unreachable: with a control plane in an unknown state no other one is touched`,
        'workers only: -l workers',
      );
    }
    const clusters = new Set(
      drifted.filter(({ work }) => work.planned.controlPlane).map(({ work }) => work.planned.cluster),
    );
    const guards = await this.#guards.reach(clusters);
    if (guards instanceof ConnectError) {
      return this.#refuse(
        'control-plane-unreachable',
        guards.host,
        `${guards.host} is unreachable: ${guards.message}. With a control plane in an unknown state no other one of its cluster is touched, though -l leaves it out`,
        'workers only: -l workers',
      );
    }
    if (!(await this.#request.options.confirm()))
      return this.#refuse('not-confirmed', null, 'nothing was changed', null);
    if (this.#ports.stop.aborted) return this.#end();
    const locked = [...this.#runs.values()].filter(
      (run) =>
        run.state === 'fit' &&
        (drifted.includes(run) || (run.work.planned.controlPlane && clusters.has(run.work.planned.cluster))),
    );
    const busy = await lockAll(
      [...locked.map(({ work }) => work), ...guards],
      this.#ports,
    );
    if (busy === null) return null;
    return this.#refuse(
      'busy',
      busy.host,
      `${busy.host} is locked by ${busy.holder}`,
      'wait for it: --lock-timeout 10m',
    );
  }

  /** A control plane that was not reached, of a cluster whose control planes a play with work touches. */
  #lostControlPlane(): string | null {
    const touched = new Set(this.#request.plan.plays.flatMap(({ hosts }) => hosts));
    const lost = [...this.#runs.values()].find(
      (run) => run.state === 'lost' && run.work.planned.controlPlane && touched.has(run.name),
    );
    return lost?.name ?? null;
  }

  /** A host that has the machine-id of another. */
  #twins(): string | null {
    const seen = new Set<string>();
    for (const { work } of this.#runs.values()) {
      const id = [...work.surveys.values()][0]?.machineId ?? '';
      if (id === '') continue;
      if (seen.has(id)) return work.name;
      seen.add(id);
    }
    return null;
  }

  #refuse(code: RefusalCode, host: string | null, message: string, hint: string | null): RunEnd {
    this.#ports.emit({ type: 'run-refused', code, host, message, hint });
    return { refused: code, interrupted: false };
  }

  #end(): RunEnd {
    return { refused: null, interrupted: this.#ports.stop.aborted };
  }

  async #perform(): Promise<RunEnd> {
    const { plan } = this.#request;
    const drifted = new Set(this.#drifted());
    for (const run of this.#runs.values()) {
      if (drifted.has(run)) run.startOver();
      else if (run.planFailed) run.state = 'failed';
    }
    const begun = new Set<string>();
    for (const play of plan.plays) {
      if (play.hosts.length === 0) continue;
      if (this.#halted()) break;
      this.#ports.emit({ type: 'play-started', play: play.name, hosts: play.hosts });
      for (const batch of play.batches) {
        if (this.#halted()) break;
        await this.#performBatch(play, batch, drifted, begun);
      }
    }
    this.#tellStopped(begun, drifted);
    for (const run of this.#runs.values()) run.finish(this.#halted());
    return this.#end();
  }

  #halted(): boolean {
    return this.#stopped !== null || this.#ports.stop.aborted;
  }

  async #performBatch(
    play: PlayPlan,
    batch: readonly string[],
    drifted: ReadonlySet<HostRun>,
    begun: Set<string>,
  ): Promise<void> {
    this.#ports.emit({ type: 'batch-started', play: play.name, hosts: batch });
    const runs = batch.flatMap((name) => this.#runs.get(name) ?? []);
    const fit = runs.filter(({ state }) => state === 'fit');
    for (const run of runs) if (run.planned && !drifted.has(run)) run.tellPlanned(play);
    await forEachHost(
      fit.filter((run) => drifted.has(run)),
      this.#request.options.forks,
      (run) => this.#inTurn(run, () => this.#performHost(run, play, begun)),
    );
    this.#judgeBatch(play, runs, fit);
  }

  /** Control planes of one cluster go one at a time, whatever `serial` says. */
  async #inTurn(run: HostRun, work: () => Promise<void>): Promise<void> {
    const { controlPlane, cluster } = run.work.planned;
    await (controlPlane ? this.#turns.take(cluster, work) : work());
  }

  async #performHost(run: HostRun, play: PlayPlan, begun: Set<string>): Promise<void> {
    if (this.#halted()) return;
    begun.add(run.name);
    const { controlPlane, cluster } = run.work.planned;
    await run.perform(play, () => {
      if (!controlPlane || this.#settled.has(cluster)) return false;
      this.#settled.add(cluster);
      return true;
    });
    const bad = run.state !== 'fit' && run.state !== 'stopped';
    if (run.state !== 'fit' || this.#lastPlayOf(run) === play) run.finish(false);
    if (bad && controlPlane) this.#stopped ??= `a control plane failed: ${run.name}`;
    if (bad && play.anyErrorsFatal) this.#stopped ??= `${run.name} failed and any_errors_fatal is set`;
  }

  #lastPlayOf(run: HostRun): PlayPlan | undefined {
    return this.#request.plan.plays.findLast(({ hosts }) => hosts.includes(run.name));
  }

  /** The failure budget of a batch: unreachable hosts count. */
  #judgeBatch(play: PlayPlan, runs: readonly HostRun[], fit: readonly HostRun[]): void {
    const bad = runs.filter(({ state }) => state !== 'fit' && state !== 'stopped').length;
    const failedNow = fit.some(({ state }) => state !== 'fit' && state !== 'stopped');
    const percent = (100 * bad) / Math.max(runs.length, 1);
    if (play.maxFailPercentage !== null && percent > play.maxFailPercentage) {
      this.#stopped ??= `${String(bad)} of ${String(runs.length)} hosts of the batch failed, more than max_fail_percentage ${String(play.maxFailPercentage)} allows`;
    } else if (failedNow && bad === runs.length && runs.length > 0) this.#stopped ??= 'every host of the batch failed';
  }

  #tellStopped(begun: ReadonlySet<string>, drifted: ReadonlySet<HostRun>): void {
    const notBegun = [...drifted].filter((run) => run.state === 'fit' && !begun.has(run.name)).map(({ name }) => name);
    if (this.#stopped !== null) this.#ports.emit({ type: 'run-stopped', because: this.#stopped, notBegun });
    else if (this.#ports.stop.aborted) this.#ports.emit({ type: 'run-stopped', because: 'interrupted', notBegun });
  }
}
