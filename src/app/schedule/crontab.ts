import type { ScheduleJob } from '../../domain/schedule.ts';
import { timesOfDay } from './timing.ts';

/**
 * A crontab with the lines of this schedule, in the place where they were or at the end. Other lines stay, byte for
 * byte.
 */
export function withEntry(crontab: string, job: ScheduleJob): string {
  const at = crontab.indexOf(`${markerOf(job.name)}\n`);
  const rest = withoutEntry(crontab, job.name);
  const [before, after] = at < 0 ? [ended(rest), ''] : [rest.slice(0, at), rest.slice(at)];
  return `${before}${markerOf(job.name)}\n${cronLine(job)}\n${after}`;
}

/** The crontab without the marker of this schedule and the line below it. */
export function withoutEntry(crontab: string, name: string): string {
  const lines = crontab.split('\n');
  const kept = lines.filter(
    (line, index) =>
      line !== markerOf(name) && !(lines[index - 1] === markerOf(name) && line.includes(` schedule run ${name}`)),
  );
  return kept.join('\n');
}

export const hasEntry = (crontab: string, name: string): boolean => crontab.split('\n').includes(markerOf(name));

const markerOf = (name: string): string =>
  `# bulwark schedule ${name}: \`bulwark schedule remove ${name}\` takes it out`;

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** `7,37 * * * * '/usr/bin/node' '/opt/bulwark/bin/bulwark.js' schedule run repair` */
export function cronLine(job: ScheduleJob): string {
  const { timing, shift } = job;
  const environment = Object.entries(job.environment).map(([name, value]) => `${name}=${quoted(value)}`);
  const command = [...environment, ...job.program.map(quoted), 'schedule', 'run', job.name].join(' ');
  const times = timesOfDay({ ...timing, at: timing.at + shift });
  return `${fields(times)} * * ${timing.day ?? '*'} ${command.replaceAll('%', String.raw`\%`)}`;
}

/** Minutes and hours; the times of a schedule are all pairs of the two. crontab(5) */
function fields(times: readonly number[]): string {
  const minutes = [...new Set(times.map((time) => time % 60))].toSorted((one, other) => one - other);
  const hours = [...new Set(times.map((time) => Math.floor(time / 60)))];
  return `${minutes.length === 60 ? '*' : minutes.join(',')} ${hours.length === 24 ? '*' : hours.join(',')}`;
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
