import test from 'ava';

import type { ScheduleInvocation } from '../../../src/app/invocation.ts';
import type { AppPorts } from '../../../src/app/ports.ts';
import { scheduleCommand } from '../../../src/app/schedule/schedule.ts';
import { parseArgv } from '../../../src/cli/parse-argv.ts';
import { createRedactor } from '../../../src/render/secrecy/redactor.ts';
import type { RunEvent } from '../../../src/domain/event.ts';
import { idlePorts } from '../../support/app-ports.ts';
import { scriptedDesk } from '../../support/desk.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const jobs = '/home/alice/.config/bulwark/schedules';
const units = '/home/alice/.config/systemd/user';
const rehearsal = '/home/alice/.local/state/bulwark/schedules/repair.rehearsal';
const fine = { exit: 0, reached: ['cp-1', 'cp-2'], lost: [], said: [] };

interface Machine {
  /** null: there is no crontab. */
  crontab: string | null;
  /** What a program says that fails, by its first words. */
  failing: Readonly<Record<string, string>>;
  rehearsal: object | null;
  hasSystemd: boolean;
  program: readonly string[];
}

/** A machine on which schedules are installed: its files, its crontab and its systemd in memory. */
function machine(about: Partial<Machine> = {}, sources: Readonly<Record<string, string>> = {}) {
  const it: Machine = {
    crontab: null,
    failing: {},
    rehearsal: fine,
    hasSystemd: false,
    program: ['/opt/bulwark'],
    ...about,
  };
  const files = new Map<string, string>();
  const started: string[] = [];
  const active = new Set<string>();
  const rehearse = (): void => {
    if (it.rehearsal !== null) files.set(rehearsal, JSON.stringify(it.rehearsal));
  };
  const answer = (code: number, text: string) => ({
    code,
    stdout: code === 0 ? text : '',
    stderr: code === 0 ? '' : text,
    printed: text,
    problem: null,
  });
  const start: AppPorts['schedules']['start'] = async ({ argv, input }) => {
    const line = argv.join(' ');
    started.push(line);
    const fault = Object.entries(it.failing).find(([words]) => `${line} `.startsWith(`${words} `));
    if (fault !== undefined) return answer(1, fault[1]);
    if (line === 'crontab -l') return it.crontab === null ? answer(1, 'no crontab for alice') : answer(0, it.crontab);
    if (line === 'crontab -r') it.crontab = null;
    if (line === 'crontab -') it.crontab = input ?? '';
    if (line.endsWith('--rehearse') || line.includes('start bulwark-repair.rehearsal')) rehearse();
    if (line.includes('restart ')) active.add(argv.at(-1) ?? '');
    if (line.includes('disable --now')) active.delete(argv.at(-1) ?? '');
    if (line.includes('is-active'))
      return answer(
        0,
        argv
          .slice(3)
          .map((unit) => (active.has(unit) ? 'active\n' : 'inactive\n'))
          .join(''),
      );
    return answer(0, line.startsWith('loginctl') ? 'yes\n' : '');
  };
  const desk = scriptedDesk();
  const printed: string[] = [];
  const events: RunEvent[] = [];
  const ports: AppPorts = {
    ...idlePorts,
    files: memoryFiles(sources),
    readPrivate: memoryFiles(sources).read,
    othersMay: (path) => ({ read: path.startsWith('open'), write: false }),
    secrets: createRedactor(),
    desk,
    print: (lines) => void printed.push(...lines),
    show: (event) => void events.push(event),
    now: () => new Date(2026, 10, 21, 9, 41).getTime(),
    schedules: {
      ...idlePorts.schedules,
      uid: 1000,
      folder: '/home/alice/prod',
      program: it.program,
      hasSystemd: it.hasSystemd,
      start,
      files: {
        ...idlePorts.schedules.files,
        read: (path) => files.get(path) ?? null,
        names: (folder) =>
          [...files.keys()]
            .filter((path) => path.startsWith(`${folder}/`))
            .map((path) => path.slice(folder.length + 1)),
        write: (path, text) => void files.set(path, text),
        remove: (path) => void files.delete(path),
      },
    },
  };
  const schedule = async (line: string): Promise<{ exit: number; said: string }> => {
    const asked = await parseArgv(['schedule', ...line.split(' ')], 80);
    if (asked.kind !== 'run' || asked.invocation.command !== 'schedule') throw new Error(JSON.stringify(asked));
    const before = desk.said().length;
    printed.length = 0;
    events.length = 0;
    const invocation: ScheduleInvocation = asked.invocation;
    const exit = await scheduleCommand(invocation, ports);
    const mistakes = events.flatMap((event) =>
      event.type === 'diagnostic' ? [`${event.code}: ${event.summary}`] : [],
    );
    return { exit, said: [desk.said().slice(before), ...printed, ...mistakes].join('\n') };
  };
  return { it, files, started, schedule };
}

