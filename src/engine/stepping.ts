import type { ConfirmTask } from './ports.ts';

/** `--step`: one question at a time, until the operator says that all the rest is wanted. */
export class Stepping {
  readonly #confirm: ConfirmTask | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #goesOn = false;

  constructor(confirm: ConfirmTask | undefined) {
    this.#confirm = confirm;
  }

  get isOn(): boolean {
    return this.#confirm !== undefined && !this.#goesOn;
  }

  async ask(task: string): Promise<boolean> {
    const answer = this.#last.then(() => this.#askNow(task));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #askNow(task: string): Promise<boolean> {
    if (this.#confirm === undefined || this.#goesOn) return true;
    const answer = await this.#confirm(task);
    this.#goesOn = answer === 'continue';
    return answer !== 'no';
  }
}
