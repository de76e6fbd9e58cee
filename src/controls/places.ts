import type { AssessedHost } from '../domain/assessment.ts';
import type { ControlScope } from '../domain/control.ts';
import type { ControlId } from '../domain/module.ts';
import type { HostFacts } from './applicability.ts';
import type { LookedHost, SharedAnswer } from './collect.ts';
import type { Place } from './judge-control.ts';
import { severalClusters } from './several-clusters.ts';

/** Where controls are judged: a host, or a cluster as one. */
export interface JudgedPlace {
  readonly name: string;
  readonly facts: HostFacts;
  readonly role: Place['role'];
  readonly blind: string | null;
  /** Why what answered may not speak for all of it; null: it does. */
  readonly doubt: string | null;
  answersTo(control: ControlId): readonly SharedAnswer[];
}

export type Places = Readonly<Record<ControlScope, readonly JudgedPlace[]>>;

/** The places of each scope, in the order of the hosts. */
export function placesOf(hosts: readonly LookedHost[], assessed: readonly AssessedHost[]): Places {
  const about = new Map(assessed.map((host) => [host.name, host]));
  const members = hosts.map((host) => ({ host, place: hostPlace(host, about.get(host.name)) }));
  const inRole = (role: AssessedHost['role']) => members.filter(({ host }) => about.get(host.name)?.role === role);
  const planes = inRole('control-plane');
  const several = severalClusters(hosts);
  return {
    'control-plane': planes.map(({ place }) => place),
    worker: inRole('worker').map(({ place }) => place),
    node: members.map(({ place }) => place),
    cluster: [...Map.groupBy(members, ({ host }) => host.cluster)].map(([cluster, all]) =>
      clusterPlace(
        cluster,
        all.map(({ place }) => place),
        planes.filter(({ host }) => host.cluster === cluster).map(({ place }) => place),
        several.get(cluster) ?? null,
      ),
    ),
  };
}

const hostPlace = (host: LookedHost, assessed: AssessedHost | undefined): JudgedPlace => ({
  name: host.name,
  facts: assessed?.facts ?? {},
  role: typeof host.facts?.get('role') === 'string' ? (assessed?.role ?? null) : null,
  blind: host.blind,
  doubt: null,
  answersTo: (control) => host.answers.get(control) ?? [],
});

/**
 * Any of its hosts may have been asked; what a condition left out on the others says nothing where one was. One control
 * plane that could not be looked at may be the one.
 */
const clusterPlace = (
  cluster: string,
  all: readonly JudgedPlace[],
  planes: readonly JudgedPlace[],
  doubt: string | null,
): JudgedPlace => ({
  name: cluster,
  facts: Object.assign({}, ...planes.map(({ facts }) => facts)),
  role: null,
  blind: planes.find(({ blind }) => blind !== null)?.blind ?? null,
  doubt,
  answersTo: (control) => {
    const asked = all.map((place) => place.answersTo(control));
    const spoke = asked.filter((answers) => answers.some(({ answer }) => answer.kind !== 'left-out'));
    return [...new Set((spoke.length > 0 ? spoke : asked).flat())];
  },
});
