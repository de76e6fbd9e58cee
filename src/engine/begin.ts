import { ConnectError } from '../domain/errors.ts';
import type { RefusalCode } from '../domain/event.ts';
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
export function twins(runs: Iterable<HostRun>): Refusal | null {
  const seen = new Map<string, string>();
  for (const { name, work } of runs) {
    const id = [...work.surveys.values()][0]?.machineId ?? '';
    const other = seen.get(id);
    if (id === '') continue;
    if (other === undefined) seen.set(id, name);
    else
      return {
        code: 'same-machine',
        host: name,
        message: `${name} is the same machine as ${other} (same machine-id)`,
        hint: 'give each machine one name in the inventory',
      };
  }
  return null;
}

/** Asks the operator and takes the locks of all that will be changed; a refusal, or null when work may begin. */
export async function mayBegin(
  request: RunRequest,
  runs: readonly HostRun[],
  guards: Guards,
  ports: RunPorts,
): Promise<Refusal | 'interrupted' | null> {
  const working = runs.filter(({ hasWork }) => hasWork);
  if (working.length === 0) return null;
  const gone = lostControlPlane(request, runs);
  if (gone !== null) return gone;
  const clusters = clustersOf(working);
  const besides = await guards.reach(clusters);
  if (besides instanceof ConnectError) return lostGuard(besides);
  if (!(await request.options.confirm())) return notConfirmed;
  if (ports.stop.aborted) return 'interrupted';
  const beside = runs.filter(
    (run) => run.state === 'fit' && run.work.planned.controlPlane && clusters.has(run.work.planned.cluster),
  );
  const busy = await lock([...new Set([...working, ...beside])].map(({ work }) => work).concat(besides), ports);
  return busy ?? unlockedGuard(besides);
}

const clustersOf = (working: readonly HostRun[]): ReadonlySet<string> =>
  new Set(working.filter(({ work }) => work.planned.controlPlane).map(({ work }) => work.planned.cluster));

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
