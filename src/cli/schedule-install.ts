import type { ScheduleInvocation } from '../app/invocation.ts';
import { isMailAddress, isWebAddress } from '../app/schedule/addresses.ts';
import { isScheduleName } from '../app/schedule/names.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import type { TimerKind } from '../domain/schedule.ts';
import { optionSpecs, unattendedOptions } from './option-specs.ts';
import type { OptionName, OptionSpec } from './option-specs.ts';
import { combine, failuresOf, readChoice, readCommon, valueOf } from './options.ts';
import { allTexts, hasFlag, lastText } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';
import { badName } from './schedule-name.ts';
import { readTiming, readWindow } from './schedule-timing.ts';
import { usageError } from './usage-error.ts';

const repairs = ['no-restart', 'restart', 'none'] as const;
const timers: readonly TimerKind[] = ['user', 'system', 'cron'];

/** Every mistake at once. */
export function readInstall(raw: RawOptions): Parsed<ScheduleInvocation> {
  const isWeekly = lastText(raw, 'weekly') !== null;
  const common = readCommon(raw);
  const timing = readTiming(raw);
  const repair = readChoice('repair', lastText(raw, 'repair'), repairs);
  const timer = readChoice('timer', lastText(raw, 'timer'), timers);
  const window = readWindow(lastText(raw, 'window'));
  const work = isWeekly ? 'summary' : (valueOf(repair, null) ?? 'no-restart');
  const name = raw.operands[0] ?? (isWeekly ? 'weekly' : work === 'none' ? 'drift' : 'repair');
  const mail = lastText(raw, 'mail');
  const problems = [
    ...failuresOf(common, timing, repair, timer, window),
    ...(isScheduleName(name) ? [] : [badName(name)]),
    ...['ping', 'webhook'].flatMap((option) => addressProblem(option, lastText(raw, option))),
    ...(mail === null || isMailAddress(mail)
      ? []
      : [usageError('option-value', `--mail ${mail} is not one mail address`)]),
    ...conflicts(raw, work),
  ];
  if (!common.ok || !timing.ok) return combine(problems, () => never());
  return combine(problems, () => ({
    ...common.value,
    command: 'schedule',
    action: {
      kind: 'install',
      name,
      work,
      timing: timing.value,
      full: hasFlag(raw, 'full'),
      tellChanges: common.value.report === 'changes',
      playbook: lastText(raw, 'playbook'),
      words: unattendedOptions.flatMap((option) => wordsOf(option, raw)),
      window: valueOf(window, null),
      timer: valueOf(timer, null),
      channels: {
        ping: lastText(raw, 'ping'),
        webhook: lastText(raw, 'webhook'),
        mail,
        file: lastText(raw, 'report-file'),
      },
    },
  }));
}

function wordsOf(name: OptionName, raw: RawOptions): readonly string[] {
  const { alias }: OptionSpec = optionSpecs[name];
  const flag = alias === undefined ? `--${name}` : `-${alias}`;
  return hasFlag(raw, name) ? [flag] : allTexts(raw, name).flatMap((value) => [flag, value]);
}

const addressProblem = (option: string, text: string | null): readonly Diagnostic[] =>
  text === null || text.startsWith('@') || isWebAddress(text)
    ? []
    : [usageError('option-value', `--${option} is no address that begins with https://`)];

function conflicts(raw: RawOptions, work: string): readonly Diagnostic[] {
  const given = (names: readonly string[]): readonly string[] =>
    names.filter((name) => lastText(raw, name) !== null || hasFlag(raw, name)).map((name) => `--${name}`);
  const beside = work === 'summary' ? given(['repair', 'full', 'report', 'window', 'every', 'at', 'playbook']) : [];
  return [
    ...(beside.length === 0
      ? []
      : [usageError('option-conflict', `--weekly tells the week; ${beside.join(', ')} has no place beside it`)]),
    ...(lastText(raw, 'window') !== null && work !== 'restart' && work !== 'summary'
      ? [usageError('option-conflict', '--window is for restarts, and this schedule makes none', '--repair restart')]
      : []),
  ];
}

function never(): never {
  throw new Error('failures are not empty here');
}
