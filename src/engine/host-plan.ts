import { type RunEventBody, type TaskFinished, isResult } from '../domain/event.ts';
import type { Identity } from '../domain/connection.ts';
import type { Intent } from '../domain/intent.ts';
import type { Resource } from '../domain/resource.ts';
import type { PlayPlan, RunPlan, TaskBinder } from '../domain/run-plan.ts';
import { leftBehind, runHandlers } from './handlers.ts';
import type { DriftedItem } from './drift/found-drift.ts';
import type { Place } from './drift/scope.ts';
import type { HostWork } from './host-work.ts';
import { findPending } from './pending.ts';
import type { RunPorts } from './ports.ts';
import { type PlannedSteps, findLockouts } from './lockout/find-lockouts.ts';
import { type Result, plannedSteps, withLockout } from './lockout/planned-steps.ts';
import { type Meetings, noMeetings } from './meeting.ts';
import { Preparation } from './prepare.ts';
import { type SectionEnd, sectionContext } from './section-context.ts';
import { runTasks } from './run-tasks.ts';
import { type Upcoming, upcomingOf } from './upcoming.ts';

interface Told {
  readonly play: PlayPlan;
  readonly events: RunEventBody[];
  readonly failed: boolean;
  /** How many there were before. */
  readonly intents: number;
  readonly items: number;
}

/** What looking at one host found, play by play. Nothing is changed. */
export class HostPlan {
  readonly #host: HostWork;
  readonly #binder: TaskBinder;
  readonly #ports: RunPorts;
  readonly #plays: readonly PlayPlan[];
  #told: Told[] = [];
  readonly #shown = new Set<PlayPlan>();
  /** Plays whose failures another host cleared, by a task that stands in them. */
  readonly #cleared = new Set<number>();
  #leftBehind = false;
  /** Another host is to do something for this one, which may fail or say more than can be seen now. */
  #awaits = false;
  /** What is to be changed, for a plan file. */
  readonly intents: Intent[] = [];
  /** Tasks that are not as wanted, with what their questions read. */
  readonly items: DriftedItem[] = [];
  /** What is only reported where drift alone is repaired. */
  readonly #leftAlone = new Set<string>();

  constructor(host: HostWork, plan: RunPlan, binder: TaskBinder, ports: RunPorts) {
    this.#host = host;
    this.#binder = binder;
    this.#ports = ports;
    this.#plays = plan.plays.filter(({ hosts }) => hosts.includes(host.name));
  }

