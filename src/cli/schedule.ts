import type { ScheduleInvocation } from '../app/invocation.ts';
import { isScheduleName } from '../app/schedule/names.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import type { Command } from './command.ts';
import { scheduleOptions } from './option-specs.ts';
import { combine, failuresOf, readCommon } from './options.ts';
import { hasFlag } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';
import { readInstall } from './schedule-install.ts';
import { badName } from './schedule-name.ts';

/** `schedule install|list|remove|run`. */
export const scheduleCommands: readonly Command[] = [
  {
    name: 'schedule install',
    operands: [{ name: 'NAME', required: false }],
    summary: 'keep hosts hardened by a timer of systemd, or by cron',
    options: scheduleOptions.install,
    examples: [
      { line: 'schedule install --every 30m', does: 'repair, each half hour, what needs no restart' },
      {
        line: 'schedule install nightly --repair none --full --at 02:00',
        does: 'only tell, after a look at everything',
      },
      {
        line: 'schedule install --repair restart --window 22:00-05:00',
        does: 'restarts at night only',
      },
      { line: 'schedule install --weekly mon --mail ops@example.org', does: 'the week in short' },
    ],
    read: readInstall,
  },
  {
    name: 'schedule list',
    operands: [],
    summary: 'last run, next run and state of each; exit 3 when one is overdue',
    options: scheduleOptions.list,
    examples: [{ line: 'schedule list', does: 'does everything run that should?' }],
    read: (raw) => reading(raw, [], { kind: 'list' }),
  },
  {
    name: 'schedule remove',
    operands: [{ name: 'SCHEDULE', required: true }],
    summary: 'take a schedule away, and all that was made for it',
    options: scheduleOptions.remove,
    examples: [{ line: 'schedule remove repair', does: 'timer, unit or crontab line, and its file' }],
    read: (raw) => reading(raw, nameProblems(raw), { kind: 'remove', name: raw.operands[0] ?? '' }),
  },
  {
    name: 'schedule run',
    operands: [{ name: 'SCHEDULE', required: true }],
    summary: 'one run, as its timer starts it',
    options: scheduleOptions.run,
    examples: [{ line: 'schedule run repair', does: 'now, and report as always' }],
    read: (raw) =>
      reading(raw, nameProblems(raw), {
        kind: 'run',
        name: raw.operands[0] ?? '',
        rehearse: hasFlag(raw, 'rehearse'),
      }),
  },
];

function reading(
  raw: RawOptions,
  problems: readonly Diagnostic[],
  action: ScheduleInvocation['action'],
): Parsed<ScheduleInvocation> {
  const common = readCommon(raw);
  if (!common.ok) return common;
  return combine([...failuresOf(common), ...problems], () => ({ ...common.value, command: 'schedule', action }));
}

const nameProblems = ({ operands: [name = ''] }: RawOptions): readonly Diagnostic[] =>
  isScheduleName(name) ? [] : [badName(name)];
