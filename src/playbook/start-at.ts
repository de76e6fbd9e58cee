import { type TextTest, globTest } from '../domain/glob.ts';
import { near } from '../domain/near.ts';
import type { Problems } from '../source/problems.ts';

/** Where a run starts: the first task whose name is `name` or matches it as a glob. Asked of the tasks of all plays, in order. */
export class StartAt {
  readonly #name: string;
  readonly #isMeant: TextTest;
  readonly #passed = new Set<string>();
  #isFound = false;
  constructor(name: string) {
    this.#name = name;
    this.#isMeant = globTest(name);
  }

  /** Whether this task is done: it is the first one meant, or comes after it. */
  isReached(task: string): boolean {
    this.#isFound ||= task === this.#name || this.#isMeant(task);
    if (!this.#isFound) this.#passed.add(task);
    return this.#isFound;
  }

  /** At the end: that no task is called so. */
  report(problems: Problems): void {
    if (this.#isFound) return;
    const [guess] = near(this.#name, this.#passed);
    const hint = guess === undefined ? 'bulwark plan --list-tasks shows their names' : `did you mean \`${guess}\`?`;
    problems.error('unknown-task', `no task is called \`${this.#name}\` (--start-at-task)`, undefined, { hint });
  }
}
