import type { AssessedHost } from '../domain/assessment.ts';
import type { ControlScope } from '../domain/control.ts';
import type { ControlId } from '../domain/module.ts';
import type { HostFacts } from './applicability.ts';
import type { LookedHost, SharedAnswer } from './collect.ts';

/** Where controls are judged: a host, or a cluster as one. */
export interface JudgedPlace {
  readonly name: string;
  readonly facts: HostFacts;
  readonly blind: string | null;
  answersTo(control: ControlId): readonly SharedAnswer[];
}

export type Places = Readonly<Record<ControlScope, readonly JudgedPlace[]>>;

/** The places of each scope, in the order of the hosts. */
export function placesOf(hosts: readonly LookedHost[], assessed: readonly AssessedHost[]): Places {
  const about = new Map(assessed.map((host) => [host.name, host]));
  const members = hosts.map((host) => ({ host, place: hostPlace(host, about.get(host.name)) }));
  const inRole = (role: AssessedHost['role']) => members.filter(({ host }) => about.get(host.name)?.role === role);
  const planes = inRole('control-plane');
  return {
    'control-plane': planes.map(({ place }) => place),
    worker: inRole('worker').map(({ place }) => place),
    node: members.map(({ place }) => place),
    cluster: [...Map.groupBy(members, ({ host }) => host.cluster)].map(([cluster, all]) =>
      clusterPlace(
        cluster,
        all.map(({ place }) => place),
        planes.filter(({ host }) => host.cluster === cluster).map(({ place }) => place),
      ),
    ),
  };
}

const hostPlace = (host: LookedHost, assessed: AssessedHost | undefined): JudgedPlace => ({
  name: host.name,
  facts: assessed?.facts ?? {},
  blind: host.blind,
  answersTo: (control) => host.answers.get(control) ?? [],
});

/** Any of its hosts may have been asked. One control plane that could not be looked at may be the one. */
const clusterPlace = (cluster: string, all: readonly JudgedPlace[], planes: readonly JudgedPlace[]): JudgedPlace => ({
  name: cluster,
  facts: Object.assign({}, ...planes.map(({ facts }) => facts)),
  blind: planes.find(({ blind }) => blind !== null)?.blind ?? null,
  answersTo: (control) => {
    const each = all.map((place) => place.answersTo(control));
    const asked = each.filter((answers) => answers.some(({ answer }) => answer.kind !== 'left-out'));
    // One host asks for its cluster: that the others did not is no gap. What it left out itself still is.
    return [...new Set((asked.length > 0 ? asked : each).flat())];
  },
});
