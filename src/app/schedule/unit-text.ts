import type { ScheduleJob, Timing } from '../../domain/schedule.ts';
import { shortWeekdays } from '../../domain/week.ts';
import { timeGrid } from './timing.ts';
import { workWords } from './job-words.ts';

/** The service that one run is; `words` follow `schedule run NAME`. */
export function serviceText(job: ScheduleJob, words: readonly string[] = []): string {
  const line = [...job.program, 'schedule', 'run', job.name, ...words].map((word) => commandWord(word)).join(' ');
  return unit([
    ['Unit', [`Description=Bulwark schedule ${job.name}: ${specifiers(workWords(job))}`, ...waitForNetwork(job)]],
    [
      'Service',
      [
        'Type=oneshot',
        `ExecStart=${line}`,
        ...Object.entries(job.environment).map(([name, value]) => `Environment=${quotedWord(`${name}=${value}`)}`),
        // Neither an agent nor a terminal that happens to be there now.
        'UnsetEnvironment=SSH_AUTH_SOCK SSH_AGENT_PID SSH_ASKPASS DISPLAY WAYLAND_DISPLAY',
        'StandardInput=null',
        // What was begun on a host is finished first; the run passes the signal on.
        'KillMode=mixed',
        'TimeoutStopSec=5min',
      ],
    ],
  ]);
}

/** What starts the service: by the calendar, so that a run that was slept through is made up for. */
export const timerText = (job: ScheduleJob): string =>
  unit([
    ['Unit', [`Description=When Bulwark schedule ${job.name} runs`]],
    [
      'Timer',
      [
        `OnCalendar=${calendar(job.timing)}`,
        'Persistent=true',
        `RandomizedDelaySec=${job.timing.jitter}`,
        'AccuracySec=1s',
      ],
    ],
    ['Install', ['WantedBy=timers.target']],
  ]);

/** `*-*-* *:00,30:00`, `Mon *-*-* 07:00:00`; systemd.time(7) */
export function calendar(timing: Timing): string {
  const day = timing.day === null ? '' : `${shortWeekdays[timing.day] ?? ''} `;
  const { minutes, hours } = timeGrid(timing);
  return `${day}*-*-* ${field(hours)}:${field(minutes)}:00`;
}

const field = (numbers: readonly number[] | null): string =>
  numbers === null ? '*' : numbers.map((number) => String(number).padStart(2, '0')).join(',');

/** At the machine's start; a user's own systemd knows nothing of the network. */
const waitForNetwork = ({ timer }: ScheduleJob): readonly string[] =>
  timer === 'system' ? ['Wants=network-online.target', 'After=network-online.target'] : [];

/** A word as it is: neither specifier nor variable (systemd.service(5), "Command lines"). */
const commandWord = (word: string): string => quotedWord(word).replaceAll('$', '$$$$');
const quotedWord = (word: string): string => `"${specifiers(word).replaceAll(/["\\]/g, String.raw`\$&`)}"`;

const specifiers = (text: string): string => text.replaceAll('%', '%%');

const unit = (sections: readonly (readonly [string, readonly string[]])[]): string =>
  `# Written by \`bulwark schedule install\`, removed by \`bulwark schedule remove\`.\n${sections
    .map(([name, lines]) => `[${name}]\n${lines.join('\n')}\n`)
    .join('\n')}`;
