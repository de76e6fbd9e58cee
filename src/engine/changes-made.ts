import { BadAnswer } from '../domain/module.ts';
import type { BlockPlan, TaskPlan } from '../domain/run-plan.ts';
import { mayBeStale } from './conflicts.ts';
import { machineOf } from './delegate.ts';
import type { HostWork } from './host-work.ts';
import type { Outcome } from './outcome.ts';
import { pendingKey } from './pending.ts';
import type { PreparedItem } from './prepare.ts';
import { type Queued, type SectionContext, handlersOf, writesOf } from './section-context.ts';
import type { Walk } from './walk.ts';

/** What a section has changed on its host, and the handlers that were notified by it. */
export class ChangesMade {
  readonly #context: SectionContext;
  readonly #walk: Walk;
  #made: Queued[] = [];
  /** The first entry of the journal of each block that is undone when it fails. */
  readonly #entries = new Map<BlockPlan, number>();
  /** The tasks that notified a handler, by its id. */
  readonly #notifiers = new Map<string, Set<TaskPlan>>();

  constructor(context: SectionContext, walk: Walk) {
    this.#context = context;
    this.#walk = walk;
  }

  get items(): readonly PreparedItem[] {
    return this.#made.flatMap(({ item }) => item ?? []);
  }

  /** Whose handlers have to run, and whose work this undid. */
  add(queued: Queued, outcome: Outcome): Outcome {
    const { host, play } = this.#context;
    const { status } = outcome;
    if (status === 'changed' || (status === 'failed' && queued.item?.touched === true))
      for (const handler of handlersOf(this.#context, queued)) host.journal.due.add(pendingKey(play, handler));
    if (status !== 'changed') return outcome;
    const undone = this.#made.filter((other) => undoes(host, { queued, outcome }, other));
    this.#made.push(queued);
    const names = new Set(undone.map(({ prepared }) => prepared.task.name));
    const fights = [...names].map(
      (name) => `undoes what "${name}" did: the two fight, and every run changes both again`,
    );
    return { ...outcome, warnings: [...outcome.warnings, ...fights] };
  }

  noteEntries(group: readonly Queued[]): void {
    for (const { entry, prepared } of group) {
      if (entry === null) continue;
      for (const block of this.#walk.flow.blocksOf(this.#walk.positionOf(prepared.task)))
        if (block.onFailure === 'rollback' && !this.#entries.has(block)) this.#entries.set(block, entry);
    }
  }

  /** The first entry of the journal that any of these blocks wrote; null: none. */
  firstEntryOf(blocks: readonly BlockPlan[]): number | null {
    const entries = blocks.flatMap((block) => this.#entries.get(block) ?? []);
    return entries.length === 0 ? null : Math.min(...entries);
  }

  notify(handlers: readonly TaskPlan[], { prepared }: Queued): void {
    for (const { id } of handlers) {
      this.#context.notified.add(id);
      const notifiers = this.#notifiers.get(id) ?? new Set<TaskPlan>();
      this.#notifiers.set(id, notifiers.add(prepared.task));
    }
  }

  /** What was undone needs no handler, and is nobody's rival. */
  forget(isUndone: (task: TaskPlan) => boolean): void {
    const { host, play, notified } = this.#context;
    this.#made = this.#made.filter(({ prepared }) => !isUndone(prepared.task));
    for (const handler of play.handlers) {
      const by = this.#notifiers.get(handler.id);
      if (by === undefined || ![...by].every(isUndone)) continue;
      notified.delete(handler.id);
      host.journal.due.delete(pendingKey(play, handler));
      this.#notifiers.delete(handler.id);
    }
  }
}

function undoes(
  host: HostWork,
  { queued, outcome }: { readonly queued: Queued; readonly outcome: Outcome },
  { item }: Queued,
): boolean {
  if (item === null || item.item.kind !== 'host' || item.answer === null || item.answer instanceof BadAnswer)
    return false;
  const machine = queued.item?.item.kind === 'host' ? machineOf(host, queued.item.item) : host;
  const { planned } = item.answer;
  return (
    planned.kind === 'changes' &&
    planned.changes.some(({ converges }) => converges === 'verified') &&
    machineOf(host, item.item) === machine &&
    mayBeStale(item.item.bound.query.reads, writesOf(outcome.changes), machine.realPath)
  );
}
