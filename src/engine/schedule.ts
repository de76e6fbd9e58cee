import pLimit from 'p-limit';

/** Runs `work` for every item, at most `forks` at once; rejects with the first error after all have ended. */
export async function forEachHost<Item>(
  items: readonly Item[],
  forks: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const limit = pLimit(forks);
  await allEnded(items.map((item) => limit(() => work(item))));
}

/** Rejects with the first error after all have ended. */
export async function allEnded(works: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason;
}

/** A number of places, given to those who wait in their order. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  async hold<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.take();
    try {
      return await work();
    } finally {
      this.give();
    }
  }

  /** Inside `hold`: gives the place to others while `wait` goes on. */
  async outside<Result>(wait: () => Promise<Result>): Promise<Result> {
    this.give();
    try {
      return await wait();
    } finally {
      await this.take();
    }
  }

  tryTake(): boolean {
    if (this.#free === 0) return false;
    this.#free -= 1;
    return true;
  }

  async take(): Promise<void> {
    if (!this.tryTake()) await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}

/** One holder at a time for each key: no two control planes of a cluster are disrupted together, whatever `serial` says. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  async take(key: string, work: () => Promise<void>): Promise<void> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(
      key,
      mine.catch(() => undefined),
    );
    await mine;
  }
}
