import { z } from 'zod';

/** What Kubernetes says of one node, as far as it is asked. */
export interface ClusterNode {
  readonly name: string;
  readonly ready: boolean;
  /** Nothing new is scheduled there. */
  readonly cordoned: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** Its own address; null where it has none. */
  readonly address: string | null;
}

const nodeShape = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({ unschedulable: z.boolean().default(false) }).default({ unschedulable: false }),
  status: z
    .object({
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]),
    })
    .default({ conditions: [], addresses: [] }),
});
const listShape = z.object({ items: z.array(nodeShape) });

/** `kubectl get nodes -o json`; null where it is something else. */
export function readNodes(text: string): readonly ClusterNode[] | null {
  const read = listShape.safeParse(json(text));
  return read.success ? read.data.items.map(nodeOf) : null;
}

/** `kubectl get node NAME -o json`; null where it is something else. */
export function readNode(text: string): ClusterNode | null {
  const read = nodeShape.safeParse(json(text));
  return read.success ? nodeOf(read.data) : null;
}

const nodeOf = ({ metadata, spec, status }: z.output<typeof nodeShape>): ClusterNode => ({
  name: metadata.name,
  ready: status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  cordoned: spec.unschedulable,
  labels: metadata.labels,
  address: status.addresses.find(({ type }) => type === 'InternalIP')?.address ?? null,
});

/** Text of a host; null where it is no JSON. */
export function json(text: string): unknown {
  try {
    return isTooDeep(text) ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** As deep as `from_json` takes it: whoever goes through the data later does so with a stack of its own. */
const deepest = 400;

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [mark] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/gs)) {
    if (mark === '[' || mark === '{') depth += 1;
    else if (mark === ']' || mark === '}') depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}
