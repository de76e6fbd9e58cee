import type { AssessedHost } from '../domain/assessment.ts';
import { Float, isMapping, type Mapping, type Value } from '../domain/value.ts';
import type { LookedHost } from './collect.ts';

/** The hosts of a run with what their facts say of them. `addresses` as the inventory has them. */
export function assessedHosts(
  hosts: readonly LookedHost[],
  addresses: ReadonlyMap<string, string> = new Map(),
): readonly AssessedHost[] {
  const clusters = Map.groupBy(hosts, ({ cluster }) => cluster);
  const datastores = new Map([...clusters].map(([cluster, members]) => [cluster, datastoreIn(members)]));
  return hosts.map((host) => assessedHost(host, addresses.get(host.name) ?? null, datastores.get(host.cluster)));
}

/** What the control planes say; a worker has no say, and where they contradict each other nobody knows. */
function datastoreIn(members: readonly LookedHost[]): string | undefined {
  const told = members.filter(({ controlPlane }) => controlPlane).flatMap(({ facts }) => datastoreOf(facts) ?? []);
  return new Set(told).size === 1 ? told[0] : undefined;
}

function assessedHost(host: LookedHost, address: string | null, datastore: string | undefined): AssessedHost {
  const { facts, factsAt } = host;
  const snap = mapping(facts?.get('snap'));
  return {
    name: host.name,
    address,
    cluster: host.cluster,
    role: roleOf(host),
    reached: host.reached,
    version: text(snap?.get('version'))?.replace(/^v/, '') ?? null,
    revision: text(snap?.get('revision')),
    os: text(mapping(facts?.get('os'))?.get('pretty_name')),
    clockSkew: factsAt === null ? null : skewOf(facts?.get('clock'), factsAt),
    at: factsAt === null ? null : new Date(factsAt).toISOString(),
    processes: processesOf(facts),
    facts: {
      ...(datastore !== undefined && { datastore }),
      ...known('network', text(facts?.get('network'))),
      ...known('kube-proxy', proxyOf(facts)),
    },
  };
}

/** What the host is; what the inventory says where it did not tell. */
function roleOf({ facts, controlPlane }: LookedHost): 'control-plane' | 'worker' {
  const role = text(facts?.get('role'));
  if (role === 'control_plane') return 'control-plane';
  if (role === 'worker') return 'worker';
  return controlPlane ? 'control-plane' : 'worker';
}

/** `k8s status` knows it; else the service that runs tells. */
function datastoreOf(facts: LookedHost['facts']): string | null {
  const told = text(mapping(facts?.get('cluster'))?.get('datastore'));
  if (told !== null) return told;
  return ['etcd', 'k8s-dqlite'].find((name) => isOn(service(facts, name))) ?? null;
}

/** null: whether there is one could not be seen. */
function proxyOf(facts: LookedHost['facts']): string | null {
  return mapping(facts?.get('services')) === null ? null : String(isOn(service(facts, 'kube-proxy')));
}

const service = (facts: LookedHost['facts'], name: string): Mapping | null =>
  mapping(mapping(facts?.get('services'))?.get(name));

const isOn = (unit: Mapping | null): boolean => unit?.get('enabled') === true || unit?.get('active') === 'active';

function processesOf(facts: LookedHost['facts']): Readonly<Record<string, number>> {
  const units = mapping(facts?.get('services'));
  return Object.fromEntries(
    [...(units ?? [])].flatMap(([name, unit]) => {
      const pid = mapping(unit)?.get('pid');
      return typeof pid === 'number' && pid > 0 ? [[String(name), pid] as const] : [];
    }),
  );
}

/** Seconds ahead of the controller, to a tenth; what the answer took on its way is in it. */
function skewOf(clock: Value | undefined, at: number): number | null {
  const seconds = clock instanceof Float ? clock.value : typeof clock === 'number' ? clock : null;
  return seconds === null ? null : Math.round((seconds - at / 1000) * 10) / 10;
}

const known = (name: string, value: string | null): Readonly<Record<string, string>> =>
  value === null ? {} : { [name]: value };

const mapping = (value: Value | undefined): Mapping | null => (isMapping(value) ? value : null);

const text = (value: Value | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null);
