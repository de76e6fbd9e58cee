import type { Inventory } from '../domain/inventory.ts';
import { expandNodes } from '../domain/node-set.ts';
import { globTest } from '../domain/glob.ts';
import type { TextTest } from '../domain/glob.ts';

/** What one term of a pattern stands for. `unknown` names what is neither group nor host; an empty group is known. */
export type Match =
  | { readonly kind: 'hosts'; readonly hosts: readonly string[] }
  | { readonly kind: 'unknown'; readonly names: readonly string[] }
  | { readonly kind: 'invalid'; readonly summary: string };

/** Whether a text begins with what a regular expression means, as Python's `re.match` says. May throw, and so may the test. */
export type RegexTest = (source: string) => TextTest;

const SUBSCRIPT = /^(.+)\[(?:(-?\d+)|(\d+)([:-])(\d*))\]$/s;

/** A name, a glob, a `~regex`, each but the last with a subscript, or a node set such as `cp-[1-3]`. */
export function matchTerm(term: string, inventory: Inventory, regex: RegexTest): Match {
  if (term.startsWith('~')) return matchRegex(term, inventory, regex);
  const [, base, index, from = '', separator, to = ''] = SUBSCRIPT.exec(term) ?? [];
  if (base === undefined) return matchName(term, inventory);
  const all = matchName(base, inventory);
  if (all.kind === 'unknown' && separator === '-') return matchNodeSet(term, inventory);
  if (all.kind !== 'hosts' || all.hosts.length === 0) return all;
  return index === undefined ? slice(term, all.hosts, Number(from), to) : pick(term, all.hosts, Number(index));
}

/** A host of exactly this name, or every group and host that the glob matches; Ansible looks at hosts only if need be. */
function matchName(name: string, inventory: Inventory): Match {
  if (inventory.hosts.has(name)) return { kind: 'hosts', hosts: [name] };
  const groups = inventory.groups.get(name);
  if (groups !== undefined) return { kind: 'hosts', hosts: groups };
  return matching(name, globTest(name), /[.?*[]/.test(name), inventory);
}

function matchRegex(term: string, inventory: Inventory, regex: RegexTest): Match {
  try {
    return matching(term, regex(term.slice(1)), true, inventory);
  } catch (error) {
    const why = error instanceof Error ? `: ${error.message.replace(/^the regular expression has /, '')}` : '';
    return { kind: 'invalid', summary: `\`${term}\` is not a regular expression${why}` };
  }
}

function matching(name: string, test: TextTest, alsoHosts: boolean, inventory: Inventory): Match {
  const groups = [...inventory.groups].filter(([group]) => test(group));
  const hosts = alsoHosts || groups.length === 0 ? [...inventory.hosts.keys()].filter((host) => test(host)) : [];
  if (groups.length === 0 && hosts.length === 0) return unknown(name);
  return { kind: 'hosts', hosts: [...groups.flatMap(([, members]) => members), ...hosts] };
}

/** Each name must be a host: a fold of hosts is meant, so a gap is a mistake. */
function matchNodeSet(term: string, inventory: Inventory): Match {
  const names = expandNodes(term);
  if (!names.ok) return unknown(term);
  const missing = names.value.filter((name) => !inventory.hosts.has(name));
  return missing.length === 0 ? { kind: 'hosts', hosts: names.value } : { kind: 'unknown', names: missing };
}

function pick(term: string, hosts: readonly string[], index: number): Match {
  const host = hosts.at(index);
  if (host !== undefined) return { kind: 'hosts', hosts: [host] };
  return {
    kind: 'invalid',
    summary: `\`${term}\` is beyond the last: there ${hosts.length === 1 ? 'is 1 host' : `are ${hosts.length} hosts`}`,
  };
}

/** Inclusive; without an end, to the last. An end of 0 is none to Ansible, which takes one host. */
function slice(term: string, hosts: readonly string[], from: number, to: string): Match {
  if (to !== '' && Number(to) === 0) return pick(term, hosts, from);
  return { kind: 'hosts', hosts: hosts.slice(from, to === '' ? undefined : Number(to) + 1) };
}

const unknown = (name: string): Match => ({ kind: 'unknown', names: [name] });
