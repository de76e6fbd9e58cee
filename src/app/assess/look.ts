import type { AssessedHost, AssessmentScope } from '../../domain/assessment.ts';
import type { HostTarget } from '../../domain/connection.ts';
import type { RunEventBody } from '../../domain/event.ts';
import { Float, isList, isMapping } from '../../domain/value.ts';
import type { Value } from '../../domain/value.ts';
import { missingWords } from './missing.ts';

type Facts = ReadonlyMap<string, Value>;

/** Collects, from the events of a run, what hosts are and which were not seen. Times in milliseconds since the epoch. */
export interface Look {
  add(event: RunEventBody, at: number): void;
  hosts(targets: ReadonlyMap<string, HostTarget>): readonly AssessedHost[];
  /** Why each host that was not reached was not. */
  readonly lost: ReadonlyMap<string, string>;
  scope(hosts: readonly AssessedHost[], about: Pick<AssessmentScope, 'notSelected'> & { readonly stopped: boolean }): AssessmentScope;
}

type Started = Extract<RunEventBody, { type: 'run-started' }>['hosts'][number];

export function startLook(): Look {
  const started: Started[] = [];
  const facts = new Map<string, { readonly facts: Facts; readonly at: number }>();
  const lost = new Map<string, string>();
  return {
    lost,
    add: (event, at) => {
      if (event.type === 'run-started') started.push(...event.hosts);
      if (event.type === 'host-lost') lost.set(event.host, event.message);
      if (event.type === 'facts') facts.set(event.host, { facts: event.facts, at });
    },
    hosts: (targets) => {
      const stores = new Map(
        started.flatMap(({ name, cluster, controlPlane }) => {
          const store = controlPlane ? datastoreOf(facts.get(name)?.facts) : null;
          return store === null ? [] : [[cluster, store] as const];
        }),
      );
      return started.map((host) => assessedHost(host, facts.get(host.name), stores.get(host.cluster), !lost.has(host.name), targets));
    },
    scope: (hosts, { notSelected, stopped }) => {
      const nodes = clusterNodes(hosts, facts);
      const known = new Set(
        [...hosts.map(({ name }) => name), ...notSelected, ...[...facts.values()].flatMap((host) => namesOf(host.facts))].map(lower),
      );
      const notInInventory = [...new Set([...nodes.values()].flat())].filter((name) => !known.has(lower(name)));
      const untold = [...new Set(hosts.map(({ cluster }) => cluster))].filter((cluster) => !nodes.has(cluster));
      const unread = hosts.filter(({ name, reached }) => reached && !facts.has(name)).map(({ name }) => name);
      return {
        hosts,
        notSelected,
        notInInventory,
        missing: missingWords({ hosts, notSelected, notInInventory, untold, unread, stopped }),
      };
    },
  };
}

function assessedHost(
  { name, cluster, controlPlane }: Started,
  found: { readonly facts: Facts; readonly at: number } | undefined,
  store: string | undefined,
  reached: boolean,
  targets: ReadonlyMap<string, HostTarget>,
): AssessedHost {
  const facts = found?.facts;
  const role = textAt(facts, 'role');
  const clock = facts?.get('clock');
  return {
    name,
    address: targets.get(name)?.address ?? null,
    cluster,
    role: role === 'worker' ? 'worker' : role === 'control_plane' || controlPlane ? 'control-plane' : facts === undefined ? 'worker' : null,
    reached,
    version: textAt(facts, 'snap', 'version'),
    revision: textAt(facts, 'snap', 'revision'),
    os: textAt(facts, 'os', 'pretty_name'),
    clockSkew:
      found !== undefined && clock instanceof Float ? Math.round((clock.value - found.at / 1000) * 10) / 10 : null,
    at: found === undefined ? null : new Date(found.at).toISOString(),
    processes: processesOf(facts),
    facts: {
      ...(store !== undefined && { datastore: store }),
      ...proxyFact(facts),
    },
  };
}

/** What the API server of a control plane keeps its state in, by the services that the snap has there. */
function datastoreOf(facts: Facts | undefined): string | null {
  const isOn = (name: string): boolean => valueAt(facts, 'services', name, 'enabled') === true;
  const told = textAt(facts, 'cluster', 'datastore');
  if (told !== null) return told;
  if (facts === undefined || textAt(facts, 'role') !== 'control_plane') return null;
  return isOn('etcd') ? 'etcd' : isOn('k8s-dqlite') ? 'k8s-dqlite' : isOn('kube-apiserver') ? 'external' : null;
}

/** Cilium takes its place unless somebody switched that off. */
function proxyFact(facts: Facts | undefined): Readonly<Record<string, string>> {
  if (facts === undefined || !isMapping(facts.get('services') ?? null)) return {};
  return { 'kube-proxy': String(valueAt(facts, 'services', 'kube-proxy', 'enabled') === true) };
}

function processesOf(facts: Facts | undefined): Readonly<Record<string, number>> {
  const services = facts?.get('services');
  if (services === undefined || !isMapping(services)) return {};
  return Object.fromEntries(
    [...services].flatMap(([name, service]) => {
      const pid = isMapping(service) ? service.get('pid') : null;
      return typeof pid === 'number' && pid > 0 ? [[String(name), pid] as const] : [];
    }),
  );
}

/** Names of nodes, by cluster, where a control plane told them. */
function clusterNodes(
  hosts: readonly AssessedHost[],
  facts: ReadonlyMap<string, { readonly facts: Facts }>,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    hosts.flatMap(({ name, cluster }) => {
      const nodes = valueAt(facts.get(name)?.facts, 'cluster', 'nodes');
      return nodes !== undefined && isList(nodes) ? [[cluster, nodes.map(String)] as const] : [];
    }),
  );
}

const namesOf = (facts: Facts): readonly string[] =>
  ['hostname', 'nodename', 'fqdn'].flatMap((name) => textAt(facts, name) ?? []);

const lower = (name: string): string => name.toLowerCase();

function valueAt(facts: Facts | undefined, ...path: readonly string[]): Value | undefined {
  let value: Value | undefined = facts;
  for (const key of path) value = value !== undefined && isMapping(value) ? value.get(key) : undefined;
  return value;
}

function textAt(facts: Facts | undefined, ...path: readonly string[]): string | null {
  const value = valueAt(facts, ...path);
  return typeof value === 'string' && value !== '' ? value : null;
}
