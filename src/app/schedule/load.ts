import { refused } from '../../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../../domain/diagnostic.ts';
import { near } from '../../domain/near.ts';
import type { ScheduleJob, ScheduleState } from '../../domain/schedule.ts';
import type { AppPorts } from '../ports.ts';
import { readJob, readState } from './job-file.ts';
import { scheduleNames } from './names.ts';
import { schedulePlaces, stateFile } from './places.ts';
import type { SchedulePlaces } from './places.ts';

type Ports = Pick<AppPorts, 'schedules' | 'othersMay' | 'env' | 'home'>;

/** A schedule decides what is run and where: its file is its owner's alone. Errors: `no-schedule`, `schedule-file`. */
export function loadJob(path: string, name: string, ports: Ports): Parsed<ScheduleJob> {
  const text = ports.schedules.files.read(path);
  if (text === null) return refused(unknownSchedule(name, scheduleNames(schedulePlaces(ports), ports.schedules.files)));
  if (ports.othersMay(path).write) return refused(writable(path));
  return readJob(path, text);
}

export const loadState = (
  places: SchedulePlaces,
  name: string,
  { schedules }: Pick<Ports, 'schedules'>,
): ScheduleState => readState(schedules.files.read(stateFile(places, name)));

export function unknownSchedule(name: string, names: readonly string[]): Diagnostic {
  const meant = near(name, names);
  return {
    severity: 'error',
    code: 'no-schedule',
    summary: `there is no schedule ${name} of this user`,
    hint:
      names.length === 0
        ? 'bulwark schedule install makes one'
        : meant.length > 0
          ? `did you mean ${meant.join(' or ')}?`
          : `there are: ${names.join(', ')}`,
  };
}

const writable = (path: string): Diagnostic => ({
  severity: 'error',
  code: 'schedule-file',
  summary: `others may write ${path}`,
  hint: `chmod 600 ${path}`,
});
