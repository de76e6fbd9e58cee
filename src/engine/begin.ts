import { ConnectError } from '../domain/errors.ts';
import type { RefusalCode } from '../domain/event.ts';
import type { Delegates } from './delegates.ts';
import type { Guards } from './guards.ts';
import type { HostRun } from './host-run.ts';
import type { HostWork } from './host-work.ts';
import { lockAll } from './locks.ts';
import type { RunPorts, RunRequest } from './ports.ts';

/** Why nothing is changed at all. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly host: string | null;
  readonly message: string;
  readonly hint: string | null;
}

/** A host that has the machine-id of another. */
export function twins(works: Iterable<HostWork>): Refusal | null {
  const seen = new Map<string, string>();
  for (const { name, surveys } of works) {
    const id = [...surveys.values()][0]?.machineId ?? '';
    const other = seen.get(id);
    if (id === '') continue;
    if (other === undefined) seen.set(id, name);
    else
      return {
        code: 'same-machine',
        host: name,
        message: `${name} is the same machine as ${other} (same machine-id)`,
        hint: 'give each machine one name in the inventory; a clone needs a machine-id of its own: rm /etc/machine-id && systemd-machine-id-setup',
      };
  }
  return null;
}

/** Asks the operator and takes the locks of all that will be changed; a refusal, or null when work may begin. */
export async function mayBegin(
  request: RunRequest,
  runs: readonly HostRun[],
  { guards, delegates }: { readonly guards: Guards; readonly delegates: Delegates },
  ports: RunPorts,
): Promise<Refusal | 'interrupted' | null> {
  const working = runs.filter(({ hasWork }) => hasWork);
  if (working.length === 0) return null;
  const gone = lostControlPlane(request, runs);
  if (gone !== null) return gone;
  const machines = machinesOf(working, runs, delegates);
  const clusters = clustersOf([...working.map(({ work }) => work), ...machines]);
  const away = [...delegates.works.values()].find(
    ({ lost, planned }) => lost !== null && planned.controlPlane && clusters.has(planned.cluster),
  );
  if (away !== undefined && away.lost !== null) return lostGuard(away.lost);
  const besides = await guards.reach(clusters);
  if (besides instanceof ConnectError) return lostGuard(besides);
  if (!(await request.options.confirm())) return notConfirmed;
  if (ports.stop.aborted) return 'interrupted';
  const beside = runs.filter(
    (run) => run.state === 'fit' && run.work.planned.controlPlane && clusters.has(run.work.planned.cluster),
  );
  const planes = [...delegates.works.values()].filter(
    ({ planned }) => planned.controlPlane && clusters.has(planned.cluster),
  );
  const all = new Set([...working, ...beside].map(({ work }) => work));
  const busy = await lock([...new Set([...all, ...machines, ...planes, ...besides])], ports);
  return busy ?? unlockedGuard(besides);
}

const clustersOf = (works: readonly HostWork[]): ReadonlySet<string> =>
  new Set(works.filter(({ planned }) => planned.controlPlane).map(({ planned }) => planned.cluster));

/** Machines that changes are delegated to, as far as that is known before the first of them. */
function machinesOf(working: readonly HostRun[], runs: readonly HostRun[], delegates: Delegates): readonly HostWork[] {
  const names = new Set(working.flatMap(({ seen }) => [...seen.machines]));
  return [...runs.map(({ work }) => work), ...delegates.works.values()].filter(
    ({ name, lost, identities }) => names.has(name) && lost === null && identities.size > 0,
  );
}

/** A control plane that was not reached, of a cluster whose control planes a play with work touches. */
function lostControlPlane({ plan }: RunRequest, runs: readonly HostRun[]): Refusal | null {
  const touched = new Set(plan.plays.flatMap(({ hosts }) => hosts));
  const lost = runs.find((run) => run.state === 'lost' && run.work.planned.controlPlane && touched.has(run.name));
  if (lost === undefined) return null;
  return {
    code: 'control-plane-unreachable',
    host: lost.name,
    message: `${lost.name} is unreachable: ${lost.lost?.message ?? 'it does not answer'}\nWith ${lost.name} in an unknown state no other control plane is touched.`,
    hint: 'workers only: -l workers',
  };
}

const lostGuard = ({ host, message }: ConnectError): Refusal => ({
  code: 'control-plane-unreachable',
  host,
  message: `${host} is unreachable: ${message}\nWith ${host} in an unknown state no other control plane is touched, though -l leaves it out.`,
  hint: 'workers only: -l workers',
});

/** Of a selected host the others of its cluster are held back; a guard is there for nothing else. */
function unlockedGuard(guards: readonly HostWork[]): Refusal | null {
  const open = guards.find(({ unlockable }) => unlockable !== null);
  if (open === undefined) return null;
  return {
    code: 'control-plane-unreachable',
    host: open.name,
    message: `${open.name} cannot be locked: ${open.unlockable?.message ?? ''}\nAnother run may work on it, so no other control plane is touched.`,
    hint: 'workers only: -l workers',
  };
}

export const notConfirmed: Refusal = { code: 'not-confirmed', host: null, message: 'nothing was changed', hint: null };

/** Takes all these locks, or says who holds the first that stays busy. */
export async function lock(works: readonly HostWork[], ports: RunPorts): Promise<Refusal | null> {
  const busy = await lockAll(works, ports);
  if (busy === null) return null;
  return {
    code: 'busy',
    host: busy.host,
    message: `${busy.host} is locked by ${busy.holder}`,
    hint: 'wait for it: --lock-timeout 10m',
  };
}
