import type { Evidence } from './evidence.ts';
import { type FoundDrift, readsPath } from './found-drift.ts';
import type { Case } from './judged.ts';
import { snapEvents } from './snap-events.ts';

/** What was found and what the host said, on the host's clock. */
export function caseOf(found: FoundDrift, evidence: Evidence): Case {
  const ahead = evidence.now === null ? 0 : evidence.now - found.now;
  const since = found.since === null ? null : found.since.at + ahead;
  return {
    evidence,
    events: snapEvents(evidence, found.snaps, since),
    snapsMoved: new Map(found.snaps.map((moved) => [moved.snap, moved])),
    since,
    unitsOf: (path) => [...ownUnit(path), ...readingUnits(path, found)],
  };
}

/** The service whose arguments these are. */
function ownUnit(path: string): readonly string[] {
  const [, snap, service] = /^\/var\/snap\/([a-z0-9-]+)\/common\/args\/([\w-]+)$/.exec(path) ?? [];
  return snap === undefined || service === undefined ? [] : [`snap.${snap}.${service}.service`];
}

/** The services that drifted items look at beside the path. */
const readingUnits = (path: string, { drifted }: FoundDrift): readonly string[] =>
  drifted
    .filter((item) => readsPath(item, path))
    .flatMap(({ reads }) => reads.flatMap((resource) => (resource.kind === 'unit' ? [resource.name] : [])));
