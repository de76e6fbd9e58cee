import { Secret } from '../../domain/secret.ts';
import { sha256 } from '../../domain/sha256.ts';
import type { ScheduleJob, ScheduleState } from '../../domain/schedule.ts';
import { AGAIN_AFTER, BUSY_FROM } from '../../report/repeats.ts';
import { readRehearsal, rehearsalFaults } from '../../report/rehearsal.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { ScheduleInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import { startRunLog } from '../run-log.ts';
import { deliver } from './deliver.ts';
import { runEnvironment } from './environment.ts';
import { reachedWords, tellFaults } from './faults.ts';
import { stateText } from './job-file.ts';
import { rehearsalWords, runWords } from './job-words.ts';
import { loadJob, loadState } from './load.ts';
import { claimFile, draftFile, jobFile, rehearsalFile, schedulePlaces, stateFile } from './places.ts';
import type { SchedulePlaces } from './places.ts';

type Asked = Extract<ScheduleInvocation['action'], { kind: 'run' }>;

/** `schedule run NAME`: what the timer starts. The exit code is that of the run inside. */
export async function runSchedule({ name, rehearse }: Asked, ports: AppPorts): Promise<ExitCode> {
  const places = schedulePlaces(ports);
  const log = startRunLog(ports);
  const { files } = ports.schedules;
  const isDraft = rehearse && files.read(draftFile(places, name)) !== null;
  const job = loadJob(isDraft ? draftFile(places, name) : jobFile(places, name), name, ports);
  if (!job.ok) return log.refuse(job.diagnostics);
  keepSecret(job.value, ports);
  if (rehearse) return rehearseJob(job.value, isDraft ? rehearsalFile(places, name) : null, ports);
  const release = files.claim(claimFile(places, name));
  if (release === null) {
    ports.print([`busy  the last run of schedule ${name} is still at work: this one leaves it alone`]);
    return 8;
  }
  try {
    return await runJob(job.value, places, ports);
  } finally {
    release();
  }
}

async function runJob(job: ScheduleJob, places: SchedulePlaces, ports: AppPorts): Promise<ExitCode> {
  const { files } = ports.schedules;
  const begunAt = ports.now();
  const before = loadState(places, job.name, ports);
  const save = (state: ScheduleState): void => {
    // Removed while it ran: nothing is left behind.
    if (files.read(jobFile(places, job.name)) !== null) files.write(stateFile(places, job.name), stateText(state));
  };
  save({ ...before, begunAt });
  const ended = await startBulwark(job, runWords(job, begunAt), ports);
  const at = ports.now();
  const busy = ended.exit === 8 ? before.busy + 1 : 0;
  const isPatient = busy > 0 && busy < BUSY_FROM;
  const told = toTell(ended, before, at);
  const report = withPlace(told, job, ports);
  const state: ScheduleState = {
    ...before,
    begunAt,
    busy,
    last: { at, exit: ended.exit, said: firstLine(ended.printed) },
  };
  if (ended.exit === 130 || ended.exit === 143) {
    save(state);
    return ended.exit;
  }
  const isFine = ended.exit === 0 || isPatient;
  const undelivered = await deliver({ job, report, exit: ended.exit, isFine, at }, ports);
  save({
    ...state,
    undelivered,
    ...(report !== '' && { toldAt: at, told: sha256(told) }),
  });
  if (report === '' && ports.interactive)
    ports.desk.tell({ kind: 'lines', lines: [`schedule ${job.name}: exit ${ended.exit}, nothing to tell`] });
  return isPatient ? 0 : ended.exit;
}

interface Ended {
  readonly exit: ExitCode;
  readonly printed: string;
}

/** A run of its own, in the schedule's folder: neither an agent nor a terminal can get into it. */
async function startBulwark(job: ScheduleJob, words: readonly string[], ports: AppPorts): Promise<Ended> {
  if (!ports.files.isFolder(job.folder))
    return { exit: 5, printed: `error  schedule ${job.name}: its folder ${job.folder} is gone\n` };
  const { code, printed, problem } = await startWords(job, words, ports);
  if (problem !== null) return { exit: 1, printed: `${printed}schedule ${job.name}: ${problem}\n` };
  return { exit: exitOf(code), printed };
}

const startWords = (job: ScheduleJob, words: readonly string[], { schedules, env, home }: AppPorts) =>
  schedules.start({
    argv: [...job.program, ...words],
    env: { HOME: home, ...runEnvironment(env), ...job.environment },
    folder: job.folder,
    stop: schedules.stop,
  });

const exitOf = (code: number | null): ExitCode => known.find((exit) => exit === code) ?? 1;
const known: readonly ExitCode[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 130, 143];

/**
 * What is to be told. A run tells its conditions once a day by itself; for what ends before that, a mistake in a file,
 * the same is done here.
 */
function toTell({ exit, printed }: Ended, before: ScheduleState, at: number): string {
  const report = printed.trim() === '' ? '' : `${printed.trimEnd()}\n`;
  const isRecent = before.toldAt !== null && at - before.toldAt < AGAIN_AFTER;
  const isRepeated = isRecent && before.told === sha256(report);
  return (exit === 1 || exit === 5) && isRepeated ? '' : report;
}

/** Whoever reads it elsewhere has to know where the commands in it are typed. */
const withPlace = (report: string, { name, folder, work }: ScheduleJob, { schedules }: AppPorts): string =>
  report === '' || work === 'summary' ? report : `${report}\nSchedule ${name} of ${schedules.who}, in ${folder}\n`;

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 200);

/** What only looks. The result goes into the file where `schedule install` reads it, or is told. */
async function rehearseJob(job: ScheduleJob, path: string | null, ports: AppPorts): Promise<ExitCode> {
  const { code, stdout, stderr, problem } = await startWords(job, rehearsalWords(job), ports);
  const other = job.work === 'summary' ? '' : stderr;
  const found = readRehearsal(stdout, problem ?? other, code ?? 1);
  if (path !== null) {
    ports.schedules.files.write(path, `${JSON.stringify(found)}\n`);
    return 0;
  }
  const faults = rehearsalFaults(found);
  if (faults.lost.length > 0 || faults.said.length > 0)
    return tellFaults(job.name, 'nothing was changed', faults, ports);
  ports.desk.print({ kind: 'lines', lines: [`ok  schedule ${job.name}: ${reachedWords(found)}`] });
  return 0;
}

/** Addresses that get reports may be secret: they are masked wherever something is shown. */
function keepSecret({ channels }: ScheduleJob, { secrets }: AppPorts): void {
  for (const url of [channels.webhook, channels.ping]) if (url !== null) secrets.add(new Secret(url));
}
