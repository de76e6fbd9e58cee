import type { SourceRange } from '../domain/diagnostic.ts';
import type { VarsLayer } from '../domain/inventory.ts';

/** What the files say so far, in the order in which they say it. Filled by the readers, then only read. */
export interface Draft {
  readonly groups: Map<string, GroupDraft>;
  readonly hosts: Map<string, HostDraft>;
}

export interface GroupDraft {
  readonly name: string;
  /** Where the name stands first; undefined for `all` and `ungrouped` as long as nobody writes them. */
  readonly range: SourceRange | undefined;
  readonly children: Set<string>;
  /** Listed directly. */
  readonly hosts: Set<string>;
  readonly layers: VarsLayer[];
  /** `ansible_group_priority`: among groups of one depth the higher wins. */
  priority: number;
}

export interface HostDraft {
  readonly name: string;
  readonly range: SourceRange;
  /** Groups that list it. */
  readonly groups: Set<string>;
  readonly layers: VarsLayer[];
}

/** `all` and `ungrouped` are there before anything is read. */
export function newDraft(): Draft {
  const draft: Draft = { groups: new Map(), hosts: new Map() };
  addGroup(draft, 'all').children.add('ungrouped');
  addGroup(draft, 'ungrouped');
  return draft;
}

export function addGroup(draft: Draft, name: string, range?: SourceRange): GroupDraft {
  const known = draft.groups.get(name);
  if (known !== undefined) return known;
  const group: GroupDraft = { name, range, children: new Set(), hosts: new Set(), layers: [], priority: 1 };
  draft.groups.set(name, group);
  return group;
}

export function addHost(draft: Draft, name: string, group: GroupDraft, range: SourceRange): HostDraft {
  const host = draft.hosts.get(name) ?? { name, range, groups: new Set(), layers: [] };
  draft.hosts.set(name, host);
  host.groups.add(group.name);
  group.hosts.add(name);
  return host;
}

export function addChild(parent: GroupDraft, child: GroupDraft): void {
  parent.children.add(child.name);
}
