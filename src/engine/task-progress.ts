import type { Fields } from '../domain/module.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import type { Again } from './judge.ts';
import type { SectionContext } from './section-context.ts';

/** How far the task is that comes next: its items, and the attempts of the next one. */
export class TaskProgress {
  itemsDone = 0;
  attempt = 1;
  hasFailed = false;
  /** What `register` keeps of each item. */
  readonly results: Fields[] = [];
  /** Variables that its items have set, some by names that are known only then. */
  readonly facts = new Set<string>();
  /** Milliseconds to wait before the next attempt; null: it need not wait. */
  #wait: number | null = null;

  endItem(fields: Fields | null, hasFailed: boolean): void {
    if (fields !== null) this.results.push(fields);
    this.hasFailed ||= hasFailed;
    this.itemsDone += 1;
    this.attempt = 1;
  }

  tryAgain({ host, play, emit }: SectionContext, { name, id }: TaskPlan, { delay, left }: Again): void {
    this.#wait = delay;
    this.attempt += 1;
    emit({ type: 'task-retried', host: host.name, play: play.name, task: name, taskId: id, left, delay });
  }

  async waitForAttempt({ ports: { clock, stop } }: SectionContext): Promise<void> {
    if (this.#wait === null) return;
    await clock.sleep(this.#wait, stop);
    this.#wait = null;
  }
}
