import type { Resource } from '../domain/resource.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import { isElsewhere } from './delegate.ts';
import type { Place } from './drift/scope.ts';
import { finishedEvent } from './finished-event.ts';
import { intentOf } from './intents.ts';
import type { Outcome } from './outcome.ts';
import { readsOf } from './prepare.ts';
import { type Queued, type SectionContext, handlersOf } from './section-context.ts';

/** Tells what came of an item, notes it where a plan is made, and notifies its handlers. */
export function tellResult(
  context: SectionContext,
  queued: Queued,
  outcome: Outcome,
  about: { readonly isRescued: boolean; notify(handlers: readonly TaskPlan[]): void },
): void {
  const { task } = queued.prepared;
  if (task.meta !== null && outcome.status !== 'failed') return;
  const { mode, emit, ports } = context;
  const handlers = handlersOf(context, queued);
  const place = placeOf(context, queued, outcome);
  const isLeft = outcome.status === 'drifted' && place === 'drift';
  if (outcome.status === 'changed' || (isLeft && mode === 'plan')) about.notify(handlers);
  if (mode === 'plan' && outcome.status === 'drifted')
    context.intend?.(intentOf(queued.prepared, queued.item, outcome, ports.secrets));
  const finished = finishedEvent(context, queued, toldAs(outcome, place), {
    notified: outcome.status === 'changed' || isLeft ? handlers.map(({ name }) => name) : [],
    rescued: outcome.status === 'failed' && about.isRescued,
  });
  if (finished.status === 'drifted')
    context.found?.(finished, isAnothers(context, queued) ? [] : readsOfItem(queued), place);
  emit({ type: task.kind === 'handler' ? 'handler-finished' : 'task-finished', ...finished });
}

/** Where only drift is told: what an item counts as. Everything else is as the plan has it. */
function placeOf(context: SectionContext, queued: Queued, outcome: Outcome): Place {
  const { scope } = context.host;
  if (scope === null || outcome.status !== 'drifted' || queued.prepared.task.kind === 'handler') return 'drift';
  if (isAnothers(context, queued)) return 'drift';
  const { changes, assumed } = outcome;
  const notifies = handlersOf(context, queued).length > 0;
  return scope.placeOf({ reads: readsOfItem(queued), changes, assumed, notifies });
}

const isAnothers = ({ host }: SectionContext, { item }: Queued): boolean => item !== null && isElsewhere(host, item);

/** What only runs, in every apply, is not looked at where drift is told. */
const toldAs = (outcome: Outcome, place: Place): Outcome =>
  place === 'run' ? { ...outcome, status: 'skipped', assumed: false, changes: [] } : outcome;

const readsOfItem = ({ item }: Queued): readonly Resource[] => (item === null ? [] : readsOf([item]));
