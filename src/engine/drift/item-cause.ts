import type { DriftedItem, FoundDrift } from './found-drift.ts';
import { type Case, type Judged, rebooted, unknown } from './judged.ts';

/** Why an item drifted although no path that it reads moved. */
export function causeOfItem({ reads }: DriftedItem, { playbookChanged }: FoundDrift, about: Case): Judged {
  const { since, events } = about;
  if (since === null) return { class: 'unknown', cause: { kind: 'never-applied' } };
  if (playbookChanged) return { class: 'unknown', cause: { kind: 'playbook-changed' } };
  const units = reads.flatMap((resource) => (resource.kind === 'unit' ? [resource.name] : []));
  const event = events.findLast(
    ({ cause: { snap, endedAt } }) =>
      (endedAt ?? Infinity) >= since && units.some((unit) => unit.startsWith(`snap.${snap}.`)),
  );
  // A revert leaves services off, which somebody has to know.
  if (event !== undefined) return { class: 'unexpected', cause: event.cause };
  const isLive = units.length > 0 || reads.some(({ kind }) => kind === 'sysctl');
  return (isLive ? rebooted(about) : null) ?? unknown('nothing that it reads has moved since the last good run');
}
