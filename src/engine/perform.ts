import { elsewhere, machineOf } from './delegate.ts';
import { performElsewhere } from './perform-elsewhere.ts';
import { performOn } from './perform-on.ts';
import { performingOf } from './performing.ts';
import type { PreparedItem } from './prepare.ts';
import { type Queued, type SectionContext, writesOf } from './section-context.ts';

/**
 * Performs a group in one exchange and asks in the same frame what was changed and what of `others` may have become
 * stale. Fills in the outcomes; an item that was not reached, or that moved in the meantime, keeps none. During a snap
 * refresh nothing is begun, and what went wrong beside one is tried again after it.
 */
export async function performGroup(
  context: SectionContext,
  group: readonly Queued[],
  others: readonly PreparedItem[],
): Promise<void> {
  const [item] = group.flatMap(performingOf);
  if (item === undefined) return;
  const { host } = context;
  const machine = machineOf(host, item.item);
  const forOthers = group.filter(({ prepared: { task } }) => task.runOnce || task.delegated).flatMap(performingOf);
  const writes = forOthers.flatMap(({ planned }) => writesOf(planned.changes));
  if (machine === host) await performOn(context, machine, group, others);
  else await elsewhere(host, machine, () => performElsewhere(context, machine, group, others));
  if (writes.some(({ kind }) => kind === 'any')) host.around.disturbAll();
}
