import type { BlockPlan, TaskPlan } from '../domain/run-plan.ts';
import { Flow, type Place, type Step } from './flow.ts';
import type { SectionEnd } from './section-context.ts';
import { TaskProgress } from './task-progress.ts';

/** Blocks that put back what they changed and were left by a failure, and the task that failed in them. */
export interface Undoing {
  readonly blocks: readonly BlockPlan[];
  readonly failed: TaskPlan;
}

/** One host on its way through the tasks of a section: where it stands, what it has passed, and how it ends. */
export class Walk {
  readonly tasks: readonly TaskPlan[];
  readonly flow: Flow;
  readonly #positions: ReadonlyMap<string, number>;
  readonly #passed = new Set<number>();
  place: Place | null;
  /** Of the task at `place`. */
  progress = new TaskProgress();
  end: SectionEnd = 'done';
  /** Another host failed for all of its batch: this one goes no further than what cleans up behind it. */
  isOut = false;
  #undoing: Undoing | null = null;

  constructor(tasks: readonly TaskPlan[], blocks: readonly BlockPlan[]) {
    this.tasks = tasks;
    this.flow = new Flow(tasks.length, blocks);
    this.#positions = new Map(tasks.map(({ id }, at) => [id, at]));
    this.place = this.flow.begin().place;
  }

  /** Tasks that were not done, wherever they stand. */
  get left(): readonly TaskPlan[] {
    return this.tasks.filter((_, at) => !this.#passed.has(at));
  }

  positionOf({ id }: TaskPlan): number {
    return this.#positions.get(id) ?? 0;
  }

  isRescued(task: TaskPlan): boolean {
    return this.flow.isRescued(this.positionOf(task));
  }

  advance(): void {
    if (this.place !== null) this.#go(this.place, this.flow.next(this.place));
  }

  /** True: nothing rescues this failure. */
  fail(): boolean {
    const { place } = this;
    if (place === null) return false;
    const task = this.tasks[place.at];
    const step = this.flow.fail(place);
    const blocks = step.left.filter(({ onFailure }) => onFailure === 'rollback');
    if (task !== undefined && blocks.length > 0)
      this.#undoing = { blocks: [...(this.#undoing?.blocks ?? []), ...blocks], failed: this.#undoing?.failed ?? task };
    this.#go(place, step);
    return step.failed;
  }

  /** What is to be put back before it goes on, once. */
  takeUndoing(): Undoing | null {
    const taken = this.#undoing;
    this.#undoing = null;
    return taken;
  }

  #go(from: Place, step: Step): void {
    this.#passed.add(from.at);
    this.place = step.place;
    if (step.failed) this.end = 'failed';
    this.progress = new TaskProgress();
  }
}
