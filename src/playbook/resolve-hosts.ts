import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Inventory } from '../domain/inventory.ts';
import { isList } from '../domain/value.ts';
import { limitHosts, selectHosts } from './host-patterns.ts';
import type { Problems } from '../source/problems.ts';
import { Attempts, bindProblem } from './bind-problems.ts';
import { evaluateFill } from './evaluate-fill.ts';
import type { HostOrder, PatternPart, Play } from './model.ts';
import type { HostScope } from './scope.ts';

export interface PlayHosts {
  /** As the pattern reads; the name of a play that has none. */
  readonly pattern: string;
  /** Before and after `--limit`, in the order of the play. */
  readonly all: readonly string[];
  readonly selected: readonly string[];
  /** Those that are selected, before `order`. */
  readonly chosen: readonly string[];
}

/** The hosts of a play; none where the pattern is wrong, which is reported. */
export function resolveHosts(
  play: Play,
  scope: HostScope,
  written: Inventory,
  limit: string | null,
  problems: Problems,
): PlayHosts {
  const inventory = withoutWorkers(written);
  const parts = play.hosts.flatMap((part) => patternTexts(part, scope, problems));
  const pattern = parts.map(({ text }) => text).join(',');
  const chosen = selectHosts(pattern, inventory, { subject: 'hosts:', locate: locateIn(parts) });
  problems.addAll(
    (chosen.ok ? chosen.warnings : chosen.diagnostics).map((diagnostic) =>
      withGroupHelp(diagnostic, pattern, inventory),
    ),
  );
  const found = chosen.ok ? chosen.value : [];
  const limited = limit === null ? null : limitHosts(limit, found, inventory);
  const left = limited === null ? found : limited.ok ? limited.value : [];
  return { pattern, all: ordered(found, play.order), selected: ordered(left, play.order), chosen: left };
}

/**
 * A cluster of control planes alone needs no group `workers`: where every host is in `control_plane` there is nobody
 * that the group could mean. Any other host may be a worker whose group is misspelled or was forgotten.
 */
function withoutWorkers(inventory: Inventory): Inventory {
  const { groups, hosts } = inventory;
  const controlPlanes = groups.get('control_plane')?.length ?? 0;
  if (groups.has('workers') || controlPlanes === 0 || controlPlanes < hosts.size) return inventory;
  return { ...inventory, groups: new Map([...groups, ['workers', []]]) };
}

interface PatternText {
  readonly text: string;
  readonly part: PatternPart;
}

function patternTexts(part: PatternPart, scope: HostScope, problems: Problems): readonly PatternText[] {
  const attempts = new Attempts(scope);
  const texts = attempts.run(() => {
    const value = evaluateFill(part.fill, scope);
    const items = isList(value) ? value : [value];
    if (items.every((item) => typeof item === 'string')) return items;
    if (part.fill.kind === 'literal' && typeof value === 'number') return [String(value)];
    throw bindProblem('wrong-type', '`hosts` must be text', part.range);
  });
  problems.addAll(attempts.problems);
  return (texts ?? []).map((text) => ({ text, part }));
}

/** From an offset in the joined pattern to the entry that it came from. */
function locateIn(parts: readonly PatternText[]): PatternPart['locate'] {
  return (offset, length = 1) => {
    let start = 0;
    for (const { text, part } of parts) {
      if (offset <= start + text.length)
        return part.fill.kind === 'literal' ? part.locate(offset - start, length) : part.range;
      start += text.length + 1;
    }
    return parts[0]?.part.range ?? { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  };
}

/** The shipped playbooks want these two groups: somebody's own inventory often lacks them. */
function withGroupHelp(diagnostic: Diagnostic, pattern: string, inventory: Inventory): Diagnostic {
  const wanted = ['control_plane', 'workers'].find(
    (group) => !inventory.groups.has(group) && pattern.split(/[,:&!]+|\[.*?\]/).some((term) => term.trim() === group),
  );
  if (wanted === undefined || diagnostic.code !== 'unknown-host-pattern') return diagnostic;
  const [source = 'the inventory'] = inventory.sources;
  const none = wanted === 'workers' ? '\nwhere no host is a worker: the group alone, `workers:`' : '';
  return {
    ...diagnostic,
    hint: `add the group to ${source}:\nall:\n  children:\n    ${wanted}:\n      hosts:\n        NAME-OF-A-HOST:${none}`,
  };
}

function ordered(hosts: readonly string[], order: HostOrder): readonly string[] {
  switch (order) {
    case 'inventory':
      return hosts;
    case 'reverse_inventory':
      return hosts.toReversed();
    case 'sorted':
      return hosts.toSorted();
    case 'reverse_sorted':
      return hosts.toSorted().toReversed();
  }
}
