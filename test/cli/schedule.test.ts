import test from 'ava';

import type { ScheduleInvocation } from '../../src/app/invocation.ts';
import { parseArgv } from '../../src/cli/parse-argv.ts';

async function install(...words: readonly string[]) {
  const asked = await parseArgv(['schedule', 'install', ...words], 80);
  if (asked.kind === 'refused') return asked.diagnostics.map(({ summary }) => summary);
  if (asked.kind !== 'run' || asked.invocation.command !== 'schedule') throw new Error('it is no schedule');
  return asked.invocation.action;
}

type Installed = Partial<Extract<ScheduleInvocation['action'], { kind: 'install' }>>;

const makes = test.macro({
  title: (title, words: string) => title ?? `schedule install ${words}`,
  exec: async (t, words: string, expected: Installed) => {
    t.like(await install(...words.split(' ').filter((word) => word !== '')), expected);
  },
});

const halfHourly = { every: 30, at: 0, day: null, jitter: 120 };
test(makes, '', { name: 'repair', work: 'no-restart', timing: halfHourly, timer: null, words: [] });
test(makes, '--repair none --report changes', { name: 'drift', work: 'none', tellChanges: true });
test(makes, 'nightly --full --at 02:30', {
  name: 'nightly',
  full: true,
  timing: { ...halfHourly, every: 1440, at: 150 },
});
test(makes, '--every 6h --at 2:30 --jitter 5m', { timing: { every: 360, at: 150, day: null, jitter: 300 } });
test(makes, '--every 1m', { timing: { every: 1, at: 0, day: null, jitter: 0 } });
test(makes, '--weekly Sunday', {
  name: 'weekly',
  work: 'summary',
  timing: { every: 1440, at: 420, day: 0, jitter: 120 },
});
test(makes, '--repair restart --window 22:00-05:00', { work: 'restart', window: { from: 1320, until: 300 } });
test(makes, '-i prod.yaml -l cp-1 -e a=1 -e b=2 -b --become-password-command=pw --playbook x.yaml', {
  playbook: 'x.yaml',
  words: ['-i', 'prod.yaml', '-l', 'cp-1', '-e', 'a=1', '-e', 'b=2', '-b', '--become-password-command', 'pw'],
});
test(makes, '--timer cron --ping https://hc.example/1 --webhook @hook --mail ops@example.org --report-file r', {
  timer: 'cron',
  channels: { ping: 'https://hc.example/1', webhook: '@hook', mail: 'ops@example.org', file: 'r' },
});

const refuses = test.macro({
  title: (_, words: string = '') => `schedule install ${words} is refused`,
  exec: async (t, words: string, ...expected: readonly RegExp[]) => {
    const said = await install(...words.split(' '));
    if (!(Array.isArray(said) && said.length === expected.length)) return t.fail(JSON.stringify(said));
    expected.forEach((pattern, index) => t.regex(String(said[index]), pattern));
  },
});

for (const every of ['45m', '7h', '0m', '2d', '90m', 'day', '30', '-1h', '1.5h'])
  test(refuses, `--every=${every}`, /divides neither an hour nor a day/);
for (const name of ['Repair', '../x', 'a.b', 'a_b', '@', 'x'.repeat(41)])
  test(refuses, name, /is no name of a schedule/);
test(refuses, '--at 24:00', /--at 24:00 is not a time of day/);
test(refuses, '--window 22:00', /--window 22:00 is not from/, /--window is for restarts/);
test(refuses, '--window 22:00-05:00', /--window is for restarts/);
test(refuses, '--weekly someday', /is not a day and a time/);
test(refuses, '--weekly mon --full --every 1h', /--full, --every has no place beside it/);
test(refuses, '--jitter 30m', /is not shorter than the time between two runs/);
test(refuses, '--jitter soon', /is not a time/);
test(refuses, '--ping hc.example --webhook file:///etc/passwd', /--ping is no address/, /--webhook is no address/);
for (const mail of ['-oQ/tmp', 'a b', 'a,b@c', 'a@b;c', '<a@b>'])
  test(`--mail ${mail} is refused`, async (t) =>
    t.deepEqual(await install(`--mail=${mail}`), [`--mail ${mail} is not one mail address`]));
for (const option of ['--accept-new', '-K', '-k', '-J', '--yes', '--disrupt=node'])
  test(refuses, option, /`bulwark schedule install` has no option/);
