import pLimit from 'p-limit';

/** Runs `work` for every item, at most `forks` at once; rejects with the first error after all have ended. */
export async function forEachHost<Item>(
  items: readonly Item[],
  forks: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const limit = pLimit(forks);
  const results = await Promise.allSettled(items.map((item) => limit(() => work(item))));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
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
