import { z } from 'zod';

import type { Mapping, Value } from '../../domain/value.ts';

/** What `k8s status --output-format json` says of the members; workers are none. */
const status = z.object({
  members: z.array(z.object({ name: z.string(), 'datastore-role': z.string().optional() })).default([]),
  datastore: z.object({ type: z.string().optional() }).default({}),
});

/**
 * What a control plane knows of its cluster: `nodes` by name, the `datastore`, and each member's part in it (`voter`).
 * null where it did not answer, and on other hosts.
 */
export function clusterFacts(seen: ReadonlyMap<string, string>): Mapping | null {
  const known = status.safeParse(json(seen.get('cluster.status') ?? ''));
  const nodes = (seen.get('cluster.nodes') ?? '').split(' ').filter((name) => name.startsWith('node/'));
  if (!known.success && nodes.length === 0) return null;
  const members = known.success ? known.data.members : [];
  return new Map<string, Value>([
    ['nodes', nodes.length === 0 ? null : nodes.map((name) => name.slice('node/'.length)).toSorted()],
    ['datastore', (known.success ? known.data.datastore.type : undefined) ?? null],
    ['members', new Map(members.map((member) => [member.name, member['datastore-role'] ?? 'unknown']))],
  ]);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
