import { ConnectError, LockError } from '../domain/errors.ts';
import type { Identity } from '../domain/connection.ts';
import { identityKey } from '../domain/connection.ts';
import type { HostWork } from './host-work.ts';
import type { RunPorts } from './ports.ts';
import { forEachHost } from './schedule.ts';

/** How often a lock that is taken is tried again. */
const retryAfter = 1000;

export interface Busy {
  readonly host: string;
  readonly holder: string;
}

/**
 * Locks every host that will be changed: control planes one after the other, sorted by name, so that two runs never
 * hold half of a cluster each; then the workers. The first that stays busy past the timeout ends it.
 */
export async function lockAll(works: readonly HostWork[], ports: RunPorts): Promise<Busy | null> {
  const deadline = ports.clock.now() + (works[0]?.options.lockTimeout ?? 0);
  const sorted = works.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const work of sorted.filter(({ planned }) => planned.controlPlane)) {
    const busy = await lockHost(work, ports, deadline);
    if (busy !== null) return busy;
  }
  const found: Busy[] = [];
  await forEachHost(
    sorted.filter(({ planned }) => !planned.controlPlane),
    works[0]?.options.forks ?? 1,
    async (work) => {
      const busy = await lockHost(work, ports, deadline);
      if (busy !== null) found.push(busy);
    },
  );
  return found.toSorted((a, b) => (a.host < b.host ? -1 : 1))[0] ?? null;
}

async function lockHost(work: HostWork, ports: RunPorts, deadline: number): Promise<Busy | null> {
  try {
    for (const identity of work.identities.values()) {
      const holder = await lockUnder(work, identity, ports, deadline);
      if (holder !== null) return { host: work.name, holder };
    }
    work.locked = true;
  } catch (error) {
    if (!(error instanceof LockError) && !(error instanceof ConnectError)) throw error;
    work.unlockable = error;
  }
  return null;
}

/** After the host was away: its locks are free, unless another run was quicker. Who holds it then; null when it is ours. */
export async function lockAgain(work: HostWork, ports: RunPorts): Promise<string | null> {
  for (const identity of work.identities.values()) {
    const holder = await lockUnder(work, identity, ports, ports.clock.now());
    if (holder !== null) return holder;
  }
  return null;
}

async function lockUnder(
  work: HostWork,
  identity: Identity,
  ports: RunPorts,
  deadline: number,
): Promise<string | null> {
  const session = await work.connection.session(identity);
  const folder = work.surveys.get(identityKey(identity))?.folder;
  if (folder === undefined) throw new LockError('(the host did not say where its journal is)');
  const { run, who } = work.options;
  for (;;) {
    const holder = `run ${run}, ${who}, since ${new Date(ports.clock.now()).toISOString()}`;
    const answer = await session.lock(`${folder}/lock`, holder);
    if (answer.taken) return null;
    if (ports.clock.now() + retryAfter > deadline || ports.stop.aborted) return answer.holder;
    work.waitedForLock = true;
    await ports.clock.sleep(retryAfter, ports.stop);
  }
}
