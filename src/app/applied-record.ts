import { z } from 'zod';
import { hostOutcomes } from '../domain/event.ts';
import type { HostOutcome, RunEventBody } from '../domain/event.ts';
import { type Diagnostic, type Parsed, parsed, refused } from '../domain/diagnostic.ts';
import { PlanFileError, type PlanFiles } from '../domain/plan-ports.ts';

/** What was done from a plan file, in `FILE.applied` beside it. Hosts remember it too, for copies of the file. */
export interface AppliedRecord {
  /** The plan file's id: a record of another plan of the same name counts for nothing. */
  readonly plan: string;
  readonly runs: readonly AppliedRun[];
}

interface AppliedRun {
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: string;
  readonly hosts: Readonly<Record<string, HostOutcome>>;
}

const recordPath = (plan: string): string => `${plan}.applied`;

/** Outcomes after which nothing of the plan is left for a host. */
const finished: readonly HostOutcome[] = ['changed', 'ok', 'drifted'];

/** Hosts that the plan was done on, with the run that did it. */
export const appliedHosts = ({ runs }: AppliedRecord): ReadonlyMap<string, AppliedRun> =>
  new Map(
    runs.flatMap((run) =>
      Object.entries(run.hosts).flatMap(([host, outcome]) =>
        finished.includes(outcome) ? [[host, run] as const] : [],
      ),
    ),
  );

const schema = z.strictObject({
  bulwark: z.literal('applied'),
  schemaVersion: z.literal(1),
  plan: z.string(),
  runs: z.array(
    z.strictObject({
      run: z.string(),
      at: z.iso.datetime(),
      by: z.string(),
      hosts: z.record(z.string(), z.enum(hostOutcomes)),
    }),
  ),
});

/** Nothing was done where there is no record, or one of another plan. Error: `plan-damaged`, and those of reading. */
export function readRecord(plan: string, id: string, files: PlanFiles): Parsed<AppliedRecord> {
  const path = recordPath(plan);
  if (!files.exists(path)) return parsed({ plan: id, runs: [] });
  try {
    const found = schema.parse(JSON.parse(new TextDecoder().decode(files.read(path))));
    const runs = found.runs.map((run) => ({ ...run, at: Date.parse(run.at) }));
    return parsed({ plan: id, runs: found.plan === id ? runs : [] });
  } catch (error) {
    return refused(error instanceof PlanFileError ? fileProblem(error) : damagedRecord(path));
  }
}

export function writeRecord(plan: string, { plan: id, runs }: AppliedRecord, files: PlanFiles): void {
  const readable = runs.map((run) => ({ ...run, at: new Date(run.at).toISOString() }));
  const record = { bulwark: 'applied', schemaVersion: 1, plan: id, runs: readable };
  files.replace(recordPath(plan), `${JSON.stringify(record, null, 2)}\n`);
}

/** How hosts end, gathered from the events of a run. */
export function outcomesOf(event: RunEventBody, into: Record<string, HostOutcome>): void {
  if (event.type === 'host-finished') into[event.host] = event.outcome;
  if (event.type === 'host-lost') into[event.host] = 'unreachable';
}

export const fileProblem = ({ code, message, hint }: PlanFileError): Diagnostic => ({
  severity: 'error',
  code,
  summary: message,
  hint,
});

const damagedRecord = (path: string): Diagnostic => ({
  severity: 'error',
  code: 'plan-damaged',
  summary: `${path} is damaged: it says where the plan was applied already`,
  hint: 'plan again; hosts remember what was done to them',
});
