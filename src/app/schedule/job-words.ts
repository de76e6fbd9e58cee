import type { ScheduleJob } from '../../domain/schedule.ts';
import { isInside } from '../../domain/week.ts';
import { minuteOf } from './timing.ts';

/** How long a run waits while another one holds a lock. */
const LOCK_TIMEOUT = '15m';

/** What a schedule does, as its list says it: `apply --only-drifted`, `drift --full`. */
export function workWords({ work, full }: Pick<ScheduleJob, 'work' | 'full'>): string {
  if (work === 'summary') return 'history summary';
  return [work === 'none' ? 'drift' : 'apply --only-drifted', ...(full ? ['--full'] : [])].join(' ');
}

/** The words of one run that begins at `now` (milliseconds since the epoch). */
export function runWords(job: ScheduleJob, now: number): readonly string[] {
  const { work, playbook, words, full } = job;
  if (work === 'summary') return summaryWords;
  const selected = [...(playbook === null ? [] : [playbook]), ...words, '--quiet', '--format', 'plain'];
  const looked = [...selected, ...(full ? ['--full'] : []), ...(job.tellChanges ? ['--report', 'changes'] : [])];
  if (work === 'none') return ['drift', ...looked];
  const disrupt = mayRestart(job, now) ? 'process' : 'none';
  return ['apply', ...looked, '--only-drifted', '--yes', '--disrupt', disrupt, '--lock-timeout', LOCK_TIMEOUT];
}

const mayRestart = ({ work, window }: ScheduleJob, now: number): boolean =>
  work === 'restart' && (window === null || isInside(window, minuteOf(now)));

const summaryWords = ['history', 'summary', '--since', '7d'];

/** What only looks, and needs the same logins and the same rights. */
export const rehearsalWords = ({ work, playbook, words }: ScheduleJob): readonly string[] =>
  work === 'summary' ? summaryWords : ['plan', ...(playbook === null ? [] : [playbook]), ...words, '--format', 'jsonl'];
