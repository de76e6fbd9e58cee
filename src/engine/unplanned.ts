import type { Difference } from '../domain/intent.ts';
import { intentOf } from './intents.ts';
import { difference } from './plan-fit.ts';
import type { Prepared, PreparedItem } from './prepare.ts';
import type { SectionContext } from './section-context.ts';
import { BadAnswer } from '../domain/module.ts';

/** A change that would be made and that the plan file does not hold. */
export class Unplanned extends Error {
  readonly difference: Difference;
  constructor(found: Difference) {
    super(`${found.what} is not as planned`);
    this.name = 'Unplanned';
    this.difference = found;
  }
}

/** Throws Unplanned before an item is performed that a plan file binds and does not hold. */
export function refuseUnplanned({ host, ports }: SectionContext, prepared: Prepared, item: PreparedItem): void {
  const planned = host.keptIntents;
  if (planned === null || item.answer === null || item.answer instanceof BadAnswer) return;
  if (item.answer.planned.kind !== 'changes') return;
  const { changes } = item.answer.planned;
  const needed = intentOf(prepared, item, { changes, assumed: false }, ports.secrets);
  const found = difference(planned, needed, host.done);
  if (found !== null) throw new Unplanned(found);
}
