import type { YamlEntry, YamlMap, YamlNode } from '../domain/yaml-node.ts';
import { keyIdentity } from './duplicate-keys.ts';
import type { Problems } from './problems.ts';

/**
 * Resolves `<<` (YAML 1.1 merge keys, as PyYAML does): the merged keys come first in order, the mapping's own
 * keys win, and of a list of mappings the earlier wins.
 */
export function mergeEntries(entries: readonly YamlEntry[], problems: Problems): readonly YamlEntry[] {
  const merges = entries.filter(isMerge);
  if (merges.length === 0) return entries;
  const own = entries.filter((entry) => !isMerge(entry));
  const merged = merges.flatMap(({ value }) => mergedMaps(value, problems).toReversed());
  const result = new Map<string, YamlEntry>();
  for (const entry of [...merged.flatMap((map) => map.entries), ...own]) result.set(keyIdentity(entry.key), entry);
  return [...result.values()];
}

const isMerge = ({ key }: YamlEntry): boolean => key.style === 'plain' && key.value === '<<';

function mergedMaps(node: YamlNode, problems: Problems): readonly YamlMap[] {
  if (node.kind === 'map') return [node];
  const items = node.kind === 'list' ? node.items : [node];
  const wrong = items.find((item) => item.kind !== 'map');
  if (wrong !== undefined) {
    problems.error('yaml-merge', '`<<` takes a mapping or a list of mappings', wrong.range, {
      hint: 'for example `<<: *defaults`',
    });
  }
  return items.filter((item) => item.kind === 'map');
}
