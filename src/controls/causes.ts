import type { AssessedControl, Cause, ControlStatus, Evidence } from '../domain/assessment.ts';
import type { ControlId } from '../domain/module.ts';
import { evidenceKey } from './judged.ts';
import { severityRank } from './severity.ts';

type Status = Extract<ControlStatus, 'fail' | 'unknown'>;

/** A control that is not met on a host, by what was seen there. */
interface Unmet {
  readonly id: number;
  readonly control: AssessedControl;
  readonly index: number;
  readonly status: Status;
  /** Keys of what is not as wanted; what repairs them repairs a control that has no others. */
  readonly keys: readonly string[];
  readonly evidence: readonly Evidence[];
}

/**
 * Findings that one repair settles, as one: on a host, a control and those whose unmet evidence is all among its own;
 * then hosts where that is the same. What fails comes before what could not be seen, then by severity. What nothing was
 * seen of has no cause here.
 */
export function causesOf(controls: readonly AssessedControl[]): readonly Cause[] {
  const byHost = new Map<string, Unmet[]>();
  const order = new Map<string, number>();
  let id = 0;
  for (const [index, control] of controls.entries()) {
    for (const { status, hosts, evidence } of control.results) {
      if (status !== 'fail' && status !== 'unknown') continue;
      const unmet = unmetOf(evidence);
      if (unmet.length === 0) continue;
      const one: Unmet = { id: (id += 1), control, index, status, evidence: unmet, keys: unmet.map(causeKey) };
      for (const host of hosts) {
        if (!order.has(host)) order.set(host, order.size);
        const known = byHost.get(host);
        if (known === undefined) byHost.set(host, [one]);
        else known.push(one);
      }
    }
  }
  return fold(byHost, order).toSorted(bySeverity(controls));
}

const unmetOf = (evidence: readonly Evidence[]): readonly Evidence[] => evidence.filter(({ met }) => !met);

/**
 * What is wanted may be said in several ways, and a line number is no difference; but each item that a list lacks is
 * repaired by itself.
 */
const causeKey = (evidence: Evidence): string =>
  evidenceKey({
    ...evidence,
    wanted: evidence.wanted.startsWith('with ') ? evidence.wanted : '',
    where: evidence.where.replace(/(?::\d+)+$/, ''),
    command: null,
  });

function fold(byHost: ReadonlyMap<string, readonly Unmet[]>, order: ReadonlyMap<string, number>): readonly Cause[] {
  const known = new Map<readonly Unmet[], readonly (readonly Unmet[])[]>();
  const causes = new Map<string, { readonly group: readonly Unmet[]; readonly hosts: string[] }>();
  const alike = new Map<string, readonly Unmet[]>();
  for (const [host, unmet] of byHost) {
    // Hosts with the same results hold the same objects: they are grouped once.
    const first = shared(alike, unmet);
    const groups = known.get(first) ?? connected(first);
    known.set(first, groups);
    for (const group of groups) {
      const key = JSON.stringify([group.map(({ control, status }) => [control.id, status]), keysOf(group)]);
      const cause = causes.get(key);
      if (cause === undefined) causes.set(key, { group, hosts: [host] });
      else cause.hosts.push(host);
    }
  }
  return [...causes.values()].map(({ group, hosts }) => causeOf(group, inOrder(hosts, order)));
}

const inOrder = (hosts: readonly string[], order: ReadonlyMap<string, number>): readonly string[] =>
  hosts.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));

const keysOf = (group: readonly Unmet[]): readonly string[] =>
  [...new Set(group.flatMap(({ keys }) => keys))].toSorted();

function shared(alike: Map<string, readonly Unmet[]>, unmet: readonly Unmet[]): readonly Unmet[] {
  const key = unmet.map(({ id }) => id).join();
  const known = alike.get(key) ?? unmet;
  alike.set(key, known);
  return known;
}

/**
 * A group is a control and those whose unmet evidence is all among its own: what repairs it repairs them. Two that merely
 * share a file, or add different items to one list, are repaired by different words and stay apart.
 */
function connected(all: readonly Unmet[]): readonly (readonly Unmet[])[] {
  const groups: { readonly keys: ReadonlySet<string>; readonly members: Unmet[]; readonly status: Status }[] = [];
  for (const unmet of all.toSorted((a, b) => b.keys.length - a.keys.length || mostSevere(a, b))) {
    const within = groups.find(
      ({ keys, status }) => status === unmet.status && unmet.keys.every((key) => keys.has(key)),
    );
    if (within === undefined) groups.push({ keys: new Set(unmet.keys), members: [unmet], status: unmet.status });
    else within.members.push(unmet);
  }
  return groups.map(({ members }) => members.toSorted(mostSevere));
}

const mostSevere = (a: Unmet, b: Unmet): number =>
  severityRank(a.control) - severityRank(b.control) || a.index - b.index;

function causeOf(group: readonly Unmet[], hosts: readonly string[]): Cause {
  const [first] = group;
  if (first === undefined) throw new Error('a cause without a control');
  const evidence = new Map(
    group.flatMap((one) => one.evidence.map((each) => [causeKey(each), each] as const)).toReversed(),
  );
  return {
    status: first.status,
    controls: group.map(({ control }) => control.id),
    hosts,
    scope: first.control.scope,
    title: first.control.title,
    evidence: [...evidence.values()].toReversed(),
    repair: group.map(({ control }) => control.remediation).find((words) => words !== null) ?? null,
  };
}

function bySeverity(controls: readonly AssessedControl[]): (a: Cause, b: Cause) => number {
  const places = new Map<ControlId, number>(controls.map(({ id }, index) => [id, index]));
  const ranks = new Map<ControlId, number>(controls.map((control) => [control.id, severityRank(control)]));
  const at = (table: ReadonlyMap<ControlId, number>, { controls: [first = ''] }: Cause): number =>
    table.get(first) ?? 0;
  return (a, b) =>
    (a.status === b.status ? 0 : a.status === 'fail' ? -1 : 1) ||
    at(ranks, a) - at(ranks, b) ||
    at(places, a) - at(places, b) ||
    (a.hosts[0] ?? '').localeCompare(b.hosts[0] ?? '');
}
