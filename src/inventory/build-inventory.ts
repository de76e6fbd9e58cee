import type { GroupNode, Host, Inventory, VarsLayer } from '../domain/inventory.ts';
import type { Draft, GroupDraft, HostDraft } from './draft.ts';
import type { GroupRanks } from './group-ranks.ts';
import type { VarsFiles } from './vars-files.ts';

/** Variables found in folders: beside the inventories, and beside the playbook. */
export interface BesideFiles {
  readonly inventory: readonly VarsFiles[];
  readonly playbook: readonly VarsFiles[];
}

/** The hosts of a set of groups have these in common; most hosts share one. */
interface Membership {
  readonly groups: readonly string[];
  readonly layers: readonly VarsLayer[];
}

/** The finished inventory: hosts as written, groups in run order, each host with its layers in Ansible's order of precedence. */
export function buildInventory(
  sources: readonly string[],
  draft: Draft,
  ranks: GroupRanks,
  beside: BesideFiles,
): Inventory {
  placeUngrouped(draft);
  const groups = new Map([...draft.groups.values()].map((group) => [group.name, membersOf(draft, group)]));
  const ancestors = ancestorsByGroup(draft, ranks);
  const memberships = new Map<string, Membership>();
  const membershipOf = (host: HostDraft): Membership => {
    const key = [...host.groups].toSorted().join(',');
    const membership = memberships.get(key) ?? joinGroups(draft, ranks, beside, host, ancestors);
    memberships.set(key, membership);
    return membership;
  };
  const hosts = new Map([...draft.hosts].map(([name, host]) => [name, finishHost(host, membershipOf(host), beside)]));
  const tree = new Map([...draft.groups.values()].map((group) => [group.name, nodeOf(group, beside)]));
  return { sources, hosts, groups, tree };
}

const nodeOf = (group: GroupDraft, beside: BesideFiles): GroupNode => ({
  children: [...group.children],
  hosts: [...group.hosts],
  layers: groupLayers([group], beside),
});

/** A host is ungrouped when no group but `all` lists it. */
function placeUngrouped(draft: Draft): void {
  const ungrouped = draft.groups.get('ungrouped');
  for (const { name, groups } of draft.hosts.values()) {
    const grouped = [...groups].some((group) => group !== 'all' && group !== 'ungrouped');
    if (grouped) ungrouped?.hosts.delete(name);
    else ungrouped?.hosts.add(name);
    if (grouped) groups.delete('ungrouped');
    else groups.add('ungrouped');
  }
}

/** Its own hosts first, then those of its children, then of theirs. */
function membersOf(draft: Draft, group: GroupDraft): readonly string[] {
  const reached = new Set([group.name]);
  const members = new Set<string>();
  for (const name of reached) {
    const each = draft.groups.get(name);
    for (const host of each?.hosts ?? []) members.add(host);
    for (const child of each?.children ?? []) reached.add(child);
  }
  return [...members];
}

/** The groups above each group; parents are ranked before their children. */
function ancestorsByGroup(draft: Draft, ranks: GroupRanks): ReadonlyMap<string, ReadonlySet<string>> {
  const ancestors = new Map<string, Set<string>>();
  const byRank = [...draft.groups.keys()].toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  for (const name of byRank) {
    const above = ancestors.get(name) ?? new Set();
    for (const child of draft.groups.get(name)?.children ?? [])
      ancestors.set(child, new Set([...(ancestors.get(child) ?? []), ...above, name]));
  }
  return ancestors;
}

function joinGroups(
  draft: Draft,
  ranks: GroupRanks,
  beside: BesideFiles,
  host: HostDraft,
  ancestors: ReadonlyMap<string, ReadonlySet<string>>,
): Membership {
  const names = new Set([
    'all',
    ...host.groups,
    ...[...host.groups].flatMap((name) => [...(ancestors.get(name) ?? [])]),
  ]);
  const ordered = [...names]
    .flatMap((name) => draft.groups.get(name) ?? [])
    .toSorted((a, b) => comparePrecedence(ranks, a, b));
  return {
    groups: [...names].filter((name) => name !== 'all' && name !== 'ungrouped').toSorted(),
    layers: groupLayers(ordered, beside),
  };
}

/** Deeper groups win, then the higher priority, then the name that sorts last. */
const comparePrecedence = (ranks: GroupRanks, a: GroupDraft, b: GroupDraft): number =>
  (ranks.get(a.name) ?? 0) - (ranks.get(b.name) ?? 0) || a.priority - b.priority || (a.name < b.name ? -1 : 1);

/** Ansible's documented order, items 3 to 7: inline, `group_vars/all` of inventory and playbook, `group_vars/*` likewise. */
function groupLayers(groups: readonly GroupDraft[], { inventory, playbook }: BesideFiles): readonly VarsLayer[] {
  const all = groups.slice(0, 1);
  const others = groups.slice(1);
  const from = (places: readonly VarsFiles[], wanted: readonly GroupDraft[]): readonly VarsLayer[] =>
    places.flatMap((place) => wanted.flatMap(({ name }) => place.groups.get(name) ?? []));
  return [
    ...groups.flatMap(({ layers }) => layers),
    ...from(inventory, all),
    ...from(playbook, all),
    ...from(inventory, others),
    ...from(playbook, others),
  ];
}

/** Items 8 to 10: a host's own variables beat those of its groups. */
function finishHost(host: HostDraft, { groups, layers }: Membership, { inventory, playbook }: BesideFiles): Host {
  const own = [...inventory, ...playbook].flatMap((place) => place.hosts.get(host.name) ?? []);
  const ownLayers = [...host.layers, ...own];
  return {
    name: host.name,
    groups,
    layers: ownLayers.length === 0 ? layers : [...layers, ...ownLayers],
    range: host.range,
  };
}
