import type { Parsed, SourceRange } from '../domain/diagnostic.ts';
import type { Inventory } from '../domain/inventory.ts';
import { near } from '../domain/near.ts';
import { count } from '../domain/count.ts';
import { collectProblems } from '../source/problems.ts';
import type { Problems } from '../source/problems.ts';
import { matchTerm } from './match-term.ts';
import type { RegexTest } from './match-term.ts';
import { splitPattern } from './split-pattern.ts';
import type { Term } from './split-pattern.ts';

/** How messages name the pattern (`hosts:`, `-l`), and where its characters stand in a file, if they do. */
export interface PatternPlace {
  readonly subject: string;
  /** Names that stand in a file of names (`@FILE`), each with its place: it is told instead. */
  readonly places?: ReadonlyMap<string, SourceRange>;
  readonly locate?: (offset: number, length: number) => SourceRange;
}

/**
 * The hosts of an Ansible pattern, each once, in the order of its terms and within a term in run order.
 * A known group without hosts gives []. Errors: `unknown-host-pattern` for a name that is neither host nor group
 * (also behind `!` and `&`), `host-pattern` for what cannot be read, `empty-host-pattern`.
 */
export function selectHosts(
  pattern: string,
  inventory: Inventory,
  regex: RegexTest,
  place: PatternPlace = { subject: 'hosts:' },
): Parsed<readonly string[]> {
  const problems = collectProblems();
  const terms = splitPattern(pattern);
  if (terms.length === 0) {
    problems.error('empty-host-pattern', `${place.subject} names no host`, place.locate?.(0, pattern.length), {
      hint: 'write `all` for every host',
    });
  }
  return problems.finish(combine(terms, { inventory, regex, place, problems }));
}

/**
 * What `-l PATTERN` leaves of the hosts of a play, in their order. The pattern may be what `foldNodes` prints.
 * Errors as in `selectHosts`.
 */
export function limitHosts(
  pattern: string,
  hosts: readonly string[],
  inventory: Inventory,
  regex: RegexTest,
): Parsed<readonly string[]> {
  const limit = selectHosts(pattern, inventory, regex, { subject: '-l' });
  if (!limit.ok) return limit;
  const kept = new Set(limit.value);
  return { ...limit, value: hosts.filter((host) => kept.has(host)) };
}

/** `Near: worker-1, worker-2 (all: 5 hosts)`: what somebody who named an unknown group or host may have meant. */
export function suggestNames(name: string, inventory: Inventory): string {
  const guesses = near(name, [...inventory.groups.keys(), ...inventory.hosts.keys()]);
  const all = `(all: ${count(inventory.hosts.size, 'host')})`;
  return guesses.length === 0 ? all : `Near: ${guesses.join(', ')} ${all}`;
}

interface Selection {
  readonly inventory: Inventory;
  readonly regex: RegexTest;
  readonly place: PatternPlace;
  readonly problems: Problems;
}

function combine(terms: readonly Term[], selection: Selection): readonly string[] {
  const onlyFilters = terms.length > 0 && terms[0]?.operator !== 'union';
  let selected = new Set(onlyFilters ? selection.inventory.groups.get('all') : []);
  for (const term of terms) {
    const hosts = new Set(hostsOf(term, selection));
    if (term.operator === 'union') for (const host of hosts) selected.add(host);
    else
      selected =
        term.operator === 'intersect'
          ? keep(selected, (host) => hosts.has(host))
          : keep(selected, (host) => !hosts.has(host));
  }
  return [...selected];
}

const keep = (hosts: ReadonlySet<string>, wanted: (host: string) => boolean): Set<string> =>
  new Set([...hosts].filter(wanted));

function hostsOf(term: Term, { inventory, regex, place, problems }: Selection): readonly string[] {
  const match = matchTerm(term.text, inventory, regex);
  const range = place.places?.get(term.text) ?? place.locate?.(term.offset, term.text.length);
  if (match.kind === 'hosts') return match.hosts;
  if (match.kind === 'invalid') problems.error('host-pattern', `${place.subject} ${match.summary}`, range);
  else reportUnknown(match.names, inventory, place, range, problems);
  return [];
}

function reportUnknown(
  names: readonly string[],
  inventory: Inventory,
  place: PatternPlace,
  range: SourceRange | undefined,
  problems: Problems,
): void {
  const [name = ''] = names;
  const shown = names.length <= 1 ? name : `${name} and ${names.length - 1} more`;
  problems.error(
    'unknown-host-pattern',
    `${place.subject} ${shown} matches no host. ${suggestNames(name, inventory)}`.trim(),
    range,
    hintFor(name),
  );
}

/** Two habits of Ansible. */
function hintFor(name: string): { readonly hint?: string } {
  if (name.startsWith('@')) return { hint: 'a file of names is for -l: -l @names.txt' };
  if (!['localhost', '127.0.0.1', '::1'].includes(name)) return {};
  return { hint: `add it to the inventory, with ansible_connection: local` };
}
