import { Failure } from './failure.ts';
import { maxDepth, maxSteps, maxText } from './limits.ts';

/** What one evaluation has left to spend. */
export class Budget {
  readonly #limit: number;
  #steps: number;
  #text = maxText;
  constructor(steps = maxSteps) {
    this.#limit = steps;
    this.#steps = steps;
  }

  /** Throws Failure `template-limit` once the work of this evaluation is used up. */
  spend(steps: number): void {
    this.#steps -= steps;
    if (!(this.#steps >= 0)) throw new Failure('template-limit', `this takes more than ${this.#limit} steps`);
  }

  /** To be asked before `units` UTF-16 units of text are made. */
  text(units: number): void {
    this.#text -= units;
    if (!(this.#text >= 0))
      throw new Failure('template-limit', `this makes more than ${maxText / 1024 / 1024} MiB of text`);
  }
}

/** Guards recursion over data. */
export function descend(depth: number): number {
  if (depth >= maxDepth) throw new Failure('template-limit', `the data is nested more than ${maxDepth} levels deep`);
  return depth + 1;
}
