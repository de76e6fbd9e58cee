import type { Remembered } from '../../report/repeats.ts';
import { wrap } from '../columns.ts';
import { MAIL, nodesOf, timeWords } from './words.ts';

/** One line for all that is over in the same way: `RESOLVED prod-a: worker-2 answers again (away 03:00-07:30 UTC)`. */
export function resolvedText(over: readonly Remembered[], cluster: string, now: number): readonly string[] {
  const where = cluster === '' ? '' : `${cluster.replace(/^ of /, '')}: `;
  const alike = Map.groupBy(over, ({ kind, since }) => JSON.stringify([kind, timeWords(since, now)]));
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const hosts = nodesOf(same.flatMap(({ host }) => host ?? []));
    const span = `${timeWords(first.since, now)}-${timeWords(now, now)} UTC`;
    return wrap(`RESOLVED ${where}${overWords(first.kind, hosts, same.length > 1, span)}`, MAIL, 9);
  });
}

function overWords(kind: Remembered['kind'], hosts: string, several: boolean, span: string): string {
  switch (kind) {
    case 'unreachable':
      return `${hosts} ${several ? 'answer' : 'answers'} again (away ${span})`;
    case 'failed':
      return `${hosts} ${several ? 'fail' : 'fails'} no more (${span})`;
    case 'drift':
    case 'changed':
    case 'moved':
      return `${hosts} ${several ? 'are' : 'is'} as wanted again (drift ${span})`;
    case 'busy':
      return `no other run holds the lock any more (${span})`;
    case 'refused':
    case 'stopped':
      return `runs are done as a whole again (${span})`;
  }
}

/** What was told before and is still so, in one paragraph. */
export function knownText(known: readonly Remembered[], now: number): readonly string[] {
  if (known.length === 0) return [];
  const alike = Map.groupBy(known, ({ kind, since }) => JSON.stringify([kind, timeWords(since, now)]));
  const parts = [...alike.values()].map((same) => {
    const hosts = nodesOf(same.flatMap(({ host }) => host ?? []));
    const since = timeWords(same[0]?.since ?? now, now);
    return `${same[0]?.kind ?? ''}${hosts === '' ? '' : ` ${hosts}`} (since ${since})`;
  });
  return wrap(`Told before, and still so: ${parts.join(', ')}`, MAIL, 2);
}
