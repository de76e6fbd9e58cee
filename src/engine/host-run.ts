import { ConnectError } from '../domain/errors.ts';
import { type HostOutcome, type RunEventBody, type TaskFinished, isResult } from '../domain/event.ts';
import type { PlayPlan, RunPlan, TaskBinder, TaskPlan } from '../domain/run-plan.ts';
import { leftBehind, runHandlers, settlePendingRecords } from './handlers.ts';
import type { HostWork } from './host-work.ts';
import type { RunPorts } from './ports.ts';
import { Preparation } from './prepare.ts';
import { rollbackHost, rollbackMessage } from './rollback.ts';
import type { SectionContext, SectionEnd } from './section-context.ts';
import { Section } from './section.ts';
import { findPending } from './pending.ts';
import { unbegunTask } from './unbegun-task.ts';

/** How a host stands in the run; only `fit` ones are begun. */
export type HostState = 'fit' | 'failed' | 'rolled-back' | 'lost' | 'stopped';

interface Told {
  readonly play: PlayPlan;
  readonly events: readonly RunEventBody[];
}

/** One host through a run: reached, planned, performed play by play, rolled back. The only place that catches. */
export class HostRun {
  readonly work: HostWork;
  readonly #plan: RunPlan;
  readonly #binder: TaskBinder;
  readonly #ports: RunPorts;
  state: HostState = 'fit';
  /** It was reached and looked at; what it needs is known. */
  planned = false;
  #told: Told[] = [];
  #begun = false;
  #leftBehind = false;
  /** Milliseconds spent on this host's plays. */
  #worked = 0;
  #changed = 0;
  #driftLeft = 0;
  #finished = false;

  constructor(work: HostWork, plan: RunPlan, binder: TaskBinder, ports: RunPorts) {
    this.work = work;
    this.#plan = plan;
    this.#binder = binder;
    this.#ports = ports;
  }

  get name(): string {
    return this.work.name;
  }

