import type { Block, Entry } from './blocks.ts';

/** One host and what is to change there. */
export interface HostPlan {
  readonly host: string;
  readonly blocks: readonly Block[];
}

/** Hosts that get the same changes. Every block of every host is in exactly one section that names the host. */
export interface Section {
  readonly hosts: readonly string[];
  readonly blocks: readonly FoldedBlock[];
  /** Changes a host. */
  readonly changes: number;
  /** True when some of the hosts stand in an earlier section too. */
  readonly more: boolean;
}

export interface FoldedBlock {
  readonly block: Block;
  readonly entries: readonly Held<Entry>[];
  readonly texts: readonly Held<Block['texts'][number]>[];
}

/** A line and the hosts of the section that it holds for. */
export interface Held<T> {
  readonly value: T;
  readonly hosts: readonly string[];
}

/** A host with more than this share of lines unlike its equals' gets a section of its own. */
const MAX_DIFFERENT = 1 / 3;

/** Folds hosts by equal changes, largest set first. The order of the input does not matter. */
export function foldPlans(plans: readonly HostPlan[]): readonly Section[] {
  const sorted = plans.toSorted((a, b) => byName(a.host, b.host));
  const drafts = sameOwners(sorted).flatMap(splitOddOnes).toSorted(bySize);
  return drafts.map((draft, index) => sectionOf(draft, drafts.slice(0, index)));
}

/** Folds what hosts say by equality: each different value once, with its hosts; most hosts first. */
export function foldEqual<T>(
  items: Iterable<{ readonly host: string; readonly value: T }>,
  keyOf: (value: T) => string,
): readonly Held<T>[] {
  const found = new Map<string, { value: T; hosts: Set<string> }>();
  for (const { host, value } of items) {
    const key = keyOf(value);
    const known = found.get(key) ?? { value, hosts: new Set<string>() };
    known.hosts.add(host);
    found.set(key, known);
  }
  const folded = [...found].map(([key, { value, hosts }]) => ({ key, value, hosts: [...hosts].toSorted(byName) }));
  return folded
    .toSorted((a, b) => b.hosts.length - a.hosts.length || byName(a.hosts[0] ?? '', b.hosts[0] ?? ''))
    .map(({ value, hosts }) => ({ value, hosts }));
}

const collator = new Intl.Collator('en', { numeric: true });

/** `cp-2` before `cp-10`; texts that look equal are still told apart. */
export const byName = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

interface Draft {
  readonly plans: readonly HostPlan[];
}

const bySize = (a: Draft, b: Draft): number =>
  b.plans.length - a.plans.length || byName(a.plans[0]?.host ?? '', b.plans[0]?.host ?? '');

/** Blocks that the same hosts have belong together; each draft holds these blocks only. */
function sameOwners(plans: readonly HostPlan[]): readonly Draft[] {
  const owners = new Map<string, number[]>();
  for (const [index, plan] of plans.entries()) {
    for (const key of new Set(plan.blocks.map((block) => block.key)))
      owners.set(key, [...(owners.get(key) ?? []), index]);
  }
  const keysBySet = Map.groupBy(owners.keys(), (key) => (owners.get(key) ?? []).join());
  return [...keysBySet.values()].map((keys) => ({ plans: restricted(plans, new Set(keys)) }));
}

const restricted = (plans: readonly HostPlan[], keys: ReadonlySet<string>): readonly HostPlan[] =>
  plans
    .map(({ host, blocks }) => ({ host, blocks: blocks.filter((block) => keys.has(block.key)) }))
    .filter(({ blocks }) => blocks.length > 0);

/** Hosts that are too unlike the others leave; those that are alike among them stay together. */
function splitOddOnes(draft: Draft): readonly Draft[] {
  const usual = usualLines(draft.plans);
  const odd = draft.plans.filter((plan) => differentShare(plan, usual) > MAX_DIFFERENT);
  const apart = [...Map.groupBy(odd, (plan) => JSON.stringify(linesOf(plan))).values()].map((plans) => ({ plans }));
  const rest = draft.plans.filter((plan) => !odd.includes(plan));
  return rest.length === 0 ? apart : [{ plans: rest }, ...apart];
}

/** Lines that more than half of the hosts have. */
function usualLines(plans: readonly HostPlan[]): ReadonlySet<string> {
  const holders = new Map<string, number>();
  for (const plan of plans) for (const line of new Set(linesOf(plan))) holders.set(line, (holders.get(line) ?? 0) + 1);
  return new Set([...holders].filter(([, number]) => number * 2 > plans.length).map(([line]) => line));
}

function differentShare(plan: HostPlan, usual: ReadonlySet<string>): number {
  const own = new Set(linesOf(plan));
  const common = [...own].filter((line) => usual.has(line)).length;
  return (own.size + usual.size - 2 * common) / Math.max(1, usual.size);
}

const linesOf = (plan: HostPlan): readonly string[] =>
  plan.blocks.flatMap((block) => [block.key, ...block.entries.map((entry) => `${block.key} ${entryKey(entry)}`)]);

const entryKey = (entry: Entry): string => JSON.stringify([entry.name, entry.before, entry.after]);

function sectionOf({ plans }: Draft, earlier: readonly Draft[]): Section {
  const seen = new Set(earlier.flatMap((draft) => draft.plans.map((plan) => plan.host)));
  const held = plans.flatMap(({ host, blocks }) => blocks.map((block) => ({ host, block })));
  const blocks = [...Map.groupBy(held, ({ block }) => block.key).values()].map(foldBlock);
  return {
    hosts: plans.map((plan) => plan.host),
    blocks,
    changes: blocks.reduce((sum, { block }) => sum + block.changes, 0),
    more: plans.some((plan) => seen.has(plan.host)),
  };
}

function foldBlock(held: readonly { readonly host: string; readonly block: Block }[]): FoldedBlock {
  const [first] = held;
  if (first === undefined) throw new Error('a group is never empty');
  const entries = held.flatMap(({ host, block }) => block.entries.map((value) => ({ host, value })));
  const texts = held.flatMap(({ host, block }) => block.texts.map((value) => ({ host, value })));
  return {
    block: first.block,
    entries: inOrder(held, foldEqual(entries, entryKey)),
    texts: foldEqual(texts, (text) => JSON.stringify(text)),
  };
}

/** Entries in the order of the tasks, not by number of hosts; variants of one name side by side. */
function inOrder(held: readonly { readonly block: Block }[], entries: readonly Held<Entry>[]): readonly Held<Entry>[] {
  const names = [...new Set(held.flatMap(({ block }) => block.entries.map((entry) => entry.name)))];
  const place = new Map(names.map((name, index) => [name, index]));
  return entries.toSorted((a, b) => (place.get(a.value.name) ?? 0) - (place.get(b.value.name) ?? 0));
}
