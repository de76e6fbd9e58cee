import { z } from 'zod';

import type { BulwarkRun } from './lab.ts';

/** How each host ended, by name. */
export const outcomesOf = (run: BulwarkRun): Readonly<Record<string, string>> =>
  Object.fromEntries(all(run, 'host-finished', ended).map(({ host, outcome }) => [host, outcome]));
const ended = z.object({ host: z.string(), outcome: z.string() });

/** Why this host could not be reached or was lost; throws when it was neither. */
export const lossOf = (run: BulwarkRun, host: string): z.output<typeof loss> =>
  one(run, 'host-lost', loss, (event) => event.host === host);
const loss = z.object({
  host: z.string(),
  reason: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
  midway: z.boolean(),
});

/** Results of tasks and handlers of this host, in the order in which they were told. */
export const resultsOf = (run: BulwarkRun, host: string): readonly z.output<typeof result>[] =>
  all(run, ['task-finished', 'handler-finished'], result).filter((one) => one.host === host);
const result = z.object({
  host: z.string(),
  task: z.string(),
  status: z.string(),
  message: z.unknown().optional(),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      wanted: z.string().nullable(),
      seen: z.string().nullable(),
      said: z.array(z.string()),
      hint: z.string().nullable(),
    })
    .optional(),
});
export type TaskFailure = NonNullable<z.output<typeof result>['error']> & { readonly task: string };

/** Of the first task or handler that failed on this host; throws when none did. */
export function failureOf(run: BulwarkRun, host: string): TaskFailure {
  const failed = resultsOf(run, host).find(({ status }) => status === 'failed');
  if (failed?.error === undefined) throw new Error(`no task failed on ${host}:\n${told(run)}`);
  return { ...failed.error, task: failed.task };
}

/** Why the run refused to begin. */
export const refusalOf = (run: BulwarkRun): z.output<typeof refusal> => one(run, 'run-refused', refusal);
const refusal = z.object({
  code: z.string(),
  host: z.string().nullable(),
  message: z.string(),
  hint: z.string().nullable(),
});

export const rollbackOf = (run: BulwarkRun, host: string): z.output<typeof rolledBack> =>
  one(run, 'host-rolled-back', rolledBack, (event) => event.host === host);
const rolledBack = z.object({
  host: z.string(),
  undone: z.number(),
  complete: z.boolean(),
  healthy: z.boolean(),
  message: z.string(),
});

/** `1121-k7`. */
export const runIdOf = (run: BulwarkRun): string => one(run, 'run-started', z.object({ run: z.string() })).run;

export const stopOf = (run: BulwarkRun): { readonly because: string } =>
  one(run, 'run-stopped', z.object({ because: z.string() }));

/** All that a run has said, for the message of a failed assertion. */
export const told = ({ exit, stdout, stderr }: BulwarkRun): string => `exit ${exit}\n${stdout}\n${stderr}`;

const all = <Shape>(run: BulwarkRun, types: string | readonly string[], shape: z.ZodType<Shape>): readonly Shape[] =>
  run.events.filter(({ type }) => [types].flat().includes(type)).map((event) => shape.parse(event));

function one<Shape>(
  run: BulwarkRun,
  type: string,
  shape: z.ZodType<Shape>,
  isMeant: (event: Shape) => boolean = () => true,
): Shape {
  const found = all(run, type, shape).find(isMeant);
  if (found === undefined) throw new Error(`no ${type} event of that kind:\n${told(run)}`);
  return found;
}
