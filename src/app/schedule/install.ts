import type { Diagnostic } from '../../domain/diagnostic.ts';
import { foldNodes } from '../../domain/node-set.ts';
import type { ScheduleJob } from '../../domain/schedule.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { Rehearsal } from '../../report/rehearsal.ts';
import { readKeptRehearsal, rehearsalFaults } from '../../report/rehearsal.ts';
import type { ScheduleInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import { startRunLog } from '../run-log.ts';
import { draftJob } from './draft.ts';
import { systemEnvironment } from './environment.ts';
import { jobText } from './job-file.ts';
import { workWords } from './job-words.ts';
import { loadJob } from './load.ts';
import { reachedWords, tellFaults } from './faults.ts';
import { draftFile, jobFile, rehearsalFile, schedulePlaces } from './places.ts';
import type { SchedulePlaces } from './places.ts';
import { timersOf } from './timers.ts';
import type { Timers } from './timers.ts';
import { nextRun } from './timing.ts';

/** `schedule install`: nothing is left behind of a schedule that cannot log in by itself. */
export async function installSchedule(asked: ScheduleInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const places = schedulePlaces(ports);
  const draft = await draftJob(asked, places, ports);
  if (!draft.ok) return log.refuse(draft.diagnostics);
  const job = draft.value;
  const timers = timersOf(job.timer, places, ports);
  ports.desk.tell({
    kind: 'lines',
    lines: [`rehearsal of schedule ${job.name}: without an agent and a terminal, as its timer will start it`],
  });
  const found = await rehearse(job, timers, places, ports);
  if (typeof found === 'string') return log.refuse([timerProblem(job, found)]);
  const faults = rehearsalFaults(found);
  if (faults.lost.length > 0 || faults.said.length > 0)
    return tellFaults(job.name, 'nothing was installed', faults, ports);
  const problem = await settle(job, timers, places, ports);
  if (problem !== null) return log.refuse([timerProblem(job, problem)]);
  await tellInstalled(job, found, ports);
  return 0;
}

/** What the run found that looked only; a text where it could not be started. */
async function rehearse(
  job: ScheduleJob,
  timers: Timers,
  places: SchedulePlaces,
  { schedules }: AppPorts,
): Promise<Rehearsal | string> {
  const { files } = schedules;
  const [draft, result] = [draftFile(places, job.name), rehearsalFile(places, job.name)];
  files.remove(result);
  files.write(draft, jobText(job));
  try {
    const problem = await timers.runOnce(job, ['--rehearse']);
    const found = readKeptRehearsal(files.read(result));
    return found ?? problem ?? 'the rehearsal ended without a result';
  } finally {
    files.remove(draft);
    files.remove(result);
  }
}

/** The schedule is there when this gives null, else nothing new is. */
async function settle(
  job: ScheduleJob,
  timers: Timers,
  places: SchedulePlaces,
  ports: AppPorts,
): Promise<string | null> {
  const { files } = ports.schedules;
  const path = jobFile(places, job.name);
  const before = loadJob(path, job.name, ports);
  files.write(path, jobText(job));
  const problem = await timers.set(job);
  if (problem !== null) {
    await timers.unset(job.name);
    files.remove(path);
    if (!before.ok) return problem;
    files.write(path, jobText(before.value));
    await timersOf(before.value.timer, places, ports).set(before.value);
    return problem;
  }
  if (before.ok && before.value.timer !== job.timer) await timersOf(before.value.timer, places, ports).unset(job.name);
  return null;
}

async function tellInstalled(job: ScheduleJob, found: Rehearsal, ports: AppPorts): Promise<void> {
  const { name } = job;
  const { desk, now, schedules } = ports;
  const ends = await endsWithLogin(job, ports);
  desk.print({
    kind: 'installed',
    name,
    what: workWords(job),
    timing: job.timing,
    next: nextRun(job.timing, now()),
    now: now(),
    timeZone: schedules.timeZone,
    rows: [
      ['timer', `${timerWords(job)}, as ${ports.user} in ${job.folder}`],
      ['rehearsal', reachedWords(found)],
      ...(found.lost.length === 0
        ? []
        : [['warning', `${foldNodes(found.lost.map(({ host }) => host))}: no answer just now, so not tried`] as const]),
      ...(found.exit === 2 || found.exit === 6
        ? [['warning', 'tasks failed in the rehearsal: `bulwark plan` shows them'] as const]
        : []),
      ...(ends ? [['warning', `it runs only while ${ports.user} is logged in`] as const] : []),
    ],
  });
  desk.print({
    kind: 'next',
    commands: [
      ...(ends ? [[`sudo loginctl enable-linger ${ports.user}`, 'at all times'] as const] : []),
      [`bulwark schedule run ${name}`, 'once, now'],
      ['bulwark schedule list', 'last, next, state'],
    ],
  });
}

const timerWords = ({ timer, name }: ScheduleJob): string =>
  timer === 'cron' ? 'a line of your crontab' : `${timer === 'user' ? 'user unit' : 'unit'} bulwark-${name}.timer`;

/** A user's own systemd ends with the last login, unless it lingers. */
async function endsWithLogin({ timer }: ScheduleJob, { schedules, env, user }: AppPorts): Promise<boolean> {
  if (timer !== 'user') return false;
  const { stdout } = await schedules.start({
    argv: ['loginctl', 'show-user', user, '--property=Linger', '--value'],
    env: systemEnvironment(env, schedules.uid),
    folder: '/',
  });
  return stdout.trim() !== 'yes';
}

const timerProblem = (job: ScheduleJob, problem: string): Diagnostic => ({
  severity: 'error',
  code: 'schedule-timer',
  summary: `schedule ${job.name} was not installed: ${problem}`,
});
