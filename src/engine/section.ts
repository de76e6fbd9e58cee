import { BadAnswer } from '../domain/module.ts';
import type { Fields } from '../domain/module.ts';
import type { TaskFinished } from '../domain/event.ts';
import type { Resource } from '../domain/resource.ts';
import type { BlockPlan, TaskPlan } from '../domain/run-plan.ts';
import { unreachable } from '../domain/unreachable.ts';
import { isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { mayBeStale } from './conflicts.ts';
import { Consideration, type Considered } from './consider.ts';
import { isElsewhere, machineOf } from './delegate.ts';
import { finishedEvent, isHidden } from './finished-event.ts';
import { Flow, type Place, type Step } from './flow.ts';
import { intentOf } from './intents.ts';
import type { HostWork } from './host-work.ts';
import type { SharedResult } from './meeting.ts';
import { type Again, judged } from './judge.ts';
import type { Place as DriftPlace } from './drift/scope.ts';
import {
  type Outcome,
  assumedOutcome,
  conditionOutcome,
  failedOutcome,
  skippedOutcome,
  templateError,
} from './outcome.ts';
import { pauseFor, pauseOf, plannedPause } from './pausing.ts';
import { pendingKey } from './pending.ts';
import { performGroup } from './perform.ts';
import { type Prepared, type PreparedItem, readsOf } from './prepare.ts';
import { failedTask, loopFields, loopItemFields, resultFields } from './register.ts';
import { hiddenFields, sealedFields } from './sealed-fields.ts';
import type { Left } from './undo-block.ts';
import {
  type Queued,
  type SectionContext,
  type SectionEnd,
  handlersNotifiedBy,
  unknownHandler,
  writesOf,
} from './section-context.ts';
import { refuseUnplanned } from './unplanned.ts';
import { type Upcoming, failureNames, upcoming, withoutMeetings } from './upcoming.ts';

type Verdict = 'next' | 'stop';

/** What tasks of a play have around them; handlers have nothing. */
export interface Surroundings {
  readonly blocks: readonly BlockPlan[];
  /** Runs what was notified; `beside` may become stale by it. A failure there is `rescued` or not. */
  flush(about: Required<Beside>): Promise<SectionEnd>;
  /** Puts back what a block changed. False: not everything. */
  undo(left: Left): Promise<boolean>;
}

/** What runs in the middle of another section has to know of it. */
export interface Beside {
  readonly beside?: () => readonly PreparedItem[];
  readonly rescued?: boolean;
}

/** Tasks of one play on one host: asks, plans, performs in groups, verifies, and tells the results in order. */
export class Section {
  readonly #context: SectionContext;
  readonly #tasks: readonly TaskPlan[];
  readonly #consideration: Consideration;
  readonly #flow: Flow;
  readonly #around: Surroundings | null;
  readonly #about: Beside;
  readonly #positions: ReadonlyMap<string, number>;
  #place: Place | null;
  #end: SectionEnd = 'done';
  /** Positions that were done. */
  readonly #passed = new Set<number>();
  /** Milliseconds to wait before the next attempt of the item that is next; null: it need not wait. */
  #wait: number | null = null;
  #attempt = 1;
  /** What came of the pause that is next. */
  #paused: { readonly item: PreparedItem; readonly outcome: Outcome } | null = null;
  #itemsDone = 0;
  #results: Fields[] = [];
  /** Of the task that is next: what its items have set, by names that may be known only then. */
  readonly #factNames = new Set<string>();
  #taskFailed = false;
  #queue: Queued[] = [];
  /** What was performed beside a task that failed, though it stands behind it; told when its turn comes, or at the end. */
  readonly #early = new Map<PreparedItem, Queued>();
  /** What was changed in this section. */
  #made: Queued[] = [];
  /** The first entry of the journal of each block that is undone when it fails. */
  readonly #entries = new Map<BlockPlan, number>();
  /** Blocks to be undone before it goes on, and the task that failed in them. */
  #undoing: { readonly blocks: readonly BlockPlan[]; readonly failed: TaskPlan } | null = null;
  /** The task that the others were met for. */
  #met: TaskPlan | null = null;
  /** Another host failed for all of its batch: this one goes no further than what cleans up behind it. */
  #isOut = false;
  /** Where the tasks stand that notified a handler, by its id. */
  readonly #notifiers = new Map<string, Set<number>>();

  constructor(context: SectionContext, tasks: readonly TaskPlan[], around: Surroundings | null, about: Beside = {}) {
    this.#context = context;
    this.#tasks = tasks;
    this.#around = around;
    this.#about = about;
    this.#consideration = new Consideration(context);
    this.#flow = new Flow(tasks.length, around?.blocks ?? []);
    this.#positions = new Map(tasks.map(({ id }, at) => [id, at]));
    this.#place = this.#flow.begin().place;
  }

  async run(): Promise<SectionEnd> {
    while (this.#place !== null) {
      const end = await this.#turn(this.#place);
      if (end === 'next') continue;
      this.#end = end;
      break;
    }
    this.#tellEarly([...this.#early.values()]);
    return this.#isOut && this.#end === 'done' ? 'failed' : this.#end;
  }

  async #turn(place: Place): Promise<SectionEnd | 'next'> {
    const { ports, preparation, mode, halted } = this.#context;
    if (mode === 'apply' && halted()) return 'stopped';
    const task = this.#tasks[place.at];
    if (task === undefined) throw new Error(`there is no task at ${String(place.at)}`);
    const met = await this.#meet(place, task);
    if (met !== null) return met;
    await this.#waitForAttempt();
    if (this.#itemsDone > 0 && task.module === 'set_fact') preparation.rebind(task);
    await preparation.prepare(this.#context.ahead(this.#upcoming(place)));
    if (ports.kill.aborted) return 'stopped';
    const acted = await this.#act(place, task);
    if (acted !== null) return acted;
    await this.#pause(task);
    this.#collect(place);
    const { group } = this.#consideration;
    if (group.length > 0) await performGroup(this.#context, group, this.#others(group));
    this.#noteEntries(group);
    this.#settle(group);
    return this.#undo();
  }

  /** Meets the other hosts where the task wants it, once; null: this host is to do it. */
  async #meet(place: Place, task: TaskPlan): Promise<SectionEnd | 'next' | null> {
    const { meetings, mode, halted } = this.#context;
    if (this.#met === task || !meetings.meets(task)) return null;
    this.#met = task;
    const meeting = await meetings.meet(task);
    if (mode === 'apply' && halted()) return 'stopped';
    switch (meeting.kind) {
      case 'go':
        return null;
      case 'skip':
        this.#context.host.declined += 1;
        this.#advance();
        return 'next';
      case 'shared':
        return this.#take(place, task, meeting);
      default:
        return unreachable(meeting);
    }
  }

  /**
   * What another host did for all. Where that failed, this one has failed too, and as in Ansible a rescue is for the
   * one that did it: here only what the failure of that rescue would lead to is done.
   */
  async #take(place: Place, task: TaskPlan, { fields, facts, assumed }: SharedResult): Promise<SectionEnd | 'next'> {
    const { host, preparation } = this.#context;
    for (const [name, value] of facts) host.memory.set(name, value);
    if (task.register !== null) host.memory.set(task.register, fields);
    if (assumed) for (const name of task.sets) preparation.assumed.add(name);
    if (task.meta === 'end_play' && fields.get('ended') === true) return 'ended';
    if (fields.get('failed') !== true || task.ignoreErrors) {
      this.#advance();
      return 'next';
    }
    this.#isOut = true;
    this.#fail(place);
    if (this.#place !== null) this.#fail(this.#place);
    return this.#undo();
  }

  async #pause(task: TaskPlan): Promise<void> {
    const item = this.#context.preparation.get(task)?.items[this.#itemsDone];
    const pause = item === undefined || this.#context.mode === 'plan' ? null : pauseOf(item);
    if (item === undefined || pause === null) return;
    this.#paused = { item, outcome: await pauseFor(pause, item.item.name, this.#context) };
  }

  async #waitForAttempt(): Promise<void> {
    if (this.#wait === null) return;
    const { clock, stop } = this.#context.ports;
    await clock.sleep(this.#wait, stop);
    this.#wait = null;
  }

  /**
   * The success path from here, up to a pause. What hosts meet for is left out until they have met; what it sets is
   * not known to those behind it.
   */
  #upcoming(place: Place): readonly Upcoming[] {
    const path = this.#flow.ahead(place);
    const { handlers } = this.#context.play;
    const isFlushed = this.#around !== null;
    const all = upcoming(this.#flow, path, { tasks: this.#tasks, handlers: isFlushed ? handlers : [] });
    const cut = all.findIndex(({ task }, at) => at > 0 && task.module === 'pause');
    const known = cut < 0 ? all : all.slice(0, cut);
    return withoutMeetings(known, (task) => task !== this.#met && this.#context.meetings.meets(task));
  }

  /** Items whose answers this group may make stale: those to come, and those that were changed before. */
  #others(group: readonly Queued[]): readonly PreparedItem[] {
    const performed = new Set(group.map(({ item }) => item));
    return this.#open().filter((item) => !performed.has(item));
  }

  /** Everything that was asked and may still matter. */
  #open(): readonly PreparedItem[] {
    const made = this.#made.flatMap(({ item }) => item ?? []);
    const later = this.#tasks
      .filter((_, at) => !this.#passed.has(at))
      .flatMap((task) => this.#context.preparation.get(task)?.items ?? []);
    return [...new Set([...made, ...later, ...(this.#about.beside?.() ?? [])])];
  }

  /** What `meta` asks for is done at once; null: nothing of that kind is next. */
  async #act(place: Place, task: TaskPlan): Promise<SectionEnd | 'next' | null> {
    const prepared = this.#context.preparation.get(task);
    if (task.meta === null || prepared === undefined || passes(prepared, this.#context)) return null;
    if (prepared.binding.kind === 'failed') return null;
    const { host, play, notified, mode } = this.#context;
    if (task.meta === 'end_play' && mode === 'apply') host.endedPlays.add(play.index);
    if (task.meta === 'clear_host_errors') host.around[mode === 'apply' ? 'clearErrors' : 'clearPlanned'](play.index);
    this.#context.meetings.done(task, { fields: new Map([['ended', true]]), facts: new Map(), assumed: false });
    if (task.meta === 'end_host' || task.meta === 'end_play') return 'ended';
    if (task.meta === 'flush_handlers' && notified.size > 0 && this.#around !== null) {
      const rescued = this.#flow.isRescued(place.at);
      const end = await this.#around.flush({ beside: () => this.#open(), rescued });
      if (end === 'failed') {
        this.#fail(place);
        return this.#undo();
      }
      if (end !== 'done') return end;
    }
    this.#advance();
    return 'next';
  }

  #collect(place: Place): void {
    this.#queue = [];
    this.#consideration.newGroup();
    for (const at of this.#flow.ahead(place)) {
      const task = this.#tasks[at];
      const prepared = task === undefined ? undefined : this.#context.preparation.get(task);
      if (task === undefined || prepared === undefined) return;
      const isNext = at === place.at;
      if (!isNext && this.#endsStretch(task, prepared)) return;
      if (this.#collectTask(prepared, isNext ? this.#itemsDone : 0) === 'stop') return;
    }
  }

  /** Whether a task has to be the next one before it is looked at. */
  #endsStretch(task: TaskPlan, prepared: Prepared): boolean {
    if (task.meta === null)
      return this.#context.meetings.meets(task) || (task.barrier === 'host' && this.#consideration.group.length > 0);
    if (task.meta === 'flush_handlers' && prepared.binding.kind === 'items')
      return this.#context.notified.size > 0 || this.#queue.some((queued) => this.#mayNotify(queued));
    return !passes(prepared, this.#context) && prepared.binding.kind !== 'failed';
  }

  #mayNotify({ prepared, item, outcome }: Queued): boolean {
    const isNews = outcome === null || outcome.status === 'changed' || outcome.status === 'drifted';
    return isNews && handlersNotifiedBy(this.#context.play, prepared.task, item).length > 0;
  }

  #collectTask(prepared: Prepared, from: number): Verdict {
    const { binding } = prepared;
    switch (binding.kind) {
      case 'deferred':
        if (!this.#context.preparation.assumed.has(binding.on)) return 'stop';
        return this.#enqueue(prepared, null, assumedOutcome);
      case 'skipped':
        return this.#enqueue(prepared, null, conditionOutcome(binding));
      case 'failed':
        return this.#enqueue(prepared, null, failedOutcome(templateError(binding)));
      case 'items':
        return binding.items.length === 0 && prepared.task.meta === null
          ? this.#enqueue(prepared, null, skippedOutcome)
          : this.#collectItems(prepared, from);
      default:
        return unreachable(binding);
    }
  }

  #collectItems(prepared: Prepared, from: number): Verdict {
    const { task } = prepared;
    if (task.meta !== null) return this.#enqueue(prepared, null, skippedOutcome);
    let verdict: Verdict = 'next';
    for (const item of prepared.items.slice(from)) {
      const found = this.#considered(item, task);
      if (found === 'wait') return 'stop';
      if (found === 'perform') {
        refuseUnplanned(this.#context, prepared, item);
        this.#early.delete(item);
        const queued = this.#queued(prepared, item, null);
        this.#queue.push(queued);
        this.#consideration.join(queued);
        if (this.#consideration.closesGroup(item, task)) return 'stop';
      } else {
        const early = found.status === 'ok' ? this.#early.get(item) : undefined;
        if (early !== undefined) this.#queue.push(early);
        else {
          const isNext = this.#queue.length === 0;
          const end = this.#enqueue(prepared, item, found, isNext);
          if (end === 'again' || (task.module === 'set_fact' && prepared.items.at(-1) !== item)) return 'stop';
          if (end === 'stop') verdict = 'stop';
        }
      }
    }
    return verdict;
  }

  #considered(item: PreparedItem, task: TaskPlan): Considered {
    const unknown = unknownHandler(this.#context.play, item);
    if (unknown !== undefined)
      return failedOutcome({ code: 'template', message: `no handler of this play is called "${unknown}"` });
    const pause = pauseOf(item);
    if (pause === null) return this.#consideration.consider(item, task);
    if (this.#context.mode === 'plan') return plannedPause(pause, this.#context);
    return this.#paused?.item === item ? this.#paused.outcome : 'wait';
  }

  #queued(prepared: Prepared, item: PreparedItem | null, outcome: Outcome | null): Queued {
    return { prepared, item, startedAt: this.#context.ports.clock.now(), outcome, entry: null };
  }

  #enqueue(prepared: Prepared, item: PreparedItem | null, found: Outcome): Verdict;
  #enqueue(prepared: Prepared, item: PreparedItem | null, found: Outcome, isNext: boolean): Verdict | 'again';
  #enqueue(prepared: Prepared, item: PreparedItem | null, found: Outcome, isNext = true): Verdict | 'again' {
    const attempt = isNext ? this.#attempt : 1;
    const { outcome, again } = judged(this.#context, prepared, item, found, attempt);
    if (again !== null) {
      if (isNext && item !== null) {
        item.answer = null;
        this.#tryAgain(prepared, again);
      }
      return 'again';
    }
    this.#queue.push(this.#queued(prepared, item, outcome));
    return outcome.status === 'failed' && !prepared.task.ignoreErrors ? 'stop' : 'next';
  }

  #tryAgain(prepared: Prepared, { delay, left }: Again): void {
    this.#wait = delay;
    this.#attempt += 1;
    const { host, play, emit } = this.#context;
    const { name, id } = prepared.task;
    emit({ type: 'task-retried', host: host.name, play: play.name, task: name, taskId: id, left, delay });
  }

  /** Tells what has an outcome, in order. After a failure the rest waits for its turn. */
  #settle(group: readonly Queued[]): void {
    const early: Queued[] = [];
    let hasFailed = false;
    for (const queued of this.#queue) {
      const performed = group.includes(queued);
      if (hasFailed) {
        if (performed && queued.outcome !== null) early.push(queued);
        continue;
      }
      if (queued.outcome === null) break;
      const outcome =
        performed || this.#early.has(queued.item ?? noItem) ? this.#outcomeOf(queued, queued.outcome) : queued.outcome;
      if (outcome === null) break;
      if (queued.item !== null) this.#early.delete(queued.item);
      this.#tell(queued, outcome);
      hasFailed = this.#finishItem(queued, outcome) === 'failed';
    }
    this.#keepEarly(early);
  }

  /** null: it is tried again. */
  #outcomeOf(queued: Queued, found: Outcome): Outcome | null {
    const { prepared, item } = queued;
    const { outcome, again } = judged(this.#context, prepared, item, found, this.#attempt);
    if (again === null) return this.#performed(queued, outcome);
    this.#tryAgain(prepared, again);
    return null;
  }

  #keepEarly(early: readonly Queued[]): void {
    const ahead = new Set(this.#flow.ahead(this.#place));
    for (const queued of early)
      if (queued.item !== null && ahead.has(this.#positionOf(queued))) this.#early.set(queued.item, queued);
    this.#tellEarly(early.filter(({ item }) => item === null || !this.#early.has(item)));
  }

  #tellEarly(early: readonly Queued[]): void {
    for (const queued of early) {
      if (queued.outcome === null) continue;
      const { outcome } = judged(this.#context, queued.prepared, queued.item, queued.outcome, null);
      this.#tell(queued, this.#performed(queued, outcome));
    }
  }

  #positionOf({ prepared }: Queued): number {
    return this.#positions.get(prepared.task.id) ?? 0;
  }

  /** Whose handlers have to run, and whose work this undid. */
  #performed(queued: Queued, outcome: Outcome): Outcome {
    const { host, play } = this.#context;
    if (outcome.status === 'changed' || (outcome.status === 'failed' && queued.item?.touched === true))
      for (const handler of this.#handlersOf(queued)) host.due.add(pendingKey(play, handler));
    if (outcome.status !== 'changed') return outcome;
    const { item } = queued;
    const machine = item?.item.kind === 'host' ? machineOf(host, item.item) : host;
    const undone = this.#made.filter((other) => this.#undoes(machine, outcome, other));
    this.#made.push(queued);
    const names = new Set(undone.map(({ prepared }) => prepared.task.name));
    const fights = [...names].map(
      (name) => `undoes what "${name}" did: the two fight, and every run changes both again`,
    );
    return { ...outcome, warnings: [...outcome.warnings, ...fights] };
  }

  #undoes(machine: HostWork, { changes }: Outcome, { item }: Queued): boolean {
    if (item === null || item.item.kind !== 'host' || item.answer === null || item.answer instanceof BadAnswer)
      return false;
    const { planned } = item.answer;
    return (
      planned.kind === 'changes' &&
      planned.changes.some(({ converges }) => converges === 'verified') &&
      machineOf(this.#context.host, item.item) === machine &&
      mayBeStale(item.item.bound.query.reads, writesOf(changes), machine.realPath)
    );
  }

  #tell(queued: Queued, outcome: Outcome): void {
    const handlers = this.#handlersOf(queued);
    if (queued.prepared.task.meta !== null && outcome.status !== 'failed') return;
    const { mode, emit, notified: due, ports } = this.#context;
    const place = this.#placeOf(queued, outcome);
    const isLeft = outcome.status === 'drifted' && place === 'drift';
    if (outcome.status === 'changed' || (isLeft && mode === 'plan')) this.#notify(handlers, queued, due);
    if (mode === 'plan' && outcome.status === 'drifted')
      this.#context.intend?.(intentOf(queued.prepared, queued.item, outcome, ports.secrets));
    const notified = outcome.status === 'changed' || isLeft ? handlers.map(({ name }) => name) : [];
    const rescued = outcome.status === 'failed' && this.#isRescued(queued);
    const finished: TaskFinished = finishedEvent(this.#context, queued, toldAs(outcome, place), { notified, rescued });
    if (finished.status === 'drifted')
      this.#context.found?.(finished, this.#isElsewhere(queued) ? [] : readsOfItem(queued), place);
    emit({ type: queued.prepared.task.kind === 'handler' ? 'handler-finished' : 'task-finished', ...finished });
  }

  #notify(handlers: readonly TaskPlan[], queued: Queued, due: Set<string>): void {
    for (const { id } of handlers) {
      due.add(id);
      this.#notifiers.set(id, (this.#notifiers.get(id) ?? new Set<number>()).add(this.#positionOf(queued)));
    }
  }

  /** Where only drift is told: what an item counts as. Everything else is as the plan has it. */
  #placeOf(queued: Queued, outcome: Outcome): DriftPlace {
    const { scope } = this.#context.host;
    if (scope === null || outcome.status !== 'drifted' || queued.prepared.task.kind === 'handler') return 'drift';
    if (this.#isElsewhere(queued)) return 'drift';
    const { changes, assumed } = outcome;
    const notifies = this.#handlersOf(queued).length > 0;
    return scope.placeOf({ reads: readsOfItem(queued), changes, assumed, notifies });
  }

  #isElsewhere({ item }: Queued): boolean {
    return item !== null && isElsewhere(this.#context.host, item);
  }

  #isRescued(queued: Queued): boolean {
    if (queued.prepared.task.ignoreErrors) return false;
    return this.#about.rescued ?? this.#flow.isRescued(this.#positionOf(queued));
  }

  #finishItem(queued: Queued, outcome: Outcome): 'next' | 'failed' {
    const { prepared, item } = queued;
    const { task } = prepared;
    const { host, preparation, ports } = this.#context;
    const seal = isHidden(queued) ? hiddenFields : sealedFields;
    for (const [name, value] of seal(outcome.facts, ports.secrets)) {
      host.memory.set(String(name), value);
      this.#factNames.add(String(name));
    }
    const fields = seal(new Map([...resultFields(outcome, item), ...loopItemFields(item)]), ports.secrets);
    const gathered = fields.get('ansible_facts');
    if (gathered !== undefined && task.module === 'setup')
      host.memory.set('ansible_facts', joinedFacts(host.memory.get('ansible_facts'), gathered));
    if (item !== null) this.#results.push(fields);
    this.#taskFailed ||= outcome.status === 'failed';
    if (outcome.status === 'drifted')
      for (const name of [...task.sets, ...(this.#isRescued(queued) ? failureNames : [])])
        preparation.assumed.add(name);
    this.#itemsDone += 1;
    this.#attempt = 1;
    return item === null || this.#itemsDone >= prepared.items.length ? this.#finishTask(queued, fields) : 'next';
  }

  #finishTask(queued: Queued, last: Fields): 'next' | 'failed' {
    const { task, binding } = queued.prepared;
    const { host, meetings, preparation } = this.#context;
    const looped = binding.kind === 'items' && binding.looped;
    const fields = looped ? loopFields(this.#results) : (this.#results[0] ?? last);
    if (task.register !== null) host.memory.set(task.register, fields);
    const assumed = task.sets.some((name) => preparation.assumed.has(name));
    meetings.done(task, {
      fields,
      facts: factsOf([...task.sets.filter((name) => name !== task.register), ...this.#factNames], host.memory),
      assumed,
    });
    const failed = this.#taskFailed && !task.ignoreErrors;
    if (failed && this.#isRescued(queued)) {
      host.memory.set('ansible_failed_task', failedTask(task));
      host.memory.set('ansible_failed_result', fields);
    }
    const place = this.#place;
    if (failed && place !== null) this.#fail(place);
    else this.#advance();
    return failed ? 'failed' : 'next';
  }

  #advance(): void {
    if (this.#place !== null) this.#go(this.#place, this.#flow.next(this.#place));
  }

  #fail(place: Place): void {
    const task = this.#tasks[place.at];
    const step = this.#flow.fail(place);
    const blocks = step.left.filter(({ onFailure }) => onFailure === 'rollback');
    if (task !== undefined && blocks.length > 0)
      this.#undoing = { blocks: [...(this.#undoing?.blocks ?? []), ...blocks], failed: this.#undoing?.failed ?? task };
    if (step.failed && !this.#isOut && task?.anyErrorsFatal === true) this.#context.host.isFatal = true;
    this.#go(place, step);
  }

  #go(from: Place, step: Step): void {
    this.#passed.add(from.at);
    this.#place = step.place;
    if (step.failed) this.#end = 'failed';
    this.#itemsDone = 0;
    this.#attempt = 1;
    this.#results = [];
    this.#factNames.clear();
    this.#taskFailed = false;
  }

  #noteEntries(group: readonly Queued[]): void {
    for (const queued of group)
      for (const block of queued.entry === null ? [] : this.#flow.blocksOf(this.#positionOf(queued)))
        if (block.onFailure === 'rollback' && !this.#entries.has(block)) this.#entries.set(block, queued.entry ?? 0);
  }

  /**
   * What the tasks of blocks that were left by a failure changed here is put back, where the blocks say so. A host on
   * which that does not end well has failed, whatever a rescue would do.
   */
  async #undo(): Promise<SectionEnd | 'next'> {
    const undoing = this.#undoing;
    this.#undoing = null;
    if (undoing === null || this.#around === null || this.#context.mode === 'plan') return this.#ending();
    const { blocks, failed } = undoing;
    const from = Math.min(...blocks.map((block) => this.#entries.get(block) ?? Infinity));
    if (from === Infinity) return this.#ending();
    for (const item of this.#open()) item.answer = null;
    const isUndone = await this.#around.undo({ failed, from });
    if (!isUndone) return 'failed';
    this.#forgetChanges(blocks);
    return this.#ending();
  }

  #ending(): SectionEnd | 'next' {
    return this.#place === null ? this.#end : 'next';
  }

  /** What was undone needs no handler, and is nobody's rival. */
  #forgetChanges(blocks: readonly BlockPlan[]): void {
    const { host, play, notified } = this.#context;
    const isInside = (at: number): boolean => blocks.some(({ begin, rescue }) => begin <= at && at < rescue);
    this.#made = this.#made.filter((queued) => !isInside(this.#positionOf(queued)));
    for (const [item, queued] of this.#early) if (isInside(this.#positionOf(queued))) this.#early.delete(item);
    for (const handler of play.handlers) {
      const by = this.#notifiers.get(handler.id);
      if (by === undefined || ![...by].every(isInside)) continue;
      notified.delete(handler.id);
      host.due.delete(pendingKey(play, handler));
      this.#notifiers.delete(handler.id);
    }
  }

  #handlersOf({ prepared, item }: Queued): readonly TaskPlan[] {
    return handlersNotifiedBy(this.#context.play, prepared.task, item);
  }
}

/** What only runs, in every apply, is not looked at where drift is told. */
const toldAs = (outcome: Outcome, place: DriftPlace): Outcome =>
  place === 'run' ? { ...outcome, status: 'skipped', assumed: false, changes: [] } : outcome;

const readsOfItem = ({ item }: Queued): readonly Resource[] => (item === null ? [] : readsOf([item]));

const noItem: PreparedItem = {
  item: { kind: 'skipped', label: null, name: '' },
  answer: null,
  moved: 0,
  touched: false,
};

/** Whether there is nothing to do for a meta task: its condition is false, or it cannot be known in a plan. */
const passes = ({ task, binding }: Prepared, { preparation }: SectionContext): boolean =>
  task.meta === 'noop' ||
  binding.kind === 'skipped' ||
  (binding.kind === 'deferred' && preparation.assumed.has(binding.on));

/** What a host that did a task for its batch has learned by it. */
const factsOf = (names: readonly string[], memory: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
  new Map(
    names.flatMap((name) => {
      const value = memory.get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

/** What was gathered before stays, as far as it was not asked again. */
const joinedFacts = (known: Value | undefined, gathered: Value): Value =>
  known !== undefined && isMapping(known) && isMapping(gathered) ? new Map([...known, ...gathered]) : gathered;
