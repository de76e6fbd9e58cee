import type { ScheduleJob, TimerKind } from '../../domain/schedule.ts';
import type { AppPorts } from '../ports.ts';
import { hasEntry, withEntry, withoutEntry } from './crontab.ts';
import { cronEnvironment, systemEnvironment } from './environment.ts';
import type { SchedulePlaces } from './places.ts';
import { serviceText, timerText } from './unit-text.ts';

/** What starts the runs of schedules. Problems are in words, null is none. */
export interface Timers {
  /** Whether it can be used by this user on this machine. */
  problem(): Promise<string | null>;
  set(job: ScheduleJob): Promise<string | null>;
  /** Also where there is none. */
  unset(name: string): Promise<string | null>;
  /** The names of those that are set. null: it cannot be asked. */
  isSet(names: readonly string[]): Promise<ReadonlySet<string> | null>;
  /** One run with these words after `schedule run NAME`, just as the timer would start it; until it ended. */
  runOnce(job: ScheduleJob, words: readonly string[]): Promise<string | null>;
}

type Ports = Pick<AppPorts, 'schedules' | 'env' | 'home' | 'user'>;

export const timersOf = (kind: TimerKind, places: SchedulePlaces, ports: Ports): Timers =>
  kind === 'cron' ? cron(ports) : systemd(kind, places, ports);

function systemd(kind: 'user' | 'system', places: SchedulePlaces, { schedules, env }: Ports): Timers {
  const folder = kind === 'user' ? places.userUnits : places.systemUnits;
  const { files } = schedules;
  const fileOf = (unit: string): string => `${folder}/${unit}`;
  const systemctl = async (...words: readonly string[]) =>
    schedules.start({
      argv: ['systemctl', ...(kind === 'user' ? ['--user'] : []), ...words],
      env: systemEnvironment(env, schedules.uid),
      folder: '/',
      stop: schedules.stop,
    });
  const must = async (...words: readonly string[]): Promise<string | null> => {
    const { code, stderr, problem } = await systemctl(...words);
    return code === 0 ? null : (problem ?? `systemctl ${words.join(' ')}: ${stderr.trim()}`);
  };
  const write = (unit: string, text: string): void => files.write(fileOf(unit), text, 0o644);
  return {
    problem: async () => {
      if (!schedules.hasSystemd) return 'systemd does not run this machine';
      if (kind === 'system' && schedules.uid !== 0) return "only root may set timers of the machine's systemd";
      return must('show', '--property=Version');
    },
    set: async (job) => {
      const { service, timer } = unitsOf(job.name);
      write(service, serviceText(job));
      write(timer, timerText(job));
      // A timer that is running does not read its new times by itself.
      return (await must('daemon-reload')) ?? (await must('enable', timer)) ?? (await must('restart', timer));
    },
    unset: async (name) => {
      const { service, timer } = unitsOf(name);
      if (files.read(fileOf(timer)) === null && files.read(fileOf(service)) === null) return null;
      await systemctl('disable', '--now', timer);
      await systemctl('clean', '--what=state', timer); // when it ran last, for Persistent=
      files.remove(fileOf(timer));
      files.remove(fileOf(service));
      return must('daemon-reload');
    },
    isSet: async (names) => {
      if (names.length === 0) return new Set();
      const { stdout } = await systemctl('is-active', ...names.map((name) => unitsOf(name).timer));
      const lines = stdout.trim().split('\n');
      return lines.length === names.length ? new Set(names.filter((_, index) => lines[index] === 'active')) : null;
    },
    runOnce: async (job, words) => {
      const { rehearsal } = unitsOf(job.name);
      write(rehearsal, serviceText(job, words));
      try {
        return (await must('daemon-reload')) ?? (await must('start', rehearsal));
      } finally {
        await systemctl('stop', rehearsal);
        await systemctl('reset-failed', rehearsal);
        files.remove(fileOf(rehearsal));
        await systemctl('daemon-reload');
      }
    },
  };
}

/** Characters: what may be cut is not written back. */
const MOST_CRONTAB = 500_000;

/** No schedule has a dot in its name. */
const unitsOf = (name: string) => ({
  service: `bulwark-${name}.service`,
  timer: `bulwark-${name}.timer`,
  rehearsal: `bulwark-${name}.rehearsal.service`,
});

function cron({ schedules, env, home, user }: Ports): Timers {
  const crontab = (words: readonly string[], input?: string) =>
    schedules.start({
      argv: ['crontab', ...words],
      env: systemEnvironment(env, schedules.uid),
      folder: '/',
      ...(input !== undefined && { input }),
    });
  const read = async (): Promise<{ readonly text: string; readonly problem: string | null }> => {
    const { code, stdout, stderr, problem } = await crontab(['-l']);
    if (code === 0 && stdout.length < MOST_CRONTAB) return { text: stdout, problem: null };
    if (code === 1 && /no crontab for/.test(stderr)) return { text: '', problem: null };
    return { text: '', problem: problem ?? (stderr.trim() || 'crontab -l cannot be read whole') };
  };
  const edit = async (change: (text: string) => string): Promise<string | null> => {
    const before = await read();
    if (before.problem !== null) return before.problem;
    const after = change(before.text);
    if (after === before.text) return null;
    const { code, stderr, problem } = await crontab(after === '' ? ['-r'] : ['-'], after);
    return code === 0 ? null : (problem ?? stderr.trim());
  };
  return {
    problem: async () => (await read()).problem,
    set: (job) => edit((text) => withEntry(text, job)),
    unset: (name) => edit((text) => withoutEntry(text, name)),
    isSet: async (names) => {
      const { text, problem } = await read();
      return problem === null ? new Set(names.filter((name) => hasEntry(text, name))) : null;
    },
    runOnce: async (job, words) => {
      const { problem, code, stderr } = await schedules.start({
        argv: [...job.program, 'schedule', 'run', job.name, ...words],
        env: { ...cronEnvironment(env, home, user), ...job.environment },
        folder: home,
        stop: schedules.stop,
      });
      return problem ?? (code === 0 ? null : stderr.trim());
    },
  };
}
