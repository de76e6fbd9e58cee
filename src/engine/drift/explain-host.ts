import type { Identity } from '../../domain/connection.ts';
import type { ExplainedDrift } from '../../domain/drift.ts';
import type { HostWork } from '../host-work.ts';
import type { Slot } from '../slot.ts';
import type { Comparison } from './compare.ts';
import { type Evidence, evidenceCommand, readEvidence } from './evidence.ts';
import { explain } from './explain.ts';
import type { DriftedItem } from './found-drift.ts';
import { managedPaths, snapsOf, snapsOfUnits } from './managed-paths.ts';
import { lastGoodRun } from './marker.ts';

/** Why things moved or drifted on a host, from what it can say; nothing is asked where nothing did. Rejects with ConnectError. */
export async function explainHost(
  work: HostWork,
  identity: Identity,
  found: { readonly comparison: Comparison; readonly drifted: readonly DriftedItem[]; readonly now: number },
): Promise<readonly ExplainedDrift[]> {
  const { marker, paths, snaps } = found.comparison;
  const { drifted, now } = found;
  if (paths.length + snaps.length + drifted.length === 0) return [];
  const asked = [
    ...new Set([...paths.map(({ path }) => path), ...managedPaths(drifted.flatMap(({ reads }) => reads))]),
  ];
  const ofUnits = snapsOfUnits(drifted.flatMap(({ reads }) => reads));
  const known = [...new Set([...snapsOf(asked), ...ofUnits, ...snaps.map(({ snap }) => snap)])];
  const question = { paths: asked, snaps: known, since: marker?.at ?? null };
  const evidence: Evidence[] = [];
  const slot: Slot = {
    command: evidenceCommand(question),
    asks: true,
    read: (output) => void evidence.push(readEvidence(question, output)),
  };
  await work.exchange(identity, [slot], { timeout: work.options.commandTimeout });
  const playbookChanged = marker !== null && marker.digest !== work.planDigest;
  return explain({ since: lastGoodRun(marker), playbookChanged, paths, snaps, drifted, now }, evidence[0] ?? null);
}
