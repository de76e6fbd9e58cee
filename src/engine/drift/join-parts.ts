import type { DriftCause, ExplainedDrift } from '../../domain/drift.ts';

/** Edits that are no further apart are told as one. */
const oneSitting = 600_000;

/** What has the same cause and class becomes one. */
export function joinParts(parts: readonly ExplainedDrift[]): readonly ExplainedDrift[] {
  const joined: ExplainedDrift[] = [];
  for (const part of parts) {
    const at = joined.findIndex((one) => one.class === part.class && isSame(one.cause, part.cause));
    const same = joined[at];
    if (same === undefined) joined.push(part);
    else joined[at] = join(same, part);
  }
  return joined;
}

const isSame = (a: DriftCause, b: DriftCause): boolean => {
  if (a.kind === 'edit' && b.kind === 'edit') return Math.abs(a.at - b.at) <= oneSitting;
  return JSON.stringify(a) === JSON.stringify(b);
};

const join = (a: ExplainedDrift, b: ExplainedDrift): ExplainedDrift => ({
  class: a.class,
  cause: joinCauses(a.cause, b.cause),
  moved: [...a.moved, ...b.moved],
  items: [...a.items, ...b.items],
  controls: distinct([...a.controls, ...b.controls]),
});

function joinCauses(a: DriftCause, b: DriftCause): DriftCause {
  if (a.kind !== 'edit' || b.kind !== 'edit') return a;
  const logins = a.logins === null || b.logins === null ? (a.logins ?? b.logins) : distinct([...a.logins, ...b.logins]);
  return { kind: 'edit', at: Math.max(a.at, b.at), logins, live: distinct([...a.live, ...b.live]) };
}

/** Told apart by what they say. */
const distinct = <Thing>(things: readonly Thing[]): readonly Thing[] => [
  ...new Map(things.map((thing) => [JSON.stringify(thing), thing])).values(),
];
