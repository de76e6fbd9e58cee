import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { ScheduleJob, ScheduleRow, ScheduleStanding, ScheduleState, TimerKind } from '../../domain/schedule.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { AppPorts } from '../ports.ts';
import { startRunLog } from '../run-log.ts';
import { workWords } from './job-words.ts';
import { loadJob, loadState } from './load.ts';
import { scheduleNames } from './names.ts';
import { claimFile, jobFile, schedulePlaces } from './places.ts';
import type { SchedulePlaces } from './places.ts';
import { timersOf } from './timers.ts';
import { nextRun, overdueSince, toleranceOf } from './timing.ts';

/** `schedule list`: exit 3 when one does not run as it should, or its reports do not arrive. */
export async function listSchedules(ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const places = schedulePlaces(ports);
  const read = scheduleNames(places, ports.schedules.files).map((name) => loadJob(jobFile(places, name), name, ports));
  const jobs = read.flatMap((job) => (job.ok ? [job.value] : []));
  const bad: readonly Diagnostic[] = read.flatMap((job) => (job.ok ? [] : job.diagnostics));
  if (jobs.length === 0 && bad.length > 0) return log.refuse(bad);
  if (jobs.length === 0) {
    ports.print(['No schedule is installed by this user.', '', 'Next   bulwark schedule install --every 30m']);
    return 0;
  }
  const now = ports.now();
  const set = await setTimers(jobs, places, ports);
  const states = new Map(jobs.map((job) => [job.name, loadState(places, job.name, ports)]));
  const rows = jobs.map((job) => rowOf(job, states.get(job.name) ?? null, set, places, now, ports));
  const isAmiss = rows.some(({ state }) => ['overdue', 'no-timer', 'undelivered'].includes(state.kind));
  ports.desk.print({
    kind: 'schedules',
    rows,
    now,
    timeZone: ports.schedules.timeZone,
    silentSince: Math.max(...jobs.map((job) => states.get(job.name)?.toldAt ?? job.installedAt)),
    tolerance: Math.min(...jobs.map(({ timing }) => toleranceOf(timing))),
    isAmiss,
  });
  return bad.length > 0 ? log.refuse(bad) : isAmiss ? 3 : 0;
}

/** The schedules that have a timer, or may have one: that of another login cannot always be asked. */
async function setTimers(
  jobs: readonly ScheduleJob[],
  places: SchedulePlaces,
  ports: AppPorts,
): Promise<ReadonlySet<string>> {
  const byKind = Map.groupBy(jobs, ({ timer }): TimerKind => timer);
  const found = [...byKind].map(async ([kind, those]) => {
    const names = those.map(({ name }) => name);
    return [...((await timersOf(kind, places, ports).isSet(names)) ?? names)];
  });
  return new Set((await Promise.all(found)).flat());
}

function rowOf(
  job: ScheduleJob,
  state: ScheduleState | null,
  set: ReadonlySet<string>,
  places: SchedulePlaces,
  now: number,
  { schedules }: AppPorts,
): ScheduleRow {
  const isRunning = schedules.files.holder(claimFile(places, job.name)) !== null;
  return {
    name: job.name,
    what: workWords(job),
    timing: job.timing,
    last: state?.last ?? null,
    next: nextRun(job.timing, now),
    state: standing(job, state, { isRunning, isSet: set.has(job.name) }, now),
  };
}

function standing(
  { timing, installedAt }: ScheduleJob,
  state: ScheduleState | null,
  { isRunning, isSet }: { readonly isRunning: boolean; readonly isSet: boolean },
  now: number,
): ScheduleStanding {
  if (!isSet) return { kind: 'no-timer' };
  const begunAt = state?.begunAt ?? null;
  const since = overdueSince(timing, Math.max(installedAt, begunAt ?? 0), now);
  if (since !== null) return { kind: 'overdue', since };
  if (isRunning && begunAt !== null) return { kind: 'running', since: begunAt };
  const why = state?.undelivered[0];
  if (why !== undefined) return { kind: 'undelivered', why };
  const exit = state?.last?.exit;
  if (exit === undefined) return { kind: 'new' };
  return exit === 0 ? { kind: 'ok' } : { kind: 'exit', exit };
}
