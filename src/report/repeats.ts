import type { Condition } from './conditions.ts';

/** What was told of a condition, and since when it is known. Times are milliseconds since the epoch. */
export interface Remembered {
  readonly key: string;
  readonly digest: string;
  readonly kind: Condition['kind'];
  readonly host: string | null;
  readonly since: number;
  /** null: it is known, and was not told yet. */
  readonly toldAt: number | null;
  /** Runs in a row that found it. */
  readonly times: number;
}

export type Memory = readonly Remembered[];

/** What is to be told of a run, and what is to be remembered of it. */
export interface Told {
  /** New, changed, or told so long ago that it is told again. */
  readonly news: readonly Condition[];
  /** Still there, and told before. */
  readonly known: readonly Remembered[];
  /** Over, and told before. */
  readonly over: readonly Remembered[];
  readonly memory: Memory;
}

/** Milliseconds after which the same is told again: a day, less what a timer may come early. */
export const AGAIN_AFTER = 24 * 3_600_000 - 15 * 60_000;
/** Another run that is at work is told from this one in a row on: two at once are nothing unusual. */
export const BUSY_FROM = 3;
/** Entries that a memory holds: more than a fleet has hosts. */
const MOST = 20_000;

/** The hosts of a finished run, as far as it counts for what is over. */
export interface Looked {
  /** When it ended. */
  readonly at: number;
  /** Hosts that were reached, and those of them that were looked at to the end. */
  readonly reached: ReadonlySet<string>;
  readonly judged: ReadonlySet<string>;
  /** Every host that there is: of others nothing is remembered. */
  readonly known: ReadonlySet<string>;
  /** Hosts of which nothing is told now, and nothing forgotten. */
  readonly silent: ReadonlySet<string>;
  /** It was refused before it could look at anything. */
  readonly refused: boolean;
}

/** Compares what a run found with what was told before. */
export function decide(memory: Memory, found: readonly Condition[], run: Looked): Told {
  const before = new Map(memory.flatMap((entry) => [[entry.key, entry] as const, [nameOf(entry), entry] as const]));
  const lasting = found.filter(({ lasts }) => lasts);
  const now = lasting.map((condition) =>
    remembered(condition, before.get(nameOf(condition)) ?? before.get(condition.key), run.at),
  );
  const isDue = new Set(now.filter((entry) => due(entry, run.at)).map(nameOf));
  const keys = new Set(now.map(({ key }) => key));
  const gone = memory.filter(({ key }) => !keys.has(key));
  const over = gone.filter((entry) => isOver(entry, run));
  const kept = gone.filter((entry) => !over.includes(entry) && isKnown(entry, run));
  return {
    news: found.filter((condition) => !condition.lasts || isDue.has(nameOf(condition))),
    known: now.filter((entry) => !isDue.has(nameOf(entry)) && entry.toldAt !== null),
    over: over.filter(({ toldAt }) => toldAt !== null),
    memory: [...now.map((entry) => (isDue.has(nameOf(entry)) ? { ...entry, toldAt: run.at } : entry)), ...kept].slice(
      0,
      MOST,
    ),
  };
}

/** Two of one key on one host are two things: two edits, hours apart. */
const nameOf = ({ key, digest }: Pick<Remembered, 'key' | 'digest'>): string => JSON.stringify([key, digest]);

function remembered({ key, digest, kind, host }: Condition, was: Remembered | undefined, at: number): Remembered {
  const same = was?.digest === digest;
  return {
    key,
    digest,
    kind,
    host,
    since: was?.since ?? at,
    toldAt: same ? was.toldAt : null,
    times: (was?.times ?? 0) + 1,
  };
}

/** A clock that was set back tells too much rather than too little. */
function due({ kind, toldAt, times }: Remembered, at: number): boolean {
  if (kind === 'busy' && times < BUSY_FROM) return false;
  return toldAt === null || at - toldAt >= AGAIN_AFTER || toldAt > at;
}

function isOver({ kind, host }: Remembered, run: Looked): boolean {
  if (run.refused) return false;
  if (host === null) return true;
  if (run.silent.has(host)) return false;
  return kind === 'unreachable' ? run.reached.has(host) : run.judged.has(host);
}

const isKnown = ({ host }: Remembered, { known, refused }: Looked): boolean =>
  host === null || refused || known.has(host);
