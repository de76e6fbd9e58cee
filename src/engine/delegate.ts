import { ConnectError } from '../domain/errors.ts';
import type { HostWork } from './host-work.ts';
import { askItems } from './ask-items.ts';
import { byIdentity } from './ask-slots.ts';
import type { HostItem, PreparedItem } from './prepare.ts';

/** The machine that an item is asked and performed on. */
export const machineOf = (host: HostWork, { settings }: HostItem): HostWork => host.machineOf(settings);

/** Whether another machine than the host's own does the work of this item. */
export const isElsewhere = (host: HostWork, { item }: PreparedItem): boolean =>
  item.kind === 'host' && item.settings.delegateTo !== null && item.settings.delegateTo !== host.name;

/** Items by the machine that does their work, in order; what has none is left out. */
export function byMachine(
  host: HostWork,
  items: readonly PreparedItem[],
): ReadonlyMap<HostWork, readonly PreparedItem[]> {
  const groups = new Map<HostWork, PreparedItem[]>();
  for (const prepared of items) {
    if (prepared.item.kind !== 'host') continue;
    const machine = machineOf(host, prepared.item);
    const group = groups.get(machine);
    if (group === undefined) groups.set(machine, [prepared]);
    else group.push(prepared);
  }
  return groups;
}

/** Work of this host on another machine: a connection that is lost there is lost to this host's task. */
export async function elsewhere<Result>(
  host: HostWork,
  machine: HostWork,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    await machine.connect();
    return await work();
  } catch (error) {
    if (!(error instanceof ConnectError) || machine === host) throw error;
    throw new ConnectError({
      reason: error.reason,
      host: host.name,
      message: `its task is delegated to ${machine.name}, and ${error.message}`,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

/** Asks on a machine that is not the host's own. Its marker does not hear of it. */
export async function askElsewhere(host: HostWork, machine: HostWork, items: readonly PreparedItem[]): Promise<void> {
  host.hasDelegated = true;
  for (const [identity, asked] of byIdentity(items)) {
    const isDone = await askItems(machine, identity, asked, { exchange: (work) => elsewhere(host, machine, work) });
    if (!isDone) return;
  }
}
