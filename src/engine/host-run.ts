import { ConnectError } from '../domain/errors.ts';
import { type HostOutcome, type RunEventBody, isResult } from '../domain/event.ts';
import type { Misfit } from '../domain/intent.ts';
import type { PlayPlan, RunPlan, TaskBinder } from '../domain/run-plan.ts';
import { leftBehind, runHandlers, settlePendingRecords } from './handlers.ts';
import { HostPlan } from './host-plan.ts';
import type { HostWork } from './host-work.ts';
import type { RunPorts } from './ports.ts';
import { rollbackHost, rollbackMessage } from './rollback.ts';
import { type SectionContext, type SectionEnd, sectionContext } from './section-context.ts';
import { Section } from './section.ts';
import { hostLost } from './host-lost.ts';
import { findPending } from './pending.ts';
import { misfit } from './plan-fit.ts';
import { lastWords } from './syslog.ts';
import { unbegunTask } from './unbegun-task.ts';
import { Unplanned } from './unplanned.ts';

/** How a host stands in the run; only `fit` ones are begun. */
export type HostState = 'fit' | 'failed' | 'rolled-back' | 'lost' | 'stopped' | 'moved';

/** One host through a run: reached, planned, performed play by play, rolled back. The only place that catches. */
export class HostRun {
  readonly work: HostWork;
  /** What the plan saw. */
  readonly seen: HostPlan;
  readonly #binder: TaskBinder;
  readonly #ports: RunPorts;
  readonly #playbook: string;
  state: HostState = 'fit';
  /** Why it could not be reached, or was lost. */
  lost: ConnectError | null = null;
  /** It was reached and looked at; what it needs is known. */
  planned = false;
  #begun = false;
  /** Milliseconds spent on this host's plays. */
  #worked = 0;
  #changed = 0;
  /** Changes that tasks made; what handlers restart does not count. */
  #made = 0;
  #driftLeft = 0;
  #finished = false;
  /** Why it does not fit the plan file, if so. */
  misfit: Misfit | null = null;

  constructor(work: HostWork, plan: RunPlan, binder: TaskBinder, ports: RunPorts) {
    this.work = work;
    this.#binder = binder;
    this.#ports = ports;
    this.#playbook = plan.playbook;
    this.seen = new HostPlan(work, plan, binder, ports);
  }

  get name(): string {
    return this.work.name;
  }

  /** Whether there is anything to do: drift, or a handler that an earlier run left behind. */
  get hasWork(): boolean {
    return this.state === 'fit' && this.seen.hasWork;
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
      await this.seen.look();
      this.planned = true;
      const [survey] = this.work.surveys.values();
      if (survey !== undefined) this.#ports.emit({ type: 'host-read', host: this.name, traits: survey.traits });
      if (this.seen.failed) this.state = 'failed';
      else this.#compare();
    });
  }

  #compare(): void {
    if (this.work.keptIntents === null) return;
    this.misfit = misfit([...this.work.keptIntents.values()], this.seen.intents, this.work.done);
    if (this.misfit !== null) this.state = 'moved';
  }

  /** What was learned while looking is forgotten: from now on it is learned while performing. */
  async startOver(): Promise<void> {
    this.work.memory.clear();
    if (this.work.waitedForLock) await this.#guard(() => this.work.surveyAgain());
  }

  /** Tells once how the host ended; `untouched` when it had something to do and was not begun. */
  finish(stoppedShort: boolean): void {
    if (this.#finished) return;
    this.#finished = true;
    const outcome = this.#outcome(stoppedShort);
    if (this.work.changes > 0)
      this.work.lastWords = lastWords(this.work, {
        what: `apply ${this.#playbook}`,
        changes: this.#made,
        outcome,
      });
    this.#ports.emit({ type: 'host-finished', host: this.name, outcome, took: this.#worked });
  }

  #outcome(stoppedShort: boolean): HostOutcome {
    if (this.state === 'lost') return 'unreachable';
    if (this.state === 'failed' || this.state === 'rolled-back' || this.state === 'moved') return this.state;
    if (!this.#begun) return this.seen.drift.length === 0 && this.planned ? 'ok' : 'untouched';
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
      const context = sectionContext(
        { host: this.work, play, binder: this.#binder, ports: this.#ports, mode: 'apply' },
        { later: [], notified, emit: (event) => this.#count(event), halted: about.halted },
      );
      for (const handler of leftBehind(context)) notified.add(handler.id);
      this.#tellLeftBehind(context);
      const end = await this.#asPlanned(play, () => this.#performSections(context, notified, about.settle));
      if (end !== 'done') this.state = end;
      await settlePendingRecords(context);
      if (this.state === 'failed' && play.onFailure === 'rollback') await this.#putBack();
    });
    this.#worked += this.#ports.clock.now() - startedAt;
  }

  /** A host that moved since it was looked at: left alone where nothing was changed yet, else it failed. */
  async #asPlanned(play: PlayPlan, work: () => Promise<SectionEnd>): Promise<SectionEnd | 'moved'> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unplanned)) throw error;
      const { what, expected, seen } = error.difference;
      if (this.#changed === 0) {
        this.misfit = { reason: 'moved', differences: [error.difference] };
        this.tellMisfit();
        return 'moved';
      }
      const first = play.tasks[0];
      const message = `${what} is not as the plan file expects it`;
      if (first !== undefined)
        this.#count({
          type: 'task-finished',
          ...unbegunTask(this.name, play, first),
          error: { code: 'moved', message, wanted: expected, seen },
        });
      return 'failed';
    }
  }

  /** Tells why the host is left alone. */
  tellMisfit(): void {
    if (this.misfit !== null) this.#ports.emit({ type: 'host-moved', host: this.name, ...this.misfit });
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
    if (event.type === 'task-finished' && event.status === 'changed') this.#made += event.changes.length;
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
      this.state = 'lost';
      this.lost = error;
      this.#ports.emit(hostLost(this.name, error, this.planned));
    }
  }
}
