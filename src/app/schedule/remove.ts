import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { TimerKind } from '../../domain/schedule.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { AppPorts } from '../ports.ts';
import { startRunLog } from '../run-log.ts';
import { loadJob, unknownSchedule } from './load.ts';
import { scheduleNames } from './names.ts';
import { claimFile, draftFile, jobFile, rehearsalFile, schedulePlaces, stateFile } from './places.ts';
import { timersOf } from './timers.ts';

/** `schedule remove NAME`: all that its installation and its runs made, but for a report file. A run that is under way ends as usual. */
export async function removeSchedule(name: string, ports: AppPorts): Promise<ExitCode> {
  const places = schedulePlaces(ports);
  const { files, hasSystemd, uid } = ports.schedules;
  const log = startRunLog(ports);
  if (files.read(jobFile(places, name)) === null)
    return log.refuse([unknownSchedule(name, scheduleNames(places, files))]);
  const job = loadJob(jobFile(places, name), name, ports);
  const own: TimerKind = uid === 0 ? 'system' : 'user';
  // A file that cannot be read does not say what starts it.
  const kinds: readonly TimerKind[] = job.ok ? [job.value.timer] : hasSystemd ? [own, 'cron'] : ['cron'];
  for (const kind of kinds) {
    const problem = await timersOf(kind, places, ports).unset(name);
    if (problem !== null) return log.refuse([notRemoved(name, problem)]);
  }
  for (const path of [jobFile, draftFile, stateFile, rehearsalFile, claimFile]) files.remove(path(places, name));
  ports.print([`removed  schedule ${name}`]);
  return 0;
}

const notRemoved = (name: string, problem: string): Diagnostic => ({
  severity: 'error',
  code: 'schedule-timer',
  summary: `schedule ${name} is still there: ${problem}`,
});
