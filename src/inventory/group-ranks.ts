import type { Problems } from '../source/problems.ts';
import type { Draft } from './draft.ts';

/** Longest way from `all` to each group. */
export type GroupRanks = ReadonlyMap<string, number>;

/** Hangs groups without a parent under `all`, checks that the groups form no circle and no host is one, and measures depths. */
export function rankGroups(draft: Draft, problems: Problems): GroupRanks {
  adoptOrphans(draft);
  reportGroupsThatAreHosts(draft, problems);
  const ranks = new Map<string, number>([['all', 0]]);
  const parentsLeft = countParents(draft);
  const ready = ['all'];
  for (const name of ready) {
    for (const child of draft.groups.get(name)?.children ?? []) {
      ranks.set(child, Math.max(ranks.get(child) ?? 0, (ranks.get(name) ?? 0) + 1));
      const left = (parentsLeft.get(child) ?? 0) - 1;
      parentsLeft.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  const unranked = new Set([...draft.groups.keys()].filter((name) => !ready.includes(name)));
  reportCycle(draft, unranked, problems);
  return ranks;
}

function adoptOrphans(draft: Draft): void {
  const parents = countParents(draft);
  const all = draft.groups.get('all');
  for (const name of draft.groups.keys()) if (name !== 'all' && !parents.has(name)) all?.children.add(name);
}

function countParents(draft: Draft): Map<string, number> {
  const parents = new Map<string, number>();
  for (const { children } of draft.groups.values())
    for (const child of children) parents.set(child, (parents.get(child) ?? 0) + 1);
  return parents;
}

function reportGroupsThatAreHosts(draft: Draft, problems: Problems): void {
  for (const { name, range } of draft.hosts.values()) {
    const group = draft.groups.get(name);
    if (group === undefined) continue;
    const at = group.range?.start;
    problems.error('group-is-host', `\`${name}\` is a host and a group`, range, {
      ...(at && { label: `the group is at ${group.range?.file}:${at.line}:${at.column}` }),
      hint: 'rename one of them: a pattern could not tell which is meant',
    });
  }
}

/** `unranked` are the groups of circles and those below them: each has a parent among them, so that going up ends in a circle. */
function reportCycle(draft: Draft, unranked: ReadonlySet<string>, problems: Problems): void {
  const parentOf = new Map<string, string>();
  for (const parent of unranked)
    for (const child of draft.groups.get(parent)?.children ?? []) parentOf.set(child, parent);
  const way = new Set<string>();
  let [name] = unranked;
  while (name !== undefined && !way.has(name)) {
    way.add(name);
    name = parentOf.get(name);
  }
  if (name === undefined) return;
  const upwards = [...way];
  const circle = [name, ...upwards.slice(upwards.indexOf(name)).toReversed()];
  problems.error('group-cycle', `groups contain each other: ${circle.join(' > ')}`, draft.groups.get(name)?.range, {
    hint: 'take one of them out of `children`',
  });
}
