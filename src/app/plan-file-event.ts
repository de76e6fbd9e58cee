import type { RunEventBody } from '../domain/event.ts';
import type { Intent } from '../domain/intent.ts';
import type { PlanFile } from '../domain/plan-file.ts';

/** That a plan was written, or is read from a file. */
export const planFileEvent = (
  use: 'written' | 'opened',
  path: string,
  id: string,
  { madeAt, by, run, hosts }: PlanFile,
): Extract<RunEventBody, { type: 'plan-file' }> => ({
  type: 'plan-file',
  use,
  path,
  id,
  madeAt,
  by,
  run,
  hosts: [...hosts.keys()],
  changes: [...hosts.values()]
    .flat()
    .filter(isTask)
    .reduce((sum, { changes }) => sum + changes.length, 0),
});

/** What handlers restart is counted as restarts, not as changes. */
const isTask = ({ key }: Intent): boolean => !key.includes('.handlers.');
