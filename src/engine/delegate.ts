import { ConnectError } from '../domain/errors.ts';
import { BadAnswer } from '../domain/module.ts';
import type { HostWork } from './host-work.ts';
import { askSlots, byIdentity } from './ask-slots.ts';
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
  const { commandTimeout } = host.options;
  host.hasDelegated = true;
  for (const [identity, asked] of byIdentity(items)) {
    let rest = asked;
    while (rest.length > 0) {
      const { slots, prelude, blame } = askSlots(machine, rest);
      if (slots.length === 0 && machine.knows(identity)) break;
      const kind = await elsewhere(host, machine, () =>
        machine.exchange(identity, slots, { prelude, timeout: commandTimeout }),
      );
      if (kind === 'interrupted') return;
      if (kind === 'timed-out') blame(new BadAnswer(lateAnswer(commandTimeout)));
      rest = rest.filter((item) => item.answer === null);
    }
  }
}

const lateAnswer = (timeout: number): string =>
  `the question did not come back within the command timeout of ${String(timeout / 1000)} s`;
