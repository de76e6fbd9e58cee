import type { HostOutcome } from '../domain/event.ts';
import { fullId } from '../domain/history.ts';
import type { RecordedRun } from '../domain/history.ts';
import { foldNodes } from '../domain/node-set.ts';
import { typedWords } from '../domain/typed-words.ts';
import { wrap } from './columns.ts';

/** `21 Nov 09:31`, in the given zone (an IANA name). */
export const dayAndTime = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' })
    .format(at)
    .replace(',', '');

/** The same with the year: `21 Nov 2026 09:31`. */
export const dateAndTime = (at: number, timeZone: string): string =>
  dayAndTime(at, timeZone).replace(
    / (?=\d\d:)/,
    ` ${new Date(at).toLocaleDateString('en-GB', { timeZone, year: 'numeric' })} `,
  );

/** How a run ended, in one word or two. */
export function endWord({ summary }: RecordedRun): string {
  if (summary === null) return 'not ended';
  if (summary.refused === 'busy') return 'busy';
  if (summary.refused === 'not-confirmed') return 'declined';
  if (summary.refused !== null) return 'refused';
  if (summary.interrupted !== null) return 'interrupted';
  if (summary.exit === 4) return 'unreachable';
  if (summary.exit !== 0 && summary.exit !== 3) return 'failed';
  const outcomes = Object.values(summary.hosts);
  return outcomes.includes('changed') ? 'changed' : outcomes.includes('drifted') ? 'drift' : 'ok';
}

/** `apply hardening.yaml`, `rollback of 1121-k7`. */
export function whatWords({ about }: RecordedRun): string {
  if (about.mode === 'rollback') return about.undo === null ? about.mode : `${about.mode} of ${about.undo}`;
  return about.playbook === null ? about.mode : `${about.mode} ${about.playbook}`;
}

/** `changed cp-1  rolled-back cp-2  ok worker-[1-2]`: every host once. */
export function hostsWords({ summary }: RecordedRun): string {
  const byOutcome = Map.groupBy(Object.entries(summary?.hosts ?? {}), ([, outcome]) => outcome);
  const parts = order.flatMap((outcome) => {
    const hosts = byOutcome.get(outcome)?.map(([host]) => host) ?? [];
    return hosts.length === 0 ? [] : [`${outcome} ${foldNodes(hosts)}`];
  });
  return parts.join('  ');
}

/** The command as it was typed, without what is secret. */
export function typedText({ about }: RecordedRun, width: number): readonly string[] {
  const { operands, values, flags, secrets } = about.given;
  const words = [
    'bulwark',
    about.mode,
    ...operands,
    ...Object.entries(values).flatMap(([name, texts]) => texts.flatMap((text) => [`--${name}`, text])),
    ...Object.entries(flags).flatMap(([name, times]) => Array.from({ length: times }, () => `--${name}`)),
    ...secrets.flatMap((name) => ['--extra-vars', `${name}=...`]),
  ];
  return wrap(`Typed  ${typedWords(words)}`, width, 9);
}

export const idOf = (run: RecordedRun, thisYear: number): string =>
  run.about.year === thisYear ? run.about.run : fullId(run);

const order: readonly HostOutcome[] = [
  'changed',
  'failed',
  'half-way',
  'rolled-back',
  'drifted',
  'untouched',
  'ok',
  'maintenance',
  'unreachable',
];
