import type { ControlStatus, Evidence, UsedWaiver } from '../../domain/assessment.ts';
import { clipped, plainLine } from './plain-text.ts';

/** A value longer than this is for `-o x.json`, which has it whole. */
const MAX_VALUE = 2000;

/** What is said of a result in words: why it is as it is, who accepted it, what was seen. */
export interface Said {
  readonly status: ControlStatus;
  readonly because: string | null;
  readonly evidence: readonly Evidence[];
}

/** Why it is as it is and what was seen, a line each; empty: nothing was looked at and nothing is to be said. */
export function resultLines({ status, because, evidence }: Said, waiver: UsedWaiver | null): readonly string[] {
  return [
    ...(because === null ? [] : [plainLine(because)]),
    ...(waiver === null ? [] : [waiverLine(waiver)]),
    ...evidence.map(status === 'manual' || status === 'attested' ? collectedLine : evidenceLine),
  ];
}

/** One line: `kube-apiserver --audit-log-maxage: wanted at least 30, file 30, live 7, not as wanted (args/kube-apiserver:12)`. */
export function evidenceLine(evidence: Evidence): string {
  const states = statesOf(evidence);
  const met = evidence.met ? 'as wanted' : 'not as wanted';
  const said = [`wanted ${plainLine(evidence.wanted)}`, ...(states === '' ? [] : [states]), met].join(', ');
  return `${plainLine(evidence.what)}: ${said} (${placeOf(evidence)})`;
}

/** What was collected for a person, who judges. */
function collectedLine(evidence: Evidence): string {
  const states = statesOf(evidence);
  return `${plainLine(evidence.what)}: ${states === '' ? 'nothing seen' : states} (${placeOf(evidence)})`;
}

/** The states that there are, each with what was seen; null: unset or absent. */
export const statesIn = ({ file, live, nextBoot }: Evidence) =>
  (
    [
      ['file', file],
      ['live', live],
      ['next boot', nextBoot],
    ] as const
  ).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));

/** `file 30, live 7`, `file and live 30`; empty when nothing was seen. */
export function statesOf(evidence: Evidence): string {
  const names = new Map<string, string[]>();
  for (const { name, value } of statesIn(evidence)) {
    const words = valueWords(value);
    names.set(words, [...(names.get(words) ?? []), name]);
  }
  return [...names].map(([value, of]) => `${of.join(' and ')} ${value}`).join(', ');
}

const valueWords = (value: string | null): string => {
  if (value === null) return 'unset';
  return value.trim() === '' ? JSON.stringify(value) : plainLine(clipped(value, MAX_VALUE));
};

/** Where it was seen, on one line. */
export const placeOf = ({ where }: Evidence): string => plainLine(clipped(where, MAX_VALUE));

/** Who accepted it, until when and why. */
export const waiverLine = (waiver: UsedWaiver): string =>
  [
    `${waiver.kind === 'waiver' ? 'waived' : 'attested'} by ${plainLine(waiver.approvedBy)} until ${waiver.expires}`,
    `owner ${plainLine(waiver.owner)}: ${plainLine(waiver.reason)}`,
    ...(waiver.compensatingControl === null ? [] : [`instead: ${plainLine(waiver.compensatingControl)}`]),
    `(${plainLine(waiver.where)})`,
  ].join('; ');

/** What a person types to see it again. */
export const commandsOf = (evidence: readonly Evidence[]): readonly string[] => [
  ...new Set(evidence.flatMap(({ command }) => (command === null ? [] : [plainLine(command)]))),
];
