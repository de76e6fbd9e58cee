import type { AssessedControl, AssessedHost, ControlResult, Evidence, UsedWaiver } from '../domain/assessment.ts';
import { worstOf } from '../domain/control-status.ts';
import { isExpired, placeOf, type Waiver } from './waiver.ts';

export interface WaiverScope {
  /** Hosts of the inventory that a pattern means; none for one that names nobody. */
  readonly hostsOf: (pattern: string) => readonly string[];
  /** Those that were assessed. */
  readonly hosts: readonly Pick<AssessedHost, 'name' | 'cluster' | 'role'>[];
  /** Control planes of the inventory that were not; `cluster` null: it is not known. */
  readonly leftOut: readonly { readonly name: string; readonly cluster: string | null }[];
  /** The UTC day: 2026-11-22. */
  readonly today: string;
}

export interface Waived {
  readonly controls: readonly AssessedControl[];
  /** In the order they are written; `ControlResult.waiver` counts in it. */
  readonly waivers: readonly UsedWaiver[];
}

/**
 * Puts `waived` in the place of `fail` and `manual`, and `attested` in that of `manual`, where an entry that is not over
 * covers control and host, and `fail` in that of `manual` where none but one that is over does. What could not be
 * looked at (`unknown`, `not-assessed`) nobody can waive. Results whose hosts are covered in part are split. The first
 * entry that covers a host counts. An entry for what was not looked at is `used`: nobody can say that it is not needed.
 */
export function applyWaivers(
  controls: readonly AssessedControl[],
  waivers: readonly Waiver[],
  scope: WaiverScope,
): Waived {
  const covers = waivers.map((waiver) => coverOf(waiver, scope));
  const uses = new Set<number>();
  const judged = controls.map((control) => {
    const own = covers.flatMap((cover, index) => (cover.waiver.control === control.id ? [{ ...cover, index }] : []));
    if (own.length === 0) return control;
    for (const { index, has } of own) if (mayNeed(control, has)) uses.add(index);
    const results = control.results.flatMap((result) => splitResult(result, own, scope.today));
    for (const { waiver } of results) if (waiver !== null) uses.add(waiver);
    return { ...control, results, status: worstOf(results.map(({ status }) => status)) ?? control.status };
  });
  return {
    controls: judged,
    waivers: waivers.map((waiver, index) => told(waiver, stateOf(waiver, uses.has(index), controls, scope))),
  };
}

interface Cover {
  readonly waiver: Waiver;
  /** Of a host, or of a cluster. */
  readonly has: (name: string) => boolean;
}

/** A cluster is covered by its name, or by all of its control planes: one of three accepts nothing for the others. */
function coverOf(waiver: Waiver, { hostsOf, hosts, leftOut }: WaiverScope): Cover {
  const names = new Set(waiver.hosts.flatMap(hostsOf));
  const planes = Map.groupBy(
    hosts.filter(({ role }) => role === 'control-plane'),
    ({ cluster }) => cluster,
  );
  const clusters = [...planes].filter(([own, members]) =>
    [...members, ...leftOut.filter(({ cluster }) => cluster === null || cluster === own)].every(({ name }) =>
      names.has(name),
    ),
  );
  const known = new Set(hosts.map(({ cluster }) => cluster));
  const covered = new Set([
    ...names,
    ...clusters.map(([cluster]) => cluster),
    ...waiver.hosts.filter((pattern) => known.has(pattern)),
  ]);
  return { waiver, has: (name) => covered.has(name) };
}

type Numbered = Cover & { readonly index: number };

function splitResult(result: ControlResult, covers: readonly Numbered[], today: string): readonly ControlResult[] {
  const groups = Map.groupBy(result.hosts, (host) => {
    const holding = covers.find(({ waiver, has }) => has(host) && turns(waiver, result) && !isExpired(waiver, today));
    const over = covers.find(({ waiver, has }) => has(host) && turns(waiver, result));
    return holding ?? over ?? null;
  });
  return [...groups].map(([cover, hosts]) => {
    if (cover === null) return { ...result, hosts };
    const { waiver, index } = cover;
    if (isExpired(waiver, today)) return lapsed(result, hosts, waiver);
    const status = waiver.kind === 'waiver' ? 'waived' : 'attested';
    return { ...result, hosts, status, because: waiver.reason, waiver: index } as const;
  });
}

const turns = ({ kind }: Waiver, { status }: ControlResult): boolean =>
  kind === 'waiver' ? status === 'fail' || status === 'manual' : status === 'manual';

/** Somebody stood for it and no longer does: a control that needs a person is then not one that nobody looked at yet. */
function lapsed(result: ControlResult, hosts: readonly string[], waiver: Waiver): ControlResult {
  const because = overWords(waiver);
  if (result.status !== 'manual') return { ...result, hosts, because };
  return { ...result, hosts, because, status: 'fail', evidence: [...result.evidence, overEvidence(waiver)] };
}

const overEvidence = (waiver: Waiver): Evidence => ({
  what: waiver.kind,
  wanted: 'in force',
  file: `over since ${waiver.expires}`,
  met: false,
  where: placeOf(waiver),
  service: null,
  command: null,
});

const overWords = (waiver: Waiver): string =>
  `the ${waiver.kind} at ${placeOf(waiver)} is over since ${waiver.expires}`;

/** Nobody can say that it is not needed: some of what it covers could not be, or was not, looked at. */
const mayNeed = ({ results }: AssessedControl, has: Cover['has']): boolean =>
  results.some(({ status, hosts }) => (status === 'unknown' || status === 'not-assessed') && hosts.some(has));

function stateOf(
  waiver: Waiver,
  isUsed: boolean,
  controls: readonly AssessedControl[],
  { hostsOf, hosts, today }: WaiverScope,
): UsedWaiver['state'] {
  if (isExpired(waiver, today)) return 'expired';
  const isHere = controls.some(({ id }) => id === waiver.control);
  const clusters = new Set(hosts.map(({ cluster }) => cluster));
  const namesSome = waiver.hosts.some((pattern) => clusters.has(pattern) || hostsOf(pattern).length > 0);
  if (!isHere || !namesSome) return 'never-matching';
  const seen = new Set(hosts.map(({ name }) => name));
  const isLeftOut = waiver.hosts.some((pattern) => hostsOf(pattern).some((host) => !seen.has(host)));
  return isUsed || isLeftOut ? 'used' : 'unused';
}

const told = (waiver: Waiver, state: UsedWaiver['state']): UsedWaiver => {
  const { range: _, ...rest } = waiver;
  return { ...rest, where: placeOf(waiver), state };
};