  /** What would have to be done, as the plan saw it. */
  get drift(): readonly TaskFinished[] {
    return this.#told.flatMap(({ events }) =>
      events.flatMap((event) => (isResult(event) && event.status === 'drifted' ? [event] : [])),
    );
  }

  /** Whether there is anything to do: drift, or a handler that an earlier run left behind. */
  get hasWork(): boolean {
    return this.state === 'fit' && (this.drift.length > 0 || this.#leftBehind);
  }

  get planFailed(): boolean {
    return this.#told.some(({ events }) =>
      events.some((event) => isResult(event) && event.status === 'failed' && !event.ignored),
    );
  }

  async reach(): Promise<void> {
    await this.#guard(async () => {
      const startedAt = this.#ports.clock.now();
      await this.work.connect();
      this.#ports.emit({ type: 'host-connected', host: this.name, took: this.#ports.clock.now() - startedAt });
    });
  }

  /** Looks at everything, in as few frames as dependencies allow, and changes nothing. */
  async look(): Promise<void> {
    await this.#guard(async () => {
      const plays = this.#plan.plays.filter(({ hosts }) => hosts.includes(this.name));
      const preparation = new Preparation(this.work, this.#binder);
      for (const [at, play] of plays.entries()) {
        const later = plays.slice(at + 1).flatMap(({ tasks }) => tasks);
        const events: RunEventBody[] = [];
        const end = await this.#lookAt(play, preparation, later, events);
        this.#told.push({ play, events });
        if (end === 'failed') break;
      }
      this.planned = true;
      if (this.planFailed) this.state = 'failed';
    });
  }

  async #lookAt(
    play: PlayPlan,
    preparation: Preparation,
    later: readonly TaskPlan[],
    events: RunEventBody[],
  ): Promise<SectionEnd> {
    const notified = new Set<string>();
    const context = this.#context(play, preparation, {
      mode: 'plan',
      later,
      emit: (event) => void events.push(event),
      notified,
      halted: () => false,
    });
    const end = await new Section(context, play.tasks).run();
    if (end !== 'done') return end;
    for (const handler of leftBehind(context)) notified.add(handler.id);
    this.#leftBehind ||= leftBehind(context).length > 0;
    return runHandlers(context, notified, () => false);
  }

  #context(
    play: PlayPlan,
    preparation: Preparation,
    about: {
      mode: 'plan' | 'apply';
      later: readonly TaskPlan[];
      emit: (event: RunEventBody) => void;
      notified: Set<string>;
      halted: () => boolean;
    },
  ): SectionContext {
    return {
      host: this.work,
      play,
      binder: this.#binder,
      preparation,
      ports: this.#ports,
      mode: about.mode,
      ahead: (next) => [...next, ...about.later],
      halted: about.halted,
      emit: about.emit,
      notify: (handlers) => {
        for (const { id } of handlers) about.notified.add(id);
      },
    };
  }

  /** Tells what the plan saw of a play, as the result of a host that needs nothing done (or of a plan that changes nothing). */
  tellPlanned(play: PlayPlan): void {
    for (const told of this.#told) if (told.play === play) told.events.forEach((event) => this.#ports.emit(event));
  }

  /** What was learned while looking is forgotten: from now on it is learned while performing. */
  async startOver(): Promise<void> {
    this.work.memory.clear();
    if (this.work.waitedForLock) await this.#guard(() => this.work.surveyAgain());
  }

  /** Handlers that an earlier run left behind and that no play of this one knows: reported, and left alone. */
  tellUnknownPending(): void {
    const plays = this.#plan.plays.filter(({ hosts }) => hosts.includes(this.name));
    for (const { pending } of this.work.surveys.values())
      for (const one of pending.filter((each) => plays.every((play) => findPending(play, each) === undefined)))
        this.#ports.emit({
          type: 'handler-pending',
          host: this.name,
          handler: one.handler,
          run: one.run,
          settled: false,
        });
  }

  /** Tells once how the host ended; `untouched` when it had something to do and was not begun. */
  finish(stoppedShort: boolean): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#ports.emit({
      type: 'host-finished',
      host: this.name,
      outcome: this.#outcome(stoppedShort),
      took: this.#worked,
    });
  }

  #outcome(stoppedShort: boolean): HostOutcome {
    if (this.state === 'lost') return 'unreachable';
    if (this.state === 'failed' || this.state === 'rolled-back') return this.state;
    if (!this.#begun) return this.drift.length === 0 && this.planned ? 'ok' : 'untouched';
    if (this.state === 'stopped' || stoppedShort) return this.#changed > 0 ? 'half-way' : 'untouched';
    return this.#changed > 0 ? 'changed' : this.#driftLeft > 0 ? 'drifted' : 'ok';
  }

  /** Performs one play: tasks, then at once this host's own handlers and gates; put back when it failed and the play says so. */
  async perform(play: PlayPlan, about: { settle: () => boolean; halted: () => boolean }): Promise<void> {
    this.#begun = true;
    const startedAt = this.#ports.clock.now();
    await this.#guard(async () => {
      if (this.work.unlockable !== null) return this.#refuse(play, this.work.unlockable);
      const notified = new Set<string>();
      const context = this.#context(play, new Preparation(this.work, this.#binder), {
        mode: 'apply',
        later: [],
        emit: (event) => this.#count(event),
        notified,
        halted: about.halted,
      });
      for (const handler of leftBehind(context)) notified.add(handler.id);
      this.#tellLeftBehind(context);
      const end = await this.#performSections(context, notified, about.settle);
      if (end !== 'done') this.state = end;
      await settlePendingRecords(context);
      if (this.state === 'failed' && play.onFailure === 'rollback') await this.#putBack();
    });
    this.#worked += this.#ports.clock.now() - startedAt;
  }

  async #performSections(context: SectionContext, notified: Set<string>, settle: () => boolean): Promise<SectionEnd> {
    const tasks = await new Section(context, context.play.tasks).run();
    if (tasks === 'failed' && !context.play.forceHandlers) return tasks;
    const handlers = await runHandlers(context, notified, settle);
    return tasks === 'failed' || handlers === 'done' ? tasks : handlers;
  }

  /** Without the lock nothing is begun: the host fails and the others go on. */
  #refuse(play: PlayPlan, why: Error): void {
    if (why instanceof ConnectError) throw why;
    const first = play.tasks[0];
    if (first === undefined) return;
    this.state = 'failed';
    const error = {
      code: 'refused',
      message: `${why.message}: nothing was changed`,
      hint: 'is the disk full or mounted read-only?',
    } as const;
    this.#count({ type: 'task-finished', ...unbegunTask(this.name, play, first), error });
  }

  #count(event: RunEventBody): void {
    if (isResult(event) && event.status === 'changed') this.#changed += 1;
    if (isResult(event) && event.status === 'drifted') this.#driftLeft += 1;
    this.#ports.emit(event);
  }

  #tellLeftBehind({ play, host }: SectionContext): void {
    for (const { pending } of host.surveys.values())
      for (const { handler, run } of pending.filter((one) => findPending(play, one) !== undefined))
        this.#ports.emit({ type: 'handler-pending', host: host.name, handler, run, settled: true });
  }

  async #putBack(): Promise<void> {
    const startedAt = this.#ports.clock.now();
    const report = await rollbackHost(this.work, this.#ports);
    const { complete } = report;
    this.state = complete && report.healthy ? 'rolled-back' : 'failed';
    this.#ports.emit({
      type: 'host-rolled-back',
      host: this.name,
      undone: report.undone,
      complete,
      healthy: report.healthy,
      message: rollbackMessage(report),
      took: this.#ports.clock.now() - startedAt,
    });
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error;
      const midway = this.planned;
      this.state = 'lost';
      this.#ports.emit({
        type: 'host-lost',
        host: this.name,
        reason: error.reason,
        message: error.message,
        hint: error.hint ?? null,
        midway,
      });
    }
  }
}
