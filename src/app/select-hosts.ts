import type { Parsed } from '../domain/diagnostic.ts';
import type { Inventory } from '../domain/inventory.ts';
import { limitHosts, selectHosts } from '../playbook/host-patterns.ts';

/** The hosts of `[PATTERN]` under `-l`, in run order; all where neither is given. */
export function selectedHosts(
  { pattern, limit }: { readonly pattern: string | null; readonly limit: string | null },
  inventory: Inventory,
): Parsed<readonly string[]> {
  const selected = selectHosts(pattern ?? 'all', inventory, { subject: 'the pattern' });
  return selected.ok && limit !== null ? limitHosts(limit, selected.value, inventory) : selected;
}
