import type { SchedulePorts } from './ports.ts';
import type { SchedulePlaces } from './places.ts';

/** Names of schedules are names of files and units, too. */
export const isScheduleName = (name: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}$/.test(name);

/** The names of the schedules of this user, sorted. */
export const scheduleNames = (
  { jobs }: SchedulePlaces,
  { names }: Pick<SchedulePorts['files'], 'names'>,
): readonly string[] =>
  names(jobs)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .filter(isScheduleName);
