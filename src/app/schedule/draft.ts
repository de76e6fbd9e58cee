import { parsed, refused } from '../../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../../domain/diagnostic.ts';
import { Secret } from '../../domain/secret.ts';
import type { ReportChannels, ScheduleJob, TimerKind, Timing } from '../../domain/schedule.ts';
import type { ScheduleInvocation } from '../invocation.ts';
import { keptWords } from '../kept-words.ts';
import type { AppPorts } from '../ports.ts';
import { isWebAddress } from './addresses.ts';
import { loadJob } from './load.ts';
import { jobFile } from './places.ts';
import type { SchedulePlaces } from './places.ts';
import { timersOf } from './timers.ts';

/** The schedule that was asked for. Errors: `schedule-secret`, `schedule-timer`, `schedule-address`. */
export async function draftJob(
  asked: ScheduleInvocation,
  places: SchedulePlaces,
  ports: AppPorts,
): Promise<Parsed<ScheduleJob>> {
  const { action } = asked;
  if (action.kind !== 'install') throw new Error('only an installation has a draft');
  const secret = secretProblem(asked.extraVars, ports);
  const unfit = unfitPath(places, ports);
  const ping = readAddress('ping', action.channels.ping, ports);
  const webhook = readAddress('webhook', action.channels.webhook, ports);
  const [first, ...others] = [
    ...(secret === null ? [] : [secret]),
    ...(unfit === null ? [] : [unfit]),
    ...[ping, webhook].flatMap((read) => (read.ok ? [] : read.diagnostics)),
  ];
  if (first !== undefined) return refused(first, ...others);
  if (!ping.ok) return ping;
  if (!webhook.ok) return webhook;
  const timer = await chooseTimer(action.timer, places, ports);
  if (!timer.ok) return timer;
  const { name, work, timing, full, tellChanges, playbook, words, window } = action;
  const { schedules } = ports;
  const before = loadJob(jobFile(places, name), name, ports);
  return parsed({
    name,
    work,
    timing,
    full,
    tellChanges,
    playbook,
    words,
    window,
    timer: timer.value,
    shift: before.ok && isSame(before.value.timing, timing) ? before.value.shift : newShift(timing, schedules.random()),
    folder: schedules.folder,
    program: schedules.program,
    environment: places.environment,
    channels: {
      ...action.channels,
      ping: ping.value,
      webhook: webhook.value,
      file: absolute(action.channels.file, ports),
    },
    installedAt: ports.now(),
  });
}

const isSame = (one: Timing, other: Timing): boolean =>
  one.every === other.every && one.at === other.at && one.day === other.day && one.jitter === other.jitter;

/** Whole minutes up to the jitter, and not into the next day. */
const newShift = ({ jitter, every, at }: Timing, random: number): number =>
  Math.min(Math.floor(random * (jitter / 60 + 1)), every >= 1440 ? 1439 - at : every - 1);

const absolute = (file: ReportChannels['file'], { schedules }: AppPorts): string | null =>
  file === null || file.startsWith('/') ? file : `${schedules.folder}/${file}`;

/** A timer of systemd where there is one, else cron. */
async function chooseTimer(
  asked: TimerKind | null,
  places: SchedulePlaces,
  ports: AppPorts,
): Promise<Parsed<TimerKind>> {
  const own: TimerKind = ports.schedules.uid === 0 ? 'system' : 'user';
  const kinds: readonly TimerKind[] = asked === null ? [own, 'cron'] : [asked];
  const problems: string[] = [];
  for (const kind of kinds) {
    const problem = await timersOf(kind, places, ports).problem();
    if (problem === null) return parsed(kind);
    problems.push(problem);
  }
  return refused({
    severity: 'error',
    code: 'schedule-timer',
    summary: `nothing here can start a schedule: ${problems.join('; ')}`,
    hint: hints[asked ?? own],
  });
}

const hints: Readonly<Record<TimerKind, string>> = {
  user: 'log in as this user (not with su), install cron, or as root: --timer system',
  system: 'become root, or: --timer user',
  cron: 'install cron, or: --timer user',
};

/** In a unit or a crontab a line break would begin another line. */
function unfitPath({ environment }: SchedulePlaces, { schedules }: AppPorts): Diagnostic | null {
  const paths = [...schedules.program, schedules.folder, ...Object.values(environment)];
  const unfit = paths.find((path) => /\p{Cc}/u.test(path));
  return unfit === undefined
    ? null
    : {
        severity: 'error',
        code: 'schedule-timer',
        summary: `no timer can hold this path, which has a control character: ${JSON.stringify(unfit)}`,
      };
}

/** Whatever stands in the words of a run can be seen by all users of the machine. */
function secretProblem(extraVars: readonly string[], { files, secrets }: AppPorts): Diagnostic | null {
  const values = new Map([['extra-vars', extraVars]]);
  const { secrets: names } = keptWords({ operands: [], values, flags: new Map() }, files, secrets);
  return names.length === 0
    ? null
    : {
        severity: 'error',
        code: 'schedule-secret',
        summary: `-e ${names.join(', ')} may be secret, and a schedule keeps its words in the clear`,
        hint: 'put it into an encrypted vars file: bulwark secrets encrypt FILE; or -e @FILE',
      };
}

/** An address, or `@FILE` for one that is secret: its first line is the address. */
function readAddress(
  option: string,
  given: string | null,
  { files, readPrivate, othersMay, secrets }: AppPorts,
): Parsed<string | null> {
  if (given?.startsWith('@') !== true) return parsed(given);
  const path = given.slice(1);
  const problem = (summary: string, hint?: string): Parsed<string | null> =>
    refused({ severity: 'error', code: 'schedule-address', summary, ...(hint !== undefined && { hint }) });
  if (!files.isFile(path)) return problem(`--${option} ${given}: there is no such file`);
  if (othersMay(path).read) return problem(`others may read ${path}`, `chmod 600 ${path}`);
  const [address = ''] = new TextDecoder().decode(readPrivate(path) ?? new Uint8Array()).split(/\r?\n/);
  if (!isWebAddress(address)) return problem(`the first line of ${path} is no address that begins with https://`);
  secrets.add(new Secret(address));
  return parsed(address);
}
