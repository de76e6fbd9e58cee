import { BadAnswer } from '../domain/module.ts';
import type { Fields } from '../domain/module.ts';
import type { TaskFinished } from '../domain/event.ts';
import type { Resource } from '../domain/resource.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import { unreachable } from '../domain/unreachable.ts';
import { mayBeStale } from './conflicts.ts';
import { Consideration } from './consider.ts';
import { finishedEvent, isHidden } from './finished-event.ts';
import { intentOf } from './intents.ts';
import { judged } from './judge.ts';
import type { Place } from './drift/scope.ts';
import { type Outcome, assumedOutcome, failedOutcome, skippedOutcome, templateError } from './outcome.ts';
import { pendingKey } from './pending.ts';
import { performGroup } from './perform.ts';
import { type Prepared, type PreparedItem, readsOf } from './prepare.ts';
import { loopFields, resultFields } from './register.ts';
import { hiddenFields, sealedFields } from './sealed-fields.ts';
import { type Queued, type SectionContext, type SectionEnd, handlersNotifiedBy, writesOf } from './section-context.ts';
import { refuseUnplanned } from './unplanned.ts';

type Verdict = 'next' | 'stop';

/** Consecutive tasks of one play on one host: asks, plans, performs in groups, verifies, and tells the results in order. */
export class Section {
  readonly #context: SectionContext;
  readonly #tasks: readonly TaskPlan[];
  readonly #consideration: Consideration;
  #next = 0;
  #itemsDone = 0;
  #results: Fields[] = [];
  #taskFailed = false;
  #failed = false;
  #queue: Queued[] = [];
  /** What was changed in this section. */
  readonly #made: Queued[] = [];

  constructor(context: SectionContext, tasks: readonly TaskPlan[]) {
    this.#context = context;
    this.#tasks = tasks;
    this.#consideration = new Consideration(context);
  }

