import { ConnectError } from '../domain/errors.ts';
import type { ExplainedDrift } from '../domain/drift.ts';
import { type HostOutcome, type RunEventBody, type RunMode } from '../domain/event.ts';
import type { Misfit } from '../domain/intent.ts';
import type { PlayPlan, RunPlan, TaskBinder } from '../domain/run-plan.ts';
import type { LastWords } from '../domain/session.ts';
import { joinCommands, sh } from '../shell/sh.ts';
import { type Comparison, unknownHost } from './drift/compare.ts';
import { compareHost } from './drift/compare-host.ts';
import { explainHost } from './drift/explain-host.ts';
import { lastGoodRun, markerKey } from './drift/marker.ts';
import { movedWords } from './drift/moved-words.ts';
import { DriftScope } from './drift/scope.ts';
import { leftBehind, runHandlers, settlePendingRecords, tellDue } from './handlers.ts';
import { HostPlan } from './host-plan.ts';
import { HostTally } from './host-tally.ts';
import type { HostWork } from './host-work.ts';
import { type Meetings, noMeetings } from './meeting.ts';
import type { RunPorts } from './ports.ts';
import { putBackHost } from './put-back-host.ts';
import { type SectionContext, type SectionEnd, sectionContext } from './section-context.ts';
import { runTasks } from './run-tasks.ts';
import { hostLost } from './host-lost.ts';
import { shutLogin } from './lockout/shut-login.ts';
import { findPending } from './pending.ts';
import { misfit } from './plan-fit.ts';
import { lastWords } from './syslog.ts';
import { unbegunTask } from './unbegun-task.ts';
import { Unplanned } from './unplanned.ts';

type Performed = Exclude<SectionEnd, 'ended'>;

/** How a host stands in the run; only `fit` ones are begun. */
export type HostState = 'fit' | 'failed' | 'rolled-back' | 'lost' | 'stopped' | 'moved';

/** One host through a run: reached, planned, performed play by play, rolled back. The only place that catches. */
export class HostRun {
  readonly work: HostWork;
  /** What the plan saw. */
  readonly seen: HostPlan;
  readonly #binder: TaskBinder;
  readonly #ports: RunPorts;
  readonly #plan: RunPlan;
  state: HostState = 'fit';
  /** Why it could not be reached, or was lost. */
  lost: ConnectError | null = null;
  /** It was reached and looked at; what it needs is known. */
  planned = false;
  /** What its tasks register, or would, is known as far as looking tells it. */
  hasLooked = false;
  #begun = false;
  /** Milliseconds spent on this host's plays. */
  #worked = 0;
  readonly #tally = new HostTally();
  #finished = false;
  /** What its own journal is told at the end, besides the marker. */
  #said: LastWords | null = null;
  readonly #onlyLooks: boolean;
  #comparison: Comparison = unknownHost;
  #causes: readonly ExplainedDrift[] = [];
  /** Why it does not fit the plan file, if so. */
  misfit: Misfit | null = null;

  constructor(work: HostWork, plan: RunPlan, binder: TaskBinder, ports: RunPorts, mode: RunMode = 'apply') {
    this.#onlyLooks = mode !== 'apply';
    this.work = work;
    this.#binder = binder;
    this.#ports = ports;
    this.#plan = plan;
    this.seen = new HostPlan(work, plan, binder, ports);
  }

  get name(): string {
    return this.work.name;
  }

