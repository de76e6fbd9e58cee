import type { TaskPlan } from '../domain/run-plan.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { Considered, Consideration } from './consider.ts';
import { judged } from './judge.ts';
import { passesMeta } from './meta-task.ts';
import {
  type Outcome,
  assumedOutcome,
  conditionOutcome,
  failedOutcome,
  skippedOutcome,
  templateError,
} from './outcome.ts';
import { pauseOf, plannedPause } from './pausing.ts';
import type { Prepared, PreparedItem } from './prepare.ts';
import { type Queued, type SectionContext, handlersOf, unknownHandler } from './section-context.ts';
import { refuseUnplanned } from './unplanned.ts';
import type { Walk } from './walk.ts';

type Verdict = 'next' | 'stop';

/** What a stretch has to know of those before it. */
export interface Known {
  readonly walk: Walk;
  readonly consideration: Consideration;
  /** What was performed before its turn. */
  readonly early: Map<PreparedItem, Queued>;
  /** What came of the pause that is next. */
  readonly paused: Paused | null;
}

export interface Paused {
  readonly item: PreparedItem;
  readonly outcome: Outcome;
}

/** The items from where the host stands on, in order, up to what cannot be known before these are performed. */
export function collectStretch(context: SectionContext, known: Known): readonly Queued[] {
  return new Stretch(context, known).collect();
}

class Stretch {
  readonly #context: SectionContext;
  readonly #known: Known;
  readonly #queue: Queued[] = [];

  constructor(context: SectionContext, known: Known) {
    this.#context = context;
    this.#known = known;
  }

  collect(): readonly Queued[] {
    const { walk, consideration } = this.#known;
    consideration.newGroup();
    for (const at of walk.flow.ahead(walk.place)) {
      const task = walk.tasks[at];
      const prepared = task === undefined ? undefined : this.#context.preparation.get(task);
      if (task === undefined || prepared === undefined) break;
      const isNext = at === walk.place?.at;
      if (!isNext && this.#endsAt(task, prepared)) break;
      if (this.#collectTask(prepared, isNext ? walk.progress.itemsDone : 0) === 'stop') break;
    }
    return this.#queue;
  }

  /** Whether a task has to be the next one before it is looked at. */
  #endsAt(task: TaskPlan, prepared: Prepared): boolean {
    const { meetings, notified } = this.#context;
    if (task.meta === null)
      return meetings.meets(task) || (task.barrier === 'host' && this.#known.consideration.group.length > 0);
    if (task.meta === 'flush_handlers' && prepared.binding.kind === 'items')
      return notified.size > 0 || this.#queue.some((queued) => this.#mayNotify(queued));
    return !passesMeta(prepared, this.#context) && prepared.binding.kind !== 'failed';
  }

  #mayNotify(queued: Queued): boolean {
    const { outcome } = queued;
    const isNews = outcome === null || outcome.status === 'changed' || outcome.status === 'drifted';
    return isNews && handlersOf(this.#context, queued).length > 0;
  }

  #collectTask(prepared: Prepared, from: number): Verdict {
    const { binding } = prepared;
    switch (binding.kind) {
      case 'deferred':
        if (!this.#context.preparation.assumed.has(binding.on)) return 'stop';
        return this.#enqueueWhole(prepared, assumedOutcome);
      case 'skipped':
        return this.#enqueueWhole(prepared, conditionOutcome(binding));
      case 'failed':
        return this.#enqueueWhole(prepared, failedOutcome(templateError(binding)));
      case 'items':
        return binding.items.length === 0 || prepared.task.meta !== null
          ? this.#enqueueWhole(prepared, skippedOutcome)
          : this.#collectItems(prepared, from);
      default:
        return unreachable(binding);
    }
  }

  #collectItems(prepared: Prepared, from: number): Verdict {
    const { early, consideration } = this.#known;
    const { task } = prepared;
    let verdict: Verdict = 'next';
    for (const item of prepared.items.slice(from)) {
      const found = this.#considered(item, task);
      if (found === 'wait') return 'stop';
      if (found === 'perform') {
        refuseUnplanned(this.#context, prepared, item);
        early.delete(item);
        consideration.join(this.#push(prepared, item, null));
        if (consideration.closesGroup(item, task)) return 'stop';
        continue;
      }
      const performed = found.status === 'ok' ? early.get(item) : undefined;
      if (performed !== undefined) {
        this.#queue.push(performed);
        continue;
      }
      const end = this.#enqueue(prepared, item, found);
      if (end === 'again' || (task.module === 'set_fact' && prepared.items.at(-1) !== item)) return 'stop';
      if (end === 'stop') verdict = 'stop';
    }
    return verdict;
  }

  #considered(item: PreparedItem, task: TaskPlan): Considered {
    const unknown = unknownHandler(this.#context.play, item);
    if (unknown !== undefined)
      return failedOutcome({ code: 'template', message: `no handler of this play is called "${unknown}"` });
    const pause = pauseOf(item);
    if (pause === null) return this.#known.consideration.consider(item, task);
    if (this.#context.mode === 'plan') return plannedPause(pause, this.#context);
    const { paused } = this.#known;
    return paused?.item === item ? paused.outcome : 'wait';
  }

  /** again: this attempt was not the last one. */
  #enqueue(prepared: Prepared, item: PreparedItem, found: Outcome): Verdict | 'again' {
    const { progress } = this.#known.walk;
    const isNext = this.#queue.length === 0;
    const { outcome, again } = judged(this.#context, prepared, item, found, isNext ? progress.attempt : 1);
    if (again === null) return verdictOf(this.#push(prepared, item, outcome), outcome);
    if (isNext) {
      item.answer = null;
      progress.tryAgain(this.#context, prepared.task, again);
    }
    return 'again';
  }

  #enqueueWhole(prepared: Prepared, outcome: Outcome): Verdict {
    return verdictOf(this.#push(prepared, null, outcome), outcome);
  }

  #push(prepared: Prepared, item: PreparedItem | null, outcome: Outcome | null): Queued {
    const queued = { prepared, item, startedAt: this.#context.ports.clock.now(), outcome, entry: null };
    this.#queue.push(queued);
    return queued;
  }
}

const verdictOf = ({ prepared }: Queued, { status }: Outcome): Verdict =>
  status === 'failed' && !prepared.task.ignoreErrors ? 'stop' : 'next';
