import type { TaskPlan } from '../domain/run-plan.ts';
import type { ChangesMade } from './changes-made.ts';
import { failTask } from './fail-task.ts';
import { judged } from './judge.ts';
import type { Outcome } from './outcome.ts';
import type { PreparedItem } from './prepare.ts';
import { rememberFailure, rememberItem, rememberTask } from './remember-result.ts';
import type { Queued, SectionContext } from './section-context.ts';
import { tellResult } from './tell-result.ts';
import type { Walk } from './walk.ts';

/** The results of a section: told in the order of its tasks, kept under their names, and leading the host on. */
export class Results {
  readonly #context: SectionContext;
  readonly #walk: Walk;
  readonly #made: ChangesMade;
  readonly #rescued: boolean | undefined;
  /** What was performed beside a task that failed, though it stands behind it; told when its turn comes, or at the end. */
  readonly early = new Map<PreparedItem, Queued>();

  /** `rescued`: whether a failure is, where that does not hang on the walk. */
  constructor(
    context: SectionContext,
    about: { readonly walk: Walk; readonly made: ChangesMade; readonly rescued: boolean | undefined },
  ) {
    this.#context = context;
    this.#walk = about.walk;
    this.#made = about.made;
    this.#rescued = about.rescued;
  }

  /** Tells what has an outcome, in order. After a failure the rest waits for its turn. */
  settle(queue: readonly Queued[], group: readonly Queued[]): void {
    const early: Queued[] = [];
    let hasFailed = false;
    for (const queued of queue) {
      const performed = group.includes(queued);
      if (hasFailed) {
        if (performed && queued.outcome !== null) early.push(queued);
        continue;
      }
      if (queued.outcome === null) break;
      const { item } = queued;
      const wasPerformed = performed || (item !== null && this.early.has(item));
      const outcome = wasPerformed ? this.#outcomeOf(queued, queued.outcome) : queued.outcome;
      if (outcome === null) break;
      if (item !== null) this.early.delete(item);
      this.#tell(queued, outcome);
      hasFailed = this.#finishItem(queued, outcome) === 'failed';
    }
    this.#keepEarly(early);
  }

  /** At the end of the section. */
  tellEarly(): void {
    this.#tellAll([...this.early.values()]);
  }

  forgetEarly(isUndone: (task: TaskPlan) => boolean): void {
    for (const [item, { prepared }] of this.early) if (isUndone(prepared.task)) this.early.delete(item);
  }

  /** null: it is tried again. */
  #outcomeOf(queued: Queued, found: Outcome): Outcome | null {
    const { progress } = this.#walk;
    const { outcome, again } = judged(this.#context, queued.prepared, queued.item, found, progress.attempt);
    if (again === null) return this.#made.add(queued, outcome);
    progress.tryAgain(this.#context, queued.prepared.task, again);
    return null;
  }

  #keepEarly(early: readonly Queued[]): void {
    const ahead = new Set(this.#walk.flow.ahead(this.#walk.place));
    for (const queued of early)
      if (queued.item !== null && ahead.has(this.#walk.positionOf(queued.prepared.task)))
        this.early.set(queued.item, queued);
    this.#tellAll(early.filter(({ item }) => item === null || !this.early.has(item)));
  }

  #tellAll(early: readonly Queued[]): void {
    for (const queued of early) {
      if (queued.outcome === null) continue;
      const { outcome } = judged(this.#context, queued.prepared, queued.item, queued.outcome, null);
      this.#tell(queued, this.#made.add(queued, outcome));
    }
  }

  #tell(queued: Queued, outcome: Outcome): void {
    tellResult(this.#context, queued, outcome, {
      isRescued: this.#isRescued(queued),
      notify: (handlers) => this.#made.notify(handlers, queued),
    });
  }

  #isRescued({ prepared: { task } }: Queued): boolean {
    return !task.ignoreErrors && (this.#rescued ?? this.#walk.isRescued(task));
  }

  #finishItem(queued: Queued, outcome: Outcome): 'next' | 'failed' {
    const { prepared, item } = queued;
    const { progress } = this.#walk;
    const fields = rememberItem(this.#context, queued, outcome, {
      isRescued: this.#isRescued(queued),
      facts: progress.facts,
    });
    progress.endItem(item === null ? null : fields, outcome.status === 'failed');
    if (item !== null && progress.itemsDone < prepared.items.length) return 'next';
    const { task } = prepared;
    const whole = rememberTask(this.#context, prepared, progress, fields);
    if (!progress.hasFailed || task.ignoreErrors) {
      this.#walk.advance();
      return 'next';
    }
    if (this.#isRescued(queued)) rememberFailure(this.#context, task, whole);
    failTask(this.#context, this.#walk, task);
    return 'failed';
  }
}