const others = '# mine\n15 4 * * * /bin/true\n';

test('without systemd it is cron; other lines stay, and remove gives back what was there', async (t) => {
  const { it, files, schedule } = machine({ crontab: others });
  const { exit, said } = await schedule('install --every 6h --at 02:30 --jitter 0s');
  t.is(exit, 0, said);
  t.regex(said, /installed {2}schedule repair: apply --only-drifted, every 6 h, next 14:30/);
  t.regex(said, /rehearsal {2}2 hosts logged in to with the rights it needs; nothing was changed/);
  t.true(
    it.crontab?.startsWith(others) === true &&
      it.crontab.endsWith('\n30 2,8,14,20 * * * /opt/bulwark schedule run repair\n'),
  );
  t.deepEqual([...files.keys()], [`${jobs}/repair.json`]);
  t.is((await schedule('remove repair')).exit, 0);
  t.is(it.crontab, others);
  t.deepEqual([...files.keys()], []);
});

test('a user who had no crontab has none afterwards', async (t) => {
  const { it, schedule } = machine();
  await schedule('install');
  t.not(it.crontab, null);
  await schedule('remove repair');
  t.is(it.crontab, null);
});

test('a crontab that cannot be read is never written', async (t) => {
  const { it, files, started, schedule } = machine({ crontab: others });
  it.failing = { 'crontab -l': 'crontab: you are not allowed to use this program' };
  const { exit, said } = await schedule('install');
  t.is(exit, 5);
  t.regex(said, /schedule-timer: nothing here can start a schedule: .*not allowed to use this program/);
  t.deepEqual(
    started.filter((line) => line !== 'crontab -l'),
    [],
  );
  t.deepEqual([files.size, it.crontab], [0, others]);
});

test('what is refused leaves what was there before', async (t) => {
  const { it, files, schedule } = machine();
  t.is((await schedule('install --every 30m --jitter 0s')).exit, 0);
  const before = [it.crontab, files.get(`${jobs}/repair.json`), files.size];
  const lost = { host: 'cp-1', reason: 'become', message: 'sudo wants a password', hint: null };
  it.rehearsal = { exit: 4, reached: [], lost: [lost], said: [] };
  const { exit, said } = await schedule('install --every 1h');
  t.is(exit, 4);
  t.regex(said, /refused {6}schedule repair could not run by itself; nothing was installed/);
  t.regex(said, /unreachable {2}cp-1 {2}sudo wants a password\n[^]*--become-password-file FILE/);
  t.deepEqual([it.crontab, files.get(`${jobs}/repair.json`), files.size], before);
});

test('a timer that cannot be set leaves nothing, or what was there before', async (t) => {
  const { it, files, schedule } = machine({ crontab: others });
  const full = { 'crontab -': 'crontab: no space left on device' };
  it.failing = full;
  const first = await schedule('install');
  t.is(first.exit, 5);
  t.regex(first.said, /schedule-timer: schedule repair was not installed: crontab: no space left/);
  t.deepEqual([files.size, it.crontab], [0, others]);
  it.failing = {};
  await schedule('install --jitter 0s');
  const before = [it.crontab, files.get(`${jobs}/repair.json`)];
  it.failing = full;
  t.is((await schedule('install --every 1h')).exit, 5);
  t.deepEqual([it.crontab, files.get(`${jobs}/repair.json`)], before);
});

