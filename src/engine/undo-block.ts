import type { TaskPlan } from '../domain/run-plan.ts';
import { rollbackFrom, rollbackMessage } from './rollback.ts';
import type { SectionContext } from './section-context.ts';

/** What a block changed on a host before one of its tasks failed: all entries of the journal from the first of them on. */
export interface Left {
  readonly failed: TaskPlan;
  readonly from: number;
}

/** Puts back what a block changed, and tells it. False: not everything could be put back. */
export async function undoBlock({ host, play, ports, emit }: SectionContext, left: Left): Promise<boolean> {
  const startedAt = ports.clock.now();
  const report = await rollbackFrom(host, ports, left.from);
  const { undone, complete, healthy } = report;
  emit({
    type: 'block-rolled-back',
    host: host.name,
    play: play.name,
    task: left.failed.name,
    undone,
    complete,
    healthy,
    message: rollbackMessage(report, 'the block'),
    took: ports.clock.now() - startedAt,
  });
  return complete && healthy;
}
