import { Float } from '../domain/value.ts';
import type { YamlNode } from '../domain/yaml-node.ts';
import { describe } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import type { GroupDraft } from './draft.ts';

/** `ansible_group_priority` of an inventory: a whole number, as text too. It is no variable. */
export function setPriority(group: GroupDraft, node: YamlNode, problems: Problems): void {
  const priority = node.kind === 'scalar' ? priorityOf(node.value) : null;
  if (priority !== null) {
    group.priority = priority;
    return;
  }
  problems.error('wrong-type', `\`ansible_group_priority\` must be a whole number, not ${describe(node)}`, node.range);
}

function priorityOf(value: unknown): number | null {
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Float) return Number.isFinite(value.value) ? Math.trunc(value.value) : null;
  return typeof value === 'string' && /^\s*[-+]?\d+\s*$/.test(value) ? Number(value) : null;
}
