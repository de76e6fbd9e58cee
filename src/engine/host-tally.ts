import { type RunEventBody, isResult } from '../domain/event.ts';
import { isUnsettled } from './host-plan.ts';

/** What the results of one host come to, while it is performed. */
export class HostTally {
  /** Results that changed something, of tasks and of handlers. */
  changed = 0;
  /** Changes that tasks made; what handlers restart does not count. */
  made = 0;
  /** What is not as wanted and was left so. */
  driftLeft = 0;
  /** A failure that says something of how the host stands. */
  hasUnsettled = false;

  count(event: RunEventBody): void {
    if (!isResult(event)) return;
    const { status } = event;
    if (status === 'changed') this.changed += 1;
    if (event.type === 'task-finished' && status === 'changed') this.made += event.changes.length;
    if (status === 'drifted') this.driftLeft += 1;
    if (isUnsettled(event)) this.hasUnsettled = true;
  }
}
