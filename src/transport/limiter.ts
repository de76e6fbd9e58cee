/** Runs an action once fewer than `atOnce` are under way; first come, first served. */
export type Limiter = <T>(action: () => Promise<T>) => Promise<T>;

export function limiter(atOnce: number): Limiter {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async (action) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await action();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
