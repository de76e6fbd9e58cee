import type { TaskError } from '../domain/errors.ts';
import type { CommandOutput } from '../domain/session.ts';
import { markSlots, onceSlots, pendingSlots } from './group-slots.ts';
import type { HostWork } from './host-work.ts';
import { loginIsShutOn } from './lockout/delegated-login.ts';
import { lockAll } from './locks.ts';
import { failedOutcome, stepError } from './outcome.ts';
import { performOn } from './perform-on.ts';
import { type Performing, performingOf } from './performing.ts';
import type { PreparedItem } from './prepare.ts';
import { type Queued, type SectionContext, writesOf } from './section-context.ts';
import { noted } from './slot.ts';

/** Beside what the group's own machine has to know, the host of the task keeps what is its own: its handlers, and what of a plan file is done. */
export async function performElsewhere(
  context: SectionContext,
  machine: HostWork,
  group: readonly Queued[],
  others: readonly PreparedItem[],
): Promise<void> {
  const [first] = group;
  const refused = await notLocked(machine, context);
  const unready = refused ?? (await readyHere(context, group.flatMap(performingOf)));
  if (unready !== null) {
    if (first !== undefined) first.outcome = failedOutcome(unready, group.flatMap(performingOf)[0]?.planned.changes);
    return;
  }
  const writes = group.flatMap(performingOf).flatMap(({ planned }) => writesOf(planned.changes));
  const before = machine.changes;
  await performOn(context, machine, group, others);
  const made = machine.changes - before;
  if (made === 0) return;
  const { changedElsewhere } = context.host;
  changedElsewhere.set(machine.name, (changedElsewhere.get(machine.name) ?? 0) + made);
  const shut = await loginIsShutOn(machine, context.ports);
  if (shut !== null && first !== undefined) first.outcome = failedOutcome(shut, first.outcome?.changes);
  machine.disturb(writes);
  machine.renewMarker();
}

/** Writes down on the host of the task what has to be known there before the change is made. */
async function readyHere(context: SectionContext, performing: readonly Performing[]): Promise<TaskError | null> {
  const { host } = context;
  const first = performing[0];
  if (first === undefined) return null;
  const outputs: CommandOutput[] = [];
  const own = [...onceSlots(host, performing), ...pendingSlots(context, performing)];
  const marks = performing.flatMap((one) => markSlots(host, one));
  if (own.length + marks.length === 0) return null;
  const { identity } = first.item.settings;
  const slots = [...host.journal.begin(identity), ...own, ...marks].map((slot) => noted(slot, outputs));
  await host.exchange(identity, slots, { prelude: host.journal.library, timeout: host.options.commandTimeout });
  const unready = outputs.find(({ code }) => code !== 0 && code !== null);
  return unready === undefined ? null : stepError(unready);
}

async function notLocked(machine: HostWork, { ports }: SectionContext): Promise<TaskError | null> {
  if (machine.locked || machine.rehearsal !== null) return null;
  const busy = await lockAll([machine], ports);
  const why = busy === null ? machine.unlockable?.message : `it is locked by ${busy.holder}`;
  return why === undefined ? null : { code: 'refused', message: `nothing was changed on ${machine.name}: ${why}` };
}