  /** Changes that tasks want; what handlers then restart is not counted. */
  get changes(): number {
    const handlers = new Set(this.#plays.flatMap((play) => play.handlers.map(({ id }) => id)));
    return this.#todo.reduce((sum, task) => sum + (handlers.has(task.taskId) ? 0 : task.changes.length), 0);
  }

  /** What is not as wanted. */
  get drift(): readonly TaskFinished[] {
    return this.#results.filter(({ status }) => status === 'drifted');
  }

  /** What this run would change. */
  get #todo(): readonly TaskFinished[] {
    return this.drift.filter((task) => !this.#leftAlone.has(nameOf(task)));
  }

  /** What this run would change, and what was warned of. */
  get news(): readonly TaskFinished[] {
    return this.#results.filter(
      (task) =>
        (task.status === 'drifted' && !this.#leftAlone.has(nameOf(task))) ||
        (task.status !== 'drifted' && task.warnings.length > 0),
    );
  }

  /** Ids of the tasks that this run would change something by. */
  get taskIds(): ReadonlySet<string> {
    return new Set(this.#todo.map(({ taskId }) => taskId));
  }

  /** Machines that changes are delegated to. */
  get machines(): ReadonlySet<string> {
    return new Set(this.#todo.flatMap(({ delegatedTo }) => delegatedTo ?? []));
  }

  /** Something to change, a handler that an earlier run left behind, or a task that another host does for this one. */
  get hasWork(): boolean {
    return this.#todo.length > 0 || this.#leftBehind || this.#awaits;
  }

  get failed(): boolean {
    return this.#told.some(
      (told) =>
        !this.#cleared.has(told.play.index) &&
        (told.failed ||
          told.events.filter(isResult).some((one) => one.status === 'failed' && !one.ignored && !one.rescued)),
    );
  }

  /** A failure that the play ignores: what that task is about is not known to be as wanted. */
  get hasUnsettled(): boolean {
    return this.#results.some(isUnsettled);
  }

  get #results(): readonly TaskFinished[] {
    return this.#told.flatMap(({ events }) => events.filter(isResult));
  }

  /** Who does the work, as far as that is known before anything was asked. */
  identities(): readonly Identity[] {
    return new Preparation(this.#host, this.#binder).identities(this.#plays.flatMap(({ tasks }) => tasks));
  }

  /** Rejects with ConnectError. */
  async look(meetingsOf: (play: PlayPlan) => Meetings = () => noMeetings): Promise<void> {
    const preparation = new Preparation(this.#host, this.#binder);
    for (const [at, play] of this.#plays.entries()) {
      const later = this.#plays.slice(at + 1).flatMap(upcomingOf);
      const events: RunEventBody[] = [];
      const before = { intents: this.intents.length, items: this.items.length };
      const end = await this.#lookAt(play, { preparation, later, events, meetings: meetingsOf(play) });
      this.#told.push({ play, events, failed: end === 'failed', ...before });
      if (end === 'failed' && !clearsErrors(play)) break;
    }
    await this.#refuseLockouts(preparation);
  }

  /** Whether it failed in the play that it came to last. */
  get isOut(): boolean {
    const last = this.#told.at(-1);
    return last?.failed === true && !this.#cleared.has(last.play.index);
  }

  /** A task of another host cleared what failed in this play. */
  clear(play: number): void {
    if (this.#told.some((told) => told.play.index === play && told.failed)) this.#cleared.add(play);
  }

  /** Everybody was looked at: what stands behind a failure that nobody cleared is not come to. */
  settle(): void {
    const at = this.#told.findIndex(({ play, failed }) => failed && !this.#cleared.has(play.index));
    const next = at < 0 ? undefined : this.#told[at + 1];
    if (next === undefined) return;
    this.#told = this.#told.slice(0, at + 1);
    this.intents.splice(next.intents);
    this.items.splice(next.items);
  }

  /** What would end the login that we need fails here, before anything is changed. */
  async #refuseLockouts(preparation: Preparation): Promise<void> {
    const all = this.#told.flatMap((told) => plannedSteps(told, preparation));
    for (const machine of new Set(all.map((planned) => this.#host.machineOf(planned))))
      await this.#refuseLockoutsOf(
        machine,
        all.filter((planned) => this.#host.machineOf(planned) === machine),
      );
  }

  async #refuseLockoutsOf(machine: HostWork, planned: readonly PlannedSteps<Result<Told>>[]): Promise<void> {
    const target = this.#ports.targets.get(machine.name);
    if (target === undefined) return;
    for (const found of await findLockouts(machine, target, planned)) {
      const { told, event, noLog } = found.of;
      const at = told.events.findIndex(
        (one) => isResult(one) && one.taskId === event.taskId && one.item === event.item,
      );
      const before = told.events[at];
      if (before !== undefined && isResult(before))
        told.events[at] = withLockout(before, found, noLog, this.#host.options.refuseLockoutRisk === true);
    }
  }

  async #lookAt(
    play: PlayPlan,
    {
      preparation,
      later,
      events,
      meetings,
    }: {
      readonly preparation: Preparation;
      readonly later: readonly Upcoming[];
      readonly events: RunEventBody[];
      readonly meetings: Meetings;
    },
  ): Promise<SectionEnd> {
    const notified = new Set<string>();
    const context = sectionContext(
      {
        host: this.#host,
        play,
        binder: this.#binder,
        ports: this.#ports,
        mode: 'plan',
        preparation,
        meetings,
        awaits: () => void (this.#awaits = true),
        intend: (intent) => void this.intents.push(intent),
        found: (finished, reads, place) => this.#note(finished, reads, place),
      },
      { later, notified, emit: (event) => void events.push(event), halted: () => false },
    );
    const end = await runTasks(context, () => false);
    if (end !== 'done') return end;
    for (const handler of leftBehind(context)) {
      this.#leftBehind = true;
      notified.add(handler.id);
    }
    return runHandlers(context, { settle: () => false, isLast: true });
  }

  #note(finished: TaskFinished, reads: readonly Resource[], place: Place): void {
    const { taskId, item, findings } = finished;
    const unmet = findings.filter(({ met }) => !met).flatMap((finding) => finding.controls);
    const controls = [...new Set([...finished.controls, ...unmet])];
    if (this.#plays.some(({ handlers }) => handlers.some(({ id }) => id === taskId))) return;
    this.items.push({ taskId, item, controls, reads });
    if (place === 'playbook' && this.#host.options.onlyDrifted === true) this.#leftAlone.add(nameOf(finished));
  }

  /** Tells a play's results, once: of a host that needs nothing done, or of a plan that changes nothing. */
  tell(play: PlayPlan): void {
    if (this.#shown.has(play)) return;
    this.#shown.add(play);
    for (const told of this.#told) if (told.play === play) told.events.forEach((event) => this.#ports.emit(event));
  }

  /** Handlers that an earlier run left behind and that no play of this one knows: reported, and left alone. */
  tellUnknownPending(): void {
    for (const { pending } of this.#host.surveys.values())
      for (const one of pending.filter((each) => this.#plays.every((play) => findPending(play, each) === undefined)))
        this.#ports.emit({
          type: 'handler-pending',
          host: this.#host.name,
          handler: one.handler,
          run: one.run,
          settled: false,
        });
  }
}

/** Whether a task of the play brings back hosts that failed. */
export const clearsErrors = ({ tasks }: PlayPlan): boolean => tasks.some(({ meta }) => meta === 'clear_host_errors');

/** What runs in every apply says nothing of how a host stands. */
export const isUnsettled = ({ status, changes }: TaskFinished): boolean =>
  status === 'failed' && (changes.length === 0 || changes.some(({ converges }) => converges !== 'once'));

const nameOf = ({ taskId, item }: Pick<TaskFinished, 'taskId' | 'item'>): string => `${taskId}\0${item ?? ''}`;