  /** Whether every play that it is in says `ignore_unreachable`, itself or on all of its tasks. */
  get isLossIgnored(): boolean {
    const plays = this.#plan.plays.filter(({ hosts }) => hosts.includes(this.name));
    return plays.every(
      ({ ignoreUnreachable, tasks }) =>
        ignoreUnreachable || tasks.every((task) => task.implicit === true || task.ignoreUnreachable),
    );
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

  /** Asks what moved since the last good run, in one exchange. True: everything has to be looked at. */
  async compare(): Promise<boolean> {
    await this.#guard(async () => {
      const startedAt = this.#ports.clock.now();
      const { work } = this;
      work.marks?.chooseFrom(this.seen.identities());
      const keeper = work.marks?.keeper ?? null;
      const comparison =
        keeper === null
          ? unknownHost
          : await compareHost(work, keeper, { key: markerKey(this.#plan.playbook), now: startedAt });
      this.#comparison = comparison;
      work.scope = new DriftScope(comparison, this.#plan.digest, work.realPath);
      const { marker, paths, snaps, why } = comparison;
      const moved = movedWords(paths, snaps);
      this.#ports.emit({ type: 'host-compared', host: this.name, since: lastGoodRun(marker), moved, why });
      this.planned = why === null;
      this.#worked += this.#ports.clock.now() - startedAt;
    });
    return this.state === 'fit' && this.#comparison.why !== null;
  }

  /** After a look: asks the host why it is not as the last good run left it. */
  async findCauses(): Promise<void> {
    const keeper = this.work.marks?.keeper ?? null;
    if (!this.planned || keeper === null || this.state === 'lost') return;
    await this.#guard(async () => {
      const found = { comparison: this.#comparison, drifted: this.seen.items, now: this.#ports.clock.now() };
      this.#causes = await explainHost(this.work, keeper, found);
    });
  }

  /** Nothing more is asked: the connection is not kept for hosts that are still to come. */
  async leave(): Promise<void> {
    if (this.state === 'fit' && this.#asLookedAt() === 'ok') this.#remember();
    await this.work.close();
  }

  /** Tells the causes that were found. */
  tellCauses(): void {
    for (const cause of this.#causes) this.#ports.emit({ type: 'drift-explained', host: this.name, ...cause });
  }

  /** Looks at everything, in as few frames as dependencies allow, and changes nothing. */
  async look(meetingsOf?: (play: PlayPlan) => Meetings): Promise<void> {
    await this.#guard(async () => {
      await this.seen.look(meetingsOf);
      this.planned = true;
      this.hasLooked = true;
      const [survey] = this.work.surveys.values();
      if (survey !== undefined) this.#ports.emit({ type: 'host-read', host: this.name, traits: survey.traits });
      if (this.seen.failed) this.state = 'failed';
      else this.#fitPlanFile();
    });
  }

  /** A task of another host cleared what failed here in this play. */
  clearPlanned(play: number): void {
    this.seen.clear(play);
    if (this.state === 'failed' && !this.seen.failed) this.state = 'fit';
  }

  #fitPlanFile(): void {
    if (this.work.keptIntents === null) return;
    this.misfit = misfit([...this.work.keptIntents.values()], this.seen.intents, this.work.done);
    if (this.misfit !== null) this.state = 'moved';
  }

  /** What was learned while looking is forgotten: from now on it is learned while performing. */
  async startOver(): Promise<void> {
    this.work.forget();
    this.work.marks?.startOver();
    if (this.work.waitedForLock) await this.#guard(() => this.work.surveyAgain());
  }

  /** Tells once how the host ended; `untouched` when it had something to do and was not begun. */
  finish(stoppedShort: boolean): void {
    if (this.#finished) return;
    this.#finished = true;
    const outcome = this.#outcome(stoppedShort);
    if (this.work.changes > 0)
      this.work.lastWords = lastWords(this.work, {
        what: `apply ${this.#plan.playbook}`,
        changes: this.#tally.made,
        outcome,
      });
    this.#said = this.work.lastWords;
    if (!this.#onlyLooks && (outcome === 'ok' || outcome === 'changed')) {
      this.#remember();
      this.work.renewMarker = () => this.#remember();
    }
    this.#ports.emit({ type: 'host-finished', host: this.name, outcome, took: this.#worked });
  }

  #outcome(stoppedShort: boolean): HostOutcome {
    if (this.state === 'lost') return 'unreachable';
    if (this.state === 'failed' || this.state === 'rolled-back' || this.state === 'moved') return this.state;
    if (!this.#begun) return this.#asLookedAt();
    if (this.state === 'stopped' || stoppedShort) return this.#tally.changed > 0 ? 'half-way' : 'untouched';
    if (this.#tally.changed > 0) return 'changed';
    return this.#tally.driftLeft + this.work.declined > 0 ? 'drifted' : 'ok';
  }

  /** Of a host that nothing was done to: what it needed is `untouched`, what this run would not do is `drifted`. */
  #asLookedAt(): HostOutcome {
    if (!this.planned) return 'untouched';
    if (this.seen.drift.length === 0) return 'ok';
    return this.#onlyLooks || !this.seen.hasWork ? 'drifted' : 'untouched';
  }

  /** On the way out the host writes down that it is as wanted, if it does not know it yet. */
  #remember(): void {
    const { marks, options } = this.work;
    const keeper = marks?.keeper ?? null;
    if (
      marks === null ||
      keeper === null ||
      this.#tally.driftLeft + this.work.declined > 0 ||
      this.work.journal.due.size > 0
    )
      return;
    if (this.#comparison.why === null) return;
    const failedSome = this.#begun ? this.#tally.hasUnsettled : this.seen.hasUnsettled;
    const hasUnsettled = failedSome || this.work.hasDelegated;
    const write = marks.renewal({ run: options.run, who: options.who, now: this.#ports.clock.now(), hasUnsettled });
    if (write === null) return;
    const command = this.#said === null ? write : joinCommands([write, this.#said.command], sh`; `);
    this.work.lastWords = { identity: keeper, command };
  }

  /** Performs one play: tasks, then at once this host's own handlers and gates; put back when it failed and the play says so. */
  async perform(
    play: PlayPlan,
    about: { settle: () => boolean; halted: () => boolean; meetings?: Meetings },
  ): Promise<void> {
    this.#begun = true;
    const startedAt = this.#ports.clock.now();
    await this.#guard(async () => {
      if (this.work.unlockable !== null) return this.#refuse(play, this.work.unlockable);
      const notified = new Set<string>();
      const context = sectionContext(
        {
          host: this.work,
          play,
          binder: this.#binder,
          ports: this.#ports,
          mode: 'apply',
          meetings: about.meetings ?? noMeetings,
        },
        { later: [], notified, emit: (event) => this.#count(event), halted: about.halted },
      );
      if (this.work.scope?.isApplied === false) this.#tally.driftLeft += leftBehind(context).length;
      else {
        for (const handler of leftBehind(context)) notified.add(handler.id);
        this.#tellLeftBehind(context);
      }
      const end = await this.#asPlanned(play, () => this.#performSections(context, about.settle));
      if (end !== 'done') this.state = end;
      await settlePendingRecords(context);
      const shut = await this.#loginIsShut(play);
      if (shut || (this.state === 'failed' && play.onFailure === 'rollback'))
        this.state = (await putBackHost(this.work, this.#ports)) ? 'rolled-back' : 'failed';
    });
    this.#worked += this.#ports.clock.now() - startedAt;
  }

  /** A host that moved since it was looked at: left alone where nothing was changed yet, else it failed. */
  async #asPlanned(play: PlayPlan, work: () => Promise<Performed>): Promise<Performed | 'moved'> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unplanned)) throw error;
      const { what, expected, seen } = error.difference;
      if (this.#tally.changed === 0) {
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

  /** After a change of what a login depends on: whether a new one fails, while the connection that can undo it is open. */
  async #loginIsShut(play: PlayPlan): Promise<boolean> {
    const shut = await shutLogin(this.work, this.#ports);
    if (shut === null) return false;
    this.state = 'failed';
    const error = {
      code: 'lock-out',
      message: 'a new login fails after what was changed',
      wanted: `${shut.user} can log in again`,
      seen: shut.why,
    } as const;
    this.#count({ type: 'task-finished', ...unbegunTask(this.name, play, shut.task), error });
    return true;
  }

  async #performSections(context: SectionContext, settle: () => boolean): Promise<Performed> {
    const tasks = await runTasks(context, settle);
    if (tasks === 'ended') {
      tellDue(context);
      return 'done';
    }
    const forced = context.play.forceHandlers || this.work.options.forceHandlers === true;
    if (tasks === 'failed' && !forced) return tasks;
    const handlers = await runHandlers(context, { settle, isLast: true });
    return tasks === 'failed' || handlers === 'done' || handlers === 'ended' ? tasks : handlers;
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
    this.#tally.count(event);
    this.#ports.emit(event);
  }

  #tellLeftBehind({ play, host }: SectionContext): void {
    for (const { pending } of host.surveys.values())
      for (const { handler, run } of pending.filter((one) => findPending(play, one) !== undefined))
        this.#ports.emit({ type: 'handler-pending', host: host.name, handler, run, settled: true });
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error;
      this.state = 'lost';
      this.lost = error;
      this.#ports.emit(hostLost(this.name, error, this.planned, this.isLossIgnored));
    }
  }
}
