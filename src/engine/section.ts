import { identityKey } from '../domain/connection.ts';
import type { TaskFinished } from '../domain/event.ts';
import { BadAnswer, type Change, type Fields } from '../domain/module.ts';
import type { Resource } from '../domain/resource.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import { unreachable } from '../domain/unreachable.ts';
import { mayBeStale } from './conflicts.ts';
import { finishedEvent } from './finished-event.ts';
import {
  type Outcome,
  assumedOutcome,
  badAnswerError,
  controllerOutcome,
  driftedOutcome,
  failedOutcome,
  okOutcome,
  refusalError,
  skippedOutcome,
} from './outcome.ts';
import { performGroup } from './perform.ts';
import type { HostItem, Prepared, PreparedItem } from './prepare.ts';
import { loopFields, resultFields } from './register.ts';
import { type Queued, type SectionContext, type SectionEnd, handlersNotifiedBy, writesOf } from './section-context.ts';

type Verdict = 'next' | 'stop';

/** Consecutive tasks of one play on one host: asks, plans, performs in groups, verifies, and tells the results in order. */
export class Section {
  readonly #context: SectionContext;
  readonly #tasks: readonly TaskPlan[];
  #next = 0;
  #itemsDone = 0;
  #results: Fields[] = [];
  #taskFailed = false;
  #taskChanged = false;
  #failed = false;
  #queue: Queued[] = [];
  #group: Queued[] = [];
  /** What the group writes; in plan mode, what was not performed. */
  #writes: Resource[] = [];

  constructor(context: SectionContext, tasks: readonly TaskPlan[]) {
    this.#context = context;
    this.#tasks = tasks;
  }