  async run(): Promise<SectionEnd> {
    const { ports, preparation, mode, ahead, halted } = this.#context;
    while (this.#next < this.#tasks.length) {
      if (mode === 'apply' && halted()) return 'stopped';
      await preparation.prepare(ahead(this.#tasks.slice(this.#next)));
      if (ports.kill.aborted) return 'stopped';
      this.#collect();
      const { group } = this.#consideration;
      if (group.length > 0) await performGroup(this.#context, group, this.#others(group));
      this.#flush(group);
      if (this.#failed) return 'failed';
    }
    return 'done';
  }

  /** Items whose answers this group may make stale: those to come, and those that were changed before. */
  #others(group: readonly Queued[]): readonly PreparedItem[] {
    const performed = new Set(group.map(({ item }) => item));
    const made = this.#made.flatMap(({ item }) => item ?? []);
    const later = this.#tasks
      .slice(this.#next)
      .flatMap((task) => this.#context.preparation.get(task)?.items ?? [])
      .filter((item) => !performed.has(item));
    return [...new Set([...made, ...later])];
  }

  #collect(): void {
    this.#queue = [];
    this.#consideration.newGroup();
    for (const task of this.#tasks.slice(this.#next)) {
      const prepared = this.#context.preparation.get(task);
      if (prepared === undefined || (task.barrier && this.#consideration.group.length > 0)) return;
      if (this.#collectTask(prepared, task === this.#tasks[this.#next] ? this.#itemsDone : 0) === 'stop') return;
    }
  }

  #collectTask(prepared: Prepared, from: number): Verdict {
    const { binding } = prepared;
    switch (binding.kind) {
      case 'deferred':
        if (!this.#context.preparation.assumed.has(binding.on)) return 'stop';
        return this.#enqueue(prepared, null, assumedOutcome);
      case 'skipped':
        return this.#enqueue(prepared, null, skippedOutcome);
      case 'failed':
        return this.#enqueue(prepared, null, failedOutcome(templateError(binding)));
      case 'items':
        return binding.items.length === 0
          ? this.#enqueue(prepared, null, skippedOutcome)
          : this.#collectItems(prepared, from);
      default:
        return unreachable(binding);
    }
  }

  #collectItems(prepared: Prepared, from: number): Verdict {
    const { task } = prepared;
    let verdict: Verdict = 'next';
    for (const item of prepared.items.slice(from)) {
      const found = this.#consideration.consider(item, task);
      if (found === 'wait') return 'stop';
      if (found === 'perform') {
        refuseUnplanned(this.#context, prepared, item);
        const queued = this.#queued(prepared, item, null);
        this.#queue.push(queued);
        this.#consideration.join(queued);
        if (this.#consideration.closesGroup(item, task)) return 'stop';
      } else if (this.#enqueue(prepared, item, found) === 'stop') verdict = 'stop';
    }
    return verdict;
  }

  #queued(prepared: Prepared, item: PreparedItem | null, outcome: Outcome | null): Queued {
    return { prepared, item, startedAt: this.#context.ports.clock.now(), outcome };
  }

  #enqueue(prepared: Prepared, item: PreparedItem | null, found: Outcome): Verdict {
    const outcome = judged(this.#context, prepared, item, found);
    this.#queue.push(this.#queued(prepared, item, outcome));
    return outcome.status === 'failed' && !prepared.task.ignoreErrors ? 'stop' : 'next';
  }

  /** Tells what has an outcome, in order. After a failure only what was performed beside it is still told. */
  #flush(group: readonly Queued[]): void {
    for (const queued of this.#queue) {
      const performed = group.includes(queued);
      if (queued.outcome === null || (this.#failed && !performed)) {
        if (this.#failed) continue;
        return;
      }
      const outcome = performed
        ? this.#performed(queued, judged(this.#context, queued.prepared, queued.item, queued.outcome))
        : queued.outcome;
      this.#tell(queued, outcome);
      if (!this.#failed) this.#finishItem(queued, outcome);
    }
  }

  /** Whose handlers have to run, and whose work this undid. */
  #performed(queued: Queued, outcome: Outcome): Outcome {
    const { host, play } = this.#context;
    if (outcome.status === 'changed' || (outcome.status === 'failed' && queued.item?.touched === true))
      for (const handler of this.#handlersOf(queued.prepared.task)) host.due.add(pendingKey(play, handler));
    if (outcome.status !== 'changed') return outcome;
    const undone = this.#made.filter((other) => this.#undoes(outcome, other));
    this.#made.push(queued);
    const names = new Set(undone.map(({ prepared }) => prepared.task.name));
    const fights = [...names].map(
      (name) => `undoes what "${name}" did: the two fight, and every run changes both again`,
    );
    return { ...outcome, warnings: [...outcome.warnings, ...fights] };
  }

  #undoes({ changes }: Outcome, { item }: Queued): boolean {
    if (item === null || item.item.kind !== 'host' || item.answer === null || item.answer instanceof BadAnswer)
      return false;
    const { planned } = item.answer;
    return (
      planned.kind === 'changes' &&
      planned.changes.some(({ converges }) => converges === 'verified') &&
      mayBeStale(item.item.bound.query.reads, writesOf(changes), this.#context.host.realPath)
    );
  }

  #tell(queued: Queued, outcome: Outcome): void {
    const handlers = this.#handlersOf(queued.prepared.task);
    const { mode, emit, notify, ports } = this.#context;
    const place = this.#placeOf(queued, outcome);
    const isLeft = outcome.status === 'drifted' && place === 'drift';
    if (outcome.status === 'changed' || (isLeft && mode === 'plan')) notify(handlers);
    if (mode === 'plan' && outcome.status === 'drifted')
      this.#context.intend?.(intentOf(queued.prepared, queued.item, outcome, ports.secrets));
    const notified = outcome.status === 'changed' || isLeft ? handlers.map(({ name }) => name) : [];
    const finished: TaskFinished = finishedEvent(this.#context, queued, toldAs(outcome, place), notified);
    if (finished.status === 'drifted') this.#context.found?.(finished, readsOfItem(queued), place);
    emit({ type: queued.prepared.task.kind === 'handler' ? 'handler-finished' : 'task-finished', ...finished });
  }

  /** Where only drift is told: what an item counts as. Everything else is as the plan has it. */
  #placeOf(queued: Queued, outcome: Outcome): Place {
    const { scope } = this.#context.host;
    if (scope === null || outcome.status !== 'drifted' || queued.prepared.task.kind === 'handler') return 'drift';
    const { changes, assumed } = outcome;
    const notifies = this.#handlersOf(queued.prepared.task).length > 0;
    return scope.placeOf({ reads: readsOfItem(queued), changes, assumed, notifies });
  }

  #finishItem(queued: Queued, outcome: Outcome): void {
    const { prepared, item } = queued;
    const { task } = prepared;
    const { host, preparation, ports } = this.#context;
    const seal = isHidden(queued) ? hiddenFields : sealedFields;
    for (const [name, value] of seal(outcome.facts, ports.secrets)) host.memory.set(String(name), value);
    const fields = seal(resultFields(outcome), ports.secrets);
    const gathered = fields.get('ansible_facts');
    if (gathered !== undefined) host.memory.set('ansible_facts', gathered);
    if (item !== null) this.#results.push(fields);
    this.#taskFailed ||= outcome.status === 'failed';
    if (outcome.status === 'drifted') for (const name of task.sets) preparation.assumed.add(name);
    this.#itemsDone += 1;
    if (item === null || this.#itemsDone >= prepared.items.length) this.#finishTask(prepared, fields);
  }

  #finishTask({ task, binding }: Prepared, last: Fields): void {
    const looped = binding.kind === 'items' && binding.looped;
    const fields = looped ? loopFields(this.#results) : (this.#results[0] ?? last);
    if (task.register !== null) this.#context.host.memory.set(task.register, fields);
    if (this.#taskFailed && !task.ignoreErrors) this.#failed = true;
    this.#next += 1;
    this.#itemsDone = 0;
    this.#results = [];
    this.#taskFailed = false;
  }

  #handlersOf(task: TaskPlan): readonly TaskPlan[] {
    return handlersNotifiedBy(this.#context.play, task);
  }
}

/** What only runs, in every apply, is not looked at where drift is told. */
const toldAs = (outcome: Outcome, place: Place): Outcome =>
  place === 'run' ? { ...outcome, status: 'skipped', assumed: false, changes: [] } : outcome;

const readsOfItem = ({ item }: Queued): readonly Resource[] => (item === null ? [] : readsOf([item]));