test('a rehearsal that never ran is told in the words of what should have started it', async (t) => {
  const { files, schedule } = machine({
    hasSystemd: true,
    rehearsal: null,
    failing: { 'systemctl --user start': 'Job for bulwark-repair.rehearsal.service failed.' },
  });
  const { exit, said } = await schedule('install');
  t.is(exit, 5);
  t.regex(said, /schedule-timer: schedule repair was not installed: systemctl start .*: Job for/);
  t.deepEqual([...files.keys()], []);
});

test('with systemd it is a timer, and one that moves to cron leaves no unit', async (t) => {
  const { it, files, started, schedule } = machine({ hasSystemd: true });
  t.is((await schedule('install')).exit, 0);
  t.deepEqual([...files.keys()].toSorted(), [
    `${jobs}/repair.json`,
    `${units}/bulwark-repair.service`,
    `${units}/bulwark-repair.timer`,
  ]);
  t.true(started.includes('systemctl --user restart bulwark-repair.timer'));
  t.is((await schedule('list')).exit, 0);
  t.is((await schedule('install --timer cron')).exit, 0);
  t.deepEqual([...files.keys()], [`${jobs}/repair.json`]);
  t.regex(it.crontab ?? '', /schedule run repair/);
});

test('a schedule that nothing starts any more makes the list end with exit 3', async (t) => {
  const { it, schedule } = machine();
  await schedule('install');
  it.crontab = null;
  const { exit, said } = await schedule('list');
  t.is(exit, 3);
  t.regex(said, /its timer is gone/);
});

const refused = test.macro({
  title: (title) => title ?? '',
  exec: async (t, words: string, expected: RegExp) => {
    const { it, files, schedule } = machine(
      { crontab: others },
      { hook: 'https://hooks.example/s3cr3t\n', open: 'https://x\n', bad: 'x\n' },
    );
    const { exit, said } = await schedule(`install ${words}`);
    t.is(exit, 5, said);
    t.regex(said, expected);
    t.deepEqual([files.size, it.crontab], [0, others]);
  },
});

test(
  'a variable that may be secret is refused',
  refused,
  '-e db_password=x',
  /schedule-secret: -e db_password may be secret/,
);
test('a file of an address that others may read', refused, '--webhook @open', /schedule-address: others may read open/);
test('a file that has no address', refused, '--ping @bad', /schedule-address: the first line of bad is no address/);
test('a file that is not there', refused, '--ping @none', /schedule-address: --ping @none: there is no such file/);
test("root's timers are root's", refused, '--timer system', /schedule-timer: nothing here can start a schedule/);

for (const hasSystemd of [true, false])
  test(`a path that would begin another line is refused (${hasSystemd ? 'systemd' : 'cron'})`, async (t) => {
    const { it, files, started, schedule } = machine({ hasSystemd, program: ['/opt/a\n* * * * * /tmp/evil'] });
    const { exit, said } = await schedule('install');
    t.is(exit, 5);
    t.regex(said, /schedule-timer: no timer can hold this path, which has a control character/);
    t.deepEqual([[...files.keys()], it.crontab, started.filter((line) => !line.endsWith('-l'))], [[], null, []]);
  });

test('an address of a file is kept, and never in a crontab', async (t) => {
  const { it, files, schedule } = machine({}, { hook: 'https://hooks.example/s3cr3t\n' });
  t.is((await schedule('install --webhook @hook --report-file report')).exit, 0);
  const kept: unknown = JSON.parse(files.get(`${jobs}/repair.json`) ?? '');
  t.like(kept, { channels: { webhook: 'https://hooks.example/s3cr3t', file: '/home/alice/prod/report' } });
  t.notRegex(it.crontab ?? '', /s3cr3t/);
});

test('a schedule that is not there', async (t) => {
  const { schedule } = machine();
  await schedule('install');
  t.regex((await schedule('remove repiar')).said, /no-schedule: there is no schedule repiar of this user/);
  t.is((await schedule('run other')).exit, 5);
});
