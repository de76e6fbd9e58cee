import type { ScheduleJob } from '../../domain/schedule.ts';
import { typedWords } from '../../domain/typed-words.ts';
import { timeGrid } from './timing.ts';

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

/** `7,37 * * * * /usr/bin/node /opt/bulwark/bin/bulwark.js schedule run repair` */
export function cronLine(job: ScheduleJob): string {
  const { timing, shift } = job;
  const environment = Object.entries(job.environment).map(([name, value]) => `${name}=${value}`);
  const command = typedWords([
    ...(environment.length === 0 ? [] : ['env', ...environment]),
    ...job.program,
    'schedule',
    'run',
    job.name,
  ]);
  const { minutes, hours } = timeGrid({ ...timing, at: timing.at + shift });
  const when = `${field(minutes)} ${field(hours)} * * ${timing.day ?? '*'}`;
  return `${when} ${command.replaceAll('%', String.raw`\%`)}`; // crontab(5)
}

const field = (numbers: readonly number[] | null): string => numbers?.join(',') ?? '*';
