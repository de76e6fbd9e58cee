import type { AssessmentHeader, Source } from '../../domain/assessment.ts';
import { sha256 } from '../../domain/sha256.ts';

/** Sorts what was read into playbooks (with their files), inventory (with its variables) and waivers. */
export function sourcesRead(
  seen: ReadonlyMap<string, Uint8Array>,
  { inventory, waivers }: { readonly inventory: readonly string[]; readonly waivers: string | null },
): Pick<AssessmentHeader, 'playbooks' | 'inventory' | 'waivers'> {
  const all = [...seen]
    .map(([path, bytes]): Source => ({ path, digest: sha256(bytes) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const isInventory = ({ path }: Source): boolean =>
    inventory.some((source) => path === source || path.startsWith(`${source}/`)) ||
    /(?:^|\/)(?:group|host)_vars\//.test(path);
  const isWaivers = ({ path }: Source): boolean => path === waivers;
  const isConfig = ({ path }: Source): boolean => /(?:^|\/)bulwark\.yaml$/.test(path);
  return {
    playbooks: all.filter((source) => !isInventory(source) && !isWaivers(source) && !isConfig(source)),
    inventory: all.filter(isInventory),
    waivers: all.filter(isWaivers),
  };
}
