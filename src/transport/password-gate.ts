/** How a password was received by a host. */
export type PasswordOutcome = 'accepted' | 'refused' | 'not-asked';

/** Hosts that may refuse a password before no further host is tried, so that no central account is locked. */
const REFUSALS_IN_A_RUN = 3;

/**
 * Shared by all hosts of a run. Until one host has accepted a password no more than three are tried at once;
 * after three refusals in the run none is.
 */
export class PasswordGate {
  #refused = 0;
  #trying = 0;
  #accepted = false;
  #waiting: (() => void)[] = [];

  /** Null when the password must not be tried any more. */
  async attempt(trial: () => Promise<PasswordOutcome>): Promise<PasswordOutcome | null> {
    while (!this.#accepted && this.#isOpen() && this.#refused + this.#trying >= REFUSALS_IN_A_RUN) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (!this.#isOpen()) return null;
    this.#trying++;
    try {
      const outcome = await trial();
      if (outcome === 'refused') this.#refused++;
      if (outcome === 'accepted') this.#accepted = true;
      return outcome;
    } finally {
      this.#trying--;
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }

  #isOpen(): boolean {
    return this.#refused < REFUSALS_IN_A_RUN;
  }
}
