import { z } from 'zod';

import type { ConnectReason } from '../domain/errors.ts';

/** What a run that only looked found out about getting in. */
export interface Rehearsal {
  readonly exit: number;
  /** Hosts that answered, with sudo where it was wanted. */
  readonly reached: readonly string[];
  readonly lost: readonly LostHost[];
  /** Mistakes in the input, and what else it said that is no event. */
  readonly said: readonly string[];
}

export interface LostHost {
  readonly host: string;
  readonly reason: string;
  readonly message: string;
  readonly hint: string | null;
}

/** From the JSON lines of a `plan`. `other`: what it printed beside them. */
export function readRehearsal(lines: string, other: string, exit: number): Rehearsal {
  const events = lines.split('\n').flatMap(eventOf);
  const lost = events.filter(({ type }) => type === 'host-lost').map(lostHost);
  const isLost = new Set(lost.map(({ host }) => host));
  const reached = events.filter(({ type }) => type === 'host-connected').map(({ host }) => String(host));
  return {
    exit,
    reached: reached.filter((host) => !isLost.has(host)),
    lost,
    said: [
      ...events.filter(({ type, severity }) => type === 'diagnostic' && severity === 'error').flatMap(mistake),
      ...other.split('\n').filter((line) => line !== '' && !/^exit \d/.test(line)),
    ],
  };
}

/** What this machine has not got, or is not allowed: it stays so until somebody mends it. A host that is off is another matter. */
const standing: ReadonlySet<string> = new Set<ConnectReason>([
  'authentication',
  'authentication-timeout',
  'become',
  'host-key',
  'missing-tool',
  'name-resolution',
]);

/** Why no schedule may be made of it; empty when it may. */
export function rehearsalFaults({ exit, reached, lost, said }: Rehearsal): {
  readonly lost: readonly LostHost[];
  readonly said: readonly string[];
} {
  const faults = lost.filter(({ reason }) => standing.has(reason));
  if (faults.length > 0) return { lost: faults, said: [] };
  if (lost.length > 0 && reached.length === 0) return { lost, said: [] };
  return exit === 5 || exit === 1
    ? { lost: [], said: said.length === 0 ? [`it ended with exit ${exit}`] : said }
    : { lost: [], said: [] };
}

type JsonLine = Readonly<Record<string, unknown>>;

function eventOf(line: string): readonly JsonLine[] {
  if (!line.startsWith('{')) return [];
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === 'object' && event !== null ? [{ ...event }] : [];
  } catch {
    return []; // it was cut
  }
}

const lostHost = ({ host, reason, message, hint }: JsonLine): LostHost => ({
  host: String(host),
  reason: String(reason),
  message: String(message),
  hint: typeof hint === 'string' ? hint : null,
});

function mistake({ file, line, column, summary, hint }: JsonLine): readonly string[] {
  const place = typeof file === 'string' ? `${file}:${String(line)}:${String(column)}  ` : '';
  return [`${place}error  ${String(summary)}`, ...(typeof hint === 'string' ? [`  = ${hint}`] : [])];
}

/** As `schedule run --rehearse` keeps it for `schedule install`; null where it kept none. */
export function readKeptRehearsal(text: string | null): Rehearsal | null {
  const read = kept.safeParse(text === null ? null : (eventOf(text)[0] ?? null));
  return read.success ? read.data : null;
}

const kept: z.ZodType<Rehearsal> = z.object({
  exit: z.int(),
  reached: z.array(z.string()),
  lost: z.array(z.object({ host: z.string(), reason: z.string(), message: z.string(), hint: z.string().nullable() })),
  said: z.array(z.string()),
});
