import { foldNodes } from '../domain/node-set.ts';
import { Float, isList, isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { padTo, wrap } from './columns.ts';
import { foldEqual } from './fold.ts';
import { escapeControls } from './host-text.ts';
import type { HostStory } from './story.ts';

/** The lines that one looks for before a first plan: machines by role, the snap, the kubelet's unit, services, clocks. */
export function factsSummary(hosts: readonly HostStory[], width: number): readonly string[] {
  const known = hosts.filter(({ facts }) => facts !== null);
  const roles = foldEqual(
    known.map((host) => ({ host: host.name, value: roleOf(host) })),
    (role) => role,
  );
  const rows = [
    ...roles.flatMap(({ value, hosts: names }) =>
      machines(
        value,
        known.filter(({ name }) => names.includes(name)),
      ),
    ),
    ...row('k8s', known, snapWords),
    ...row('kubelet unit', known, unitWords),
    ...row('services', known, serviceWords),
    ...row('managed by', known, managerWords),
    clocks(known),
  ].filter((line) => line !== null);
  const wide = Math.min(28, Math.max(0, ...rows.map(({ label }) => label.length)));
  return rows.flatMap(({ label, value }) => wrap(`${padTo(label, wide)}  ${value}`, width, wide + 2));
}

interface Row {
  readonly label: string;
  readonly value: string;
}

/** What most of one role are; under it the odd ones out. */
const machines = (role: string, hosts: readonly HostStory[]): readonly Row[] =>
  row(foldNodes(hosts.map(({ name }) => name)), hosts, (host) => `${role}  ${machineWords(host)}`);

function row(label: string, hosts: readonly HostStory[], words: (host: HostStory) => string | null): readonly Row[] {
  const said = hosts.flatMap((host) => {
    const value = words(host);
    return value === null ? [] : [{ host: host.name, value }];
  });
  const [usual, ...others] = foldEqual(said, (value) => value);
  if (usual === undefined) return [];
  return [
    { label, value: escapeControls(usual.value) },
    ...others.map(({ value, hosts: names }) => ({
      label: `  except ${foldNodes(names)}`,
      value: escapeControls(value),
    })),
  ];
}

const roleOf = ({ facts }: HostStory): string => {
  const role = text(facts?.get('role'));
  return role === 'control_plane' ? 'control plane' : role === 'worker' ? 'worker' : 'no k8s node';
};

function machineWords({ facts }: HostStory): string {
  const system = `${text(facts?.get('distribution'))} ${text(facts?.get('distribution_version'))}`;
  const memory = Number(text(facts?.get('memory_bytes'))) / 2 ** 30;
  return `${system}  ${text(facts?.get('cpus'))} CPU  ${memory.toFixed(1)} GiB`;
}

function snapWords({ facts }: HostStory): string {
  const snap = facts?.get('snap');
  if (!isMapping(snap) || snap.get('installed') !== true) return 'the snap k8s is not installed';
  const channel = text(snap.get('channel'));
  const held = text(snap.get('held')) === 'true' ? 'held' : 'not held';
  const busy = snap.get('refreshing') === true ? ', a refresh is under way' : '';
  return `${text(snap.get('version'))} (rev ${text(snap.get('revision'))}) ${channel === '-' ? 'no channel' : channel}, ${held}${busy}`;
}

function unitWords({ facts }: HostStory): string | null {
  const mode = text(facts?.get('kubelet_unit_mode'));
  return mode === '' ? null : mode;
}

/** Enabled services that do not run. */
function serviceWords({ facts }: HostStory): string | null {
  const services = facts?.get('services');
  if (!isMapping(services) || services.size === 0) return null;
  const down = [...services].filter(
    ([, state]) => isMapping(state) && state.get('enabled') === true && state.get('active') !== 'active',
  );
  return down.length === 0
    ? 'all that are enabled run'
    : `not running: ${down.map(([name]) => String(name)).join(', ')}`;
}

function managerWords({ facts }: HostStory): string | null {
  const managers = facts?.get('managed_by');
  return isList(managers) && managers.length > 0 ? managers.map(text).join(', ') : null;
}

/** The largest difference to this machine's clock; what the answer took on its way is part of it. */
function clocks(hosts: readonly HostStory[]): Row | null {
  const apart = hosts.flatMap(({ facts, factsAt }) => {
    const clock = facts?.get('clock');
    return clock instanceof Float || typeof clock === 'number' ? [Math.abs(factsAt / 1000 - Number(text(clock)))] : [];
  });
  return apart.length === 0
    ? null
    : { label: 'clocks', value: `within ${Math.max(...apart).toFixed(1)} s of this machine` };
}

function text(value: Value | undefined): string {
  if (value === undefined || value === null || isMapping(value) || isList(value)) return '';
  return value instanceof Float ? String(value.value) : String(value);
}
