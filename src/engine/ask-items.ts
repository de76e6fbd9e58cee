import type { Identity } from '../domain/connection.ts';
import { BadAnswer } from '../domain/module.ts';
import { askSlots } from './ask-slots.ts';
import type { HostWork } from './host-work.ts';
import type { PreparedItem } from './prepare.ts';
import type { Slot } from './slot.ts';

/** What an exchange of questions has around it. */
interface Around {
  /** What is asked before the questions. */
  looks?(): readonly Slot[];
  /** How an exchange is made, where a plain one is not enough. */
  exchange?: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/**
 * Asks until every question has an answer; one that hangs is itself the bad answer, and the others are asked again.
 * False: the run was interrupted. Rejects with ConnectError.
 */
export async function askItems(
  machine: HostWork,
  identity: Identity,
  items: readonly PreparedItem[],
  { looks, exchange = (work) => work() }: Around,
): Promise<boolean> {
  const timeout = machine.options.commandTimeout;
  let rest = items;
  while (rest.length > 0) {
    const { slots: questions, prelude, blame } = askSlots(machine, rest);
    const slots = [...(looks?.() ?? []), ...questions];
    if (slots.length === 0 && machine.knows(identity)) break;
    const kind = await exchange(() => machine.exchange(identity, slots, { prelude, timeout }));
    if (kind === 'interrupted') return false;
    if (kind === 'timed-out') blame(new BadAnswer(lateAnswer(timeout)));
    rest = rest.filter((item) => item.answer === null);
  }
  return true;
}

const lateAnswer = (timeout: number): string =>
  `the question did not come back within the command timeout of ${String(timeout / 1000)} s`;
