import type { RefusalCode } from '../domain/event.ts';
import type { Intent } from '../domain/intent.ts';
import type { Learned, PlannedHost, PlayPlan, TaskPlan } from '../domain/run-plan.ts';
import type { Around } from './around.ts';
import { LookMeetings, queuing } from './batch-meetings.ts';
import { type Refusal, mayBegin, twins } from './begin.ts';
import { Budget, type Stop, isBad } from './budget.ts';
import { Delegates } from './delegates.ts';
import { watchMarker } from './drift/marker-watch.ts';
import { Guards } from './guards.ts';
import { clearsErrors } from './host-plan.ts';
import { HostRun } from './host-run.ts';
import { HostWork } from './host-work.ts';
import type { SharedResult } from './meeting.ts';
import type { RunPorts, RunRequest } from './ports.ts';
import { Rendezvous } from './rendezvous.ts';
import { runStarted } from './run-started.ts';
import { Slots, Turns, allEnded } from './schedule.ts';
import { managedElsewhere, wrongRoles } from './standing.ts';
import { Stepping } from './stepping.ts';

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
  readonly #delegates: Delegates;
  readonly #slots: Slots;
  readonly #looking: LookMeetings;
  readonly #stepping: Stepping;
  /** Hosts whose failures a task cleared: they take part again from the next play on. */
  readonly #cleared = new Set<HostRun>();
  readonly #budget = new Budget();
  /** Hosts with something to do that may be begun. */
  #working: ReadonlySet<HostRun> = new Set();
  /** Hosts whose last play was begun. */
  readonly #ended = new Set<HostRun>();
  #stopped: Stop | null = null;
  /** All hosts were looked at. */
  #isLooked = false;

  constructor(request: RunRequest, ports: RunPorts) {
    this.#request = request;
    this.#ports = ports;
    const { plan, binder, options, mode } = request;
    this.#guards = new Guards(plan, ports, options);
    this.#delegates = new Delegates(plan, ports, options);
    this.#slots = new Slots(options.forks);
    this.#looking = new LookMeetings(plan.plays, { outside: (wait) => this.#slots.outside(wait) });
    this.#stepping = new Stepping(mode === 'apply' ? options.confirmTask : undefined);
    this.#runs = new Map(
      plan.hosts.map((planned) => [planned.host.name, new HostRun(this.#workOn(planned), plan, binder, ports, mode)]),
    );
  }

  /** Where the whole playbook is looked at or performed, hosts keep a marker of it. */
  #workOn(planned: PlannedHost): HostWork {
    const { plan, options, mode } = this.#request;
    const work = new HostWork(planned, this.#ports, options, plan.digest);
    if (options.whole === true && mode !== 'plan') work.marks = watchMarker(plan);
    work.around = this.#around;
    return work;
  }

  readonly #around: Around = {
    learnedOf: (host) => this.#learnedOf(host),
    gone: () =>
      new Set(
        [...this.#runs.values()].filter(({ state, seen }) => state !== 'fit' || seen.isOut).map(({ name }) => name),
      ),
    machine: (name) => this.#machine(name),
    disturbAll: () => {
      for (const { work } of this.#runs.values()) work.disturb([{ kind: 'any' }]);
    },
    clearErrors: (index) => {
      const hosts = new Set(this.#request.plan.plays[index]?.hosts);
      const failed = [...this.#runs.values()].filter((run) => hosts.has(run.name) && run.state === 'failed');
      for (const run of failed) this.#cleared.add(run);
    },
    clearPlanned: (index) => {
      for (const run of this.#runs.values()) run.clearPlanned(index);
    },
  };

  /** While hosts are looked at side by side, what one of them will have learned may not be known yet. */
  #learnedOf(host: string): Learned | undefined {
    const learned = this.#machine(host)?.learned;
    const run = this.#runs.get(host);
    if (learned === undefined || run === undefined || run.hasLooked || this.#isLooked) return learned;
    const plays = this.#request.plan.plays.filter(({ hosts }) => hosts.includes(host));
    const toCome = plays.flatMap(({ tasks, handlers }) => [...tasks, ...handlers]).flatMap(({ sets }) => sets);
    return {
      ...learned,
      pending: new Set([...learned.pending, ...toCome.filter((name) => !learned.values.has(name))]),
    };
  }

  #machine(name: string): HostWork | null {
    return this.#runs.get(name)?.work ?? this.#delegates.works.get(name) ?? null;
  }

  async close(): Promise<void> {
    await Promise.all([
      this.#guards.close(),
      this.#delegates.close(),
      ...[...this.#runs.values()].map(({ work }) => work.close()),
    ]);
  }

  async go(): Promise<RunEnd> {
    const { plan, mode } = this.#request;
    this.#started();
    const runs = [...this.#runs.values()];
    await this.#delegates.reach();
    await this.#inSlots(runs, async (run) => {
      try {
        if (!this.#ports.stop.aborted) await this.#lookAt(run);
      } finally {
        this.#looking.leave(run.name);
      }
    });
    this.#isLooked = true;
    for (const run of runs) run.seen.settle();
    if (this.#ports.stop.aborted) return this.#end();
    const same = twins([...runs.map(({ work }) => work), ...this.#delegates.works.values()]);
    if (same !== null) return this.#refuse(same);
    const unfit = this.#unfit(runs);
    if (unfit !== null) return this.#refuse(unfit);
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
    const refusal = await mayBegin(
      this.#request,
      runs,
      { guards: this.#guards, delegates: this.#delegates },
      this.#ports,
    );
    if (refusal === null) return this.#perform();
    this.#tellFailed();
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
      await run.look((play) => this.#looking.enter(run.name, play));
      if (comparing) await run.findCauses();
    }
    if (mode === 'drift') await run.leave();
  }

  /** Hosts that are not what the inventory says, or that are not ours alone. */
  #unfit(runs: readonly HostRun[]): Refusal | null {
    const { hosts } = this.#request.options;
    if (hosts === undefined) return null;
    const works = runs.map(({ work }) => work);
    return wrongRoles(works) ?? (hosts.managed === 'refuse' ? managedElsewhere(works) : null);
  }

  async #inSlots<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
    await allEnded(items.map((item) => this.#slots.hold(() => work(item))));
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
        if (this.#endsFor(play, hosts)) break;
      }
    }
  }

  /** Whether `end_play` leaves out the batches behind this one; a host that was only looked at says it, too. */
  #endsFor({ index }: PlayPlan, batch: readonly string[]): boolean {
    const runs = batch.flatMap((name) => this.#runs.get(name) ?? []);
    return runs.some((run) => run.work[this.#working.has(run) ? 'endedPlays' : 'seenToEnd'].has(index));
  }

  /** Why a host that was not begun would fail, also where that is in a play that the run did not come to. */
  #tellFailed(): void {
    const failed = [...this.#runs.values()].filter((run) => run.seen.failed && !this.#working.has(run));
    for (const play of this.#request.plan.plays) for (const { seen } of failed) seen.tell(play);
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
        if (this.#endsFor(play, batch)) break;
      }
      for (const run of this.#cleared) run.state = 'fit';
      this.#cleared.clear();
    }
    this.#tellFailed();
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
    const able = runs.filter((run) => run.state === 'fit' && this.#working.has(run));
    const rendezvous = this.#rendezvous(play, able);
    await allEnded(
      able.map((run) =>
        this.#inTurn(run, async () => {
          rendezvous.join(run.name);
          try {
            await this.#slots.hold(() => this.#performHost(run, { play, batch: runs, rendezvous }));
          } finally {
            rendezvous.leave(run.name);
          }
        }),
      ),
    );
    this.#stopped ??= this.#failedForAll(rendezvous);
    this.#budget.close(runs);
  }

  #rendezvous(play: PlayPlan, able: readonly HostRun[]): Rendezvous {
    const todo = new Set(able.flatMap(({ seen }) => [...seen.taskIds]));
    return new Rendezvous(
      play,
      able.map(({ name }) => name),
      queuing(able),
      {
        outside: (wait) => this.#slots.outside(wait),
        known: (task) => this.#knownFrom(play, task, able),
        asksAbout: ({ id, kind }) => this.#stepping.isOn && kind === 'task' && todo.has(id),
        allows: ({ name }) => this.#stepping.ask(name),
      },
    );
  }

  /** What a host without work found of a task for all of its batch, when it was looked at. */
  #knownFrom(play: PlayPlan, task: TaskPlan, able: readonly HostRun[]): SharedResult | undefined {
    const [first] = able;
    const shared = first === undefined ? undefined : this.#looking.of(first.name, play)?.sharedOf(task);
    return shared === undefined || able.some(({ name }) => name === shared.by) ? undefined : shared.result;
  }

  #failedForAll({ failedForAll }: Rendezvous): Stop | null {
    const [failed] = failedForAll.filter((name) => this.#runs.get(name)?.state !== 'fit');
    return failed === undefined
      ? null
      : { because: `${failed} failed a task that runs once for all hosts`, atOnce: false };
  }

  /** Control planes of one cluster go one at a time, whatever `serial` says. */
  async #inTurn(run: HostRun, work: () => Promise<void>): Promise<void> {
    const { controlPlane, cluster } = run.work.planned;
    await (controlPlane ? this.#turns.take(cluster, work) : work());
  }

  async #performHost(
    run: HostRun,
    {
      play,
      batch,
      rendezvous,
    }: { readonly play: PlayPlan; readonly batch: readonly HostRun[]; readonly rendezvous: Rendezvous },
  ): Promise<void> {
    if (this.#halted()) return;
    if (this.#lastPlayOf(run) === play) this.#ended.add(run);
    const { controlPlane, cluster } = run.work.planned;
    await run.perform(play, {
      meetings: rendezvous.of(run.name),
      halted: () => this.#ports.stop.aborted || this.#stopped?.atOnce === true,
      settle: () => {
        if (!controlPlane || this.#settled.has(cluster)) return false;
        this.#settled.add(cluster);
        return true;
      },
    });
    const mayComeBack = run.state === 'failed' && this.#clearsFrom(play);
    if (!mayComeBack && (run.state !== 'fit' || this.#lastPlayOf(run) === play)) run.finish(false);
    if (run.state === 'moved' && controlPlane)
      this.#stopped ??= { because: `a control plane moved since it was planned: ${run.name}`, atOnce: false };
    if ((isBad(run) || run.state === 'lost') && controlPlane)
      this.#stopped ??= { because: `a control plane failed: ${run.name}`, atOnce: false };
    this.#stopped ??= this.#budget.judge(play, batch);
  }

  /** Whether failures may be cleared in this play or a later one. */
  #clearsFrom({ index }: PlayPlan): boolean {
    return this.#request.plan.plays.some((play) => play.index >= index && clearsErrors(play));
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