  async run(): Promise<SectionEnd> {
    const { ports, preparation, mode, ahead } = this.#context;
    while (this.#next < this.#tasks.length) {
      if (mode === 'apply' && ports.stop.aborted) return 'stopped';
      await preparation.prepare(ahead(this.#tasks.slice(this.#next)));
      if (ports.kill.aborted) return 'stopped';
      this.#collect();
      if (this.#group.length > 0) await performGroup(this.#context, this.#group, this.#later());
      this.#flush();
      if (this.#failed) return 'failed';
    }
    return 'done';
  }

  /** Every prepared item from here on that is not in the group. */
  #later(): readonly PreparedItem[] {
    const performed = new Set(this.#group.map(({ item }) => item));
    return this.#tasks
      .slice(this.#next)
      .flatMap((task) => this.#context.preparation.get(task)?.items ?? [])
      .filter((item) => !performed.has(item));
  }

  #collect(): void {
    this.#group = [];
    this.#queue = [];
    if (this.#context.mode === 'apply') this.#writes = [];
    for (const task of this.#tasks.slice(this.#next)) {
      const prepared = this.#context.preparation.get(task);
      if (prepared === undefined || (task.barrier && this.#group.length > 0)) return;
      if (this.#collectTask(prepared, task === this.#tasks[this.#next] ? this.#itemsDone : 0) === 'stop') return;
    }
  }

  #collectTask(prepared: Prepared, from: number): Verdict {
    const { binding, task } = prepared;
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
          : this.#collectItems(prepared, from, task);
      default:
        return unreachable(binding);
    }
  }

  #collectItems(prepared: Prepared, from: number, task: TaskPlan): Verdict {
    let verdict: Verdict = 'next';
    for (const item of prepared.items.slice(from)) {
      const outcome = this.#consider(item, task);
      if (outcome === 'wait') return 'stop';
      if (outcome === 'perform') {
        this.#queue.push(this.#queued(prepared, item, null));
        this.#group.push(...this.#queue.slice(-1));
        if (this.#closesGroup(item, task)) return 'stop';
      } else if (this.#enqueue(prepared, item, outcome) === 'stop') verdict = 'stop';
    }
    return verdict;
  }

  /** The outcome of an item that needs nothing done, or whether it is to be performed in this group or has to wait for it. */
  #consider(prepared: PreparedItem, task: TaskPlan): Outcome | 'perform' | 'wait' {
    const { item } = prepared;
    switch (item.kind) {
      case 'skipped':
        return skippedOutcome;
      case 'failed':
        return failedOutcome(templateError(item));
      case 'controller':
        return controllerOutcome(item.result);
      case 'host':
        return this.#considerHost(prepared, item, task);
      default:
        return unreachable(item);
    }
  }

  #considerHost(prepared: PreparedItem, item: HostItem, task: TaskPlan): Outcome | 'perform' | 'wait' {
    const stale =
      this.#writes.length > 0 && mayBeStale(item.bound.query.reads, this.#writes, this.#context.host.realPath);
    if (stale && this.#context.mode === 'apply') prepared.answer = null;
    const { answer } = prepared;
    if (answer === null) return 'wait';
    if (answer instanceof BadAnswer) return stale ? assumedOutcome : failedOutcome(badAnswerError(answer));
    const { planned } = answer;
    if (planned.kind === 'refused') {
      if (!stale) return failedOutcome(refusalError(planned), [], answer.result([]));
      this.#writes.push(...writesOf(planned.assuming ?? []));
      return { ...assumedOutcome, changes: planned.assuming ?? [] };
    }
    if (planned.changes.length === 0) return okOutcome(answer, planned);
    if (this.#onlyLook(item)) {
      this.#writes.push(...writesOf(planned.changes));
      return driftedOutcome(planned, answer.result([]), { assumed: stale });
    }
    const tooMuch = this.#tooDisruptive(task, planned.changes);
    if (tooMuch !== null) return driftedOutcome(planned, answer.result([]), { warning: tooMuch });
    if (!this.#joins(item)) return 'wait';
    this.#writes.push(...writesOf(planned.changes));
    return 'perform';
  }

  #onlyLook(item: HostItem): boolean {
    return this.#context.mode === 'plan' || item.settings.checkMode === true;
  }

  /** A task whose handlers restart something disrupts as much as they do: its change alone would go live by k8sd's own restart. */
  #tooDisruptive(task: TaskPlan, changes: readonly Change[]): string | null {
    const allowed = this.#context.host.options.disrupt;
    const order = ['none', 'process', 'node'];
    const caused = [
      ...changes.map((change) => change.disrupts),
      ...(this.#handlersOf(task).length > 0 ? ['process'] : []),
    ];
    const worst = caused.find((disrupts) => order.indexOf(disrupts) > order.indexOf(allowed));
    return worst === undefined ? null : `needs a restart, which --disrupt ${allowed} does not allow`;
  }

  /** One identity a group; what has a gate or a timeout of its own goes alone. */
  #joins(item: HostItem): boolean {
    const first = this.#group[0]?.item?.item;
    if (first === undefined || first.kind !== 'host') return true;
    return (
      identityKey(first.settings.identity) === identityKey(item.settings.identity) &&
      item.gate === null &&
      item.settings.timeout === null
    );
  }

  #closesGroup({ item, answer }: PreparedItem, task: TaskPlan): boolean {
    const once =
      answer !== null &&
      !(answer instanceof BadAnswer) &&
      answer.planned.kind === 'changes' &&
      answer.planned.changes.some(({ converges }) => converges === 'once');
    return (
      once || task.sets.length > 0 || (item.kind === 'host' && (item.gate !== null || item.settings.timeout !== null))
    );
  }

  #queued(prepared: Prepared, item: PreparedItem | null, outcome: Outcome | null): Queued {
    return { prepared, item, startedAt: this.#context.ports.clock.now(), outcome };
  }

  #enqueue(prepared: Prepared, item: PreparedItem | null, found: Outcome): Verdict {
    const outcome = this.#judged(prepared, item, found);
    this.#queue.push(this.#queued(prepared, item, outcome));
    return outcome.status === 'failed' && !prepared.task.ignoreErrors ? 'stop' : 'next';
  }

  /** `changed_when` and `failed_when`, for what has run. */
  #judged(prepared: Prepared, item: PreparedItem | null, outcome: Outcome): Outcome {
    if (item === null || outcome.status === 'skipped' || outcome.status === 'drifted') return outcome;
    if (outcome.error !== null && outcome.error.code !== 'command-failed' && !outcome.fields.has('rc')) return outcome;
    const { host, binder } = this.#context;
    const memory = { values: host.memory, pending: this.#context.preparation.assumed };
    const verdict = binder.judge(prepared.task, host.name, memory, prepared.items.indexOf(item), resultFields(outcome));
    if (verdict.problem !== undefined)
      return failedOutcome({ code: 'template', message: verdict.problem }, outcome.changes, outcome.fields);
    if (verdict.failed === true) {
      return {
        ...outcome,
        status: 'failed',
        error: { code: 'failed-when', message: 'failed_when says that this failed' },
      };
    }
    const failed = outcome.status === 'failed' && verdict.failed === null;
    if (failed) return outcome;
    const changed = verdict.changed ?? (outcome.status === 'changed' || outcome.error?.code === 'command-failed');
    return { ...outcome, status: changed ? 'changed' : 'ok', error: null };
  }

  #flush(): void {
    for (const queued of this.#queue) {
      if (queued.outcome === null) return;
      const performed = this.#group.includes(queued);
      const outcome = performed ? this.#judged(queued.prepared, queued.item, queued.outcome) : queued.outcome;
      this.#tell(queued, outcome);
      this.#finishItem(queued, outcome);
      if (this.#failed) return;
    }
  }

  #tell(queued: Queued, outcome: Outcome): void {
    const { task } = queued.prepared;
    const notified =
      outcome.status === 'changed' || outcome.status === 'drifted'
        ? this.#handlersOf(task).map(({ name }) => name)
        : [];
    const finished: TaskFinished = finishedEvent(this.#context, queued, outcome, notified);
    this.#context.emit({ type: task.kind === 'handler' ? 'handler-finished' : 'task-finished', ...finished });
  }

  #finishItem({ prepared, item }: Queued, outcome: Outcome): void {
    const { task, binding } = prepared;
    const { host, preparation, mode } = this.#context;
    for (const [name, value] of outcome.facts) host.memory.set(name, value);
    const gathered = outcome.fields.get('ansible_facts');
    if (gathered !== undefined) host.memory.set('ansible_facts', gathered);
    if (item !== null) this.#results.push(resultFields(outcome));
    this.#taskFailed ||= outcome.status === 'failed';
    this.#taskChanged ||= outcome.status === 'changed' || (outcome.status === 'drifted' && mode === 'plan');
    if (outcome.status === 'drifted') for (const name of task.sets) preparation.assumed.add(name);
    this.#itemsDone += 1;
    if (item !== null && this.#itemsDone < prepared.items.length) return;
    this.#register(
      task,
      binding.kind === 'items' && binding.looped
        ? loopFields(this.#results)
        : (this.#results[0] ?? resultFields(outcome)),
    );
    if (this.#taskChanged) this.#context.notify(this.#handlersOf(task));
    if (this.#taskFailed && !task.ignoreErrors) this.#failed = true;
    this.#next += 1;
    this.#itemsDone = 0;
    this.#results = [];
    this.#taskFailed = false;
    this.#taskChanged = false;
  }

  #register(task: TaskPlan, fields: Fields): void {
    if (task.register !== null) this.#context.host.memory.set(task.register, fields);
  }

  #handlersOf(task: TaskPlan): readonly TaskPlan[] {
    return handlersNotifiedBy(this.#context.play, task);
  }
}

const templateError = (failed: {
  readonly message: string;
  readonly hint?: string;
}): { code: 'template'; message: string; hint?: string } => ({
  code: 'template',
  message: failed.message,
  ...(failed.hint === undefined ? {} : { hint: failed.hint }),
});
