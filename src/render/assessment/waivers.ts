import type { Assessment, UsedWaiver } from '../../domain/assessment.ts';
import { spread, wrap } from '../columns.ts';
import { escapeControls } from '../host-text.ts';

const INDENT = '        ';
/** Cells after which hosts would stand too far from their controls. */
const LINE = 80;
const DAY = 86_400_000;

/** Who accepted what until when; then waivers that do nothing any more. */
export function waiversText({ waivers, header }: Assessment, width: number): readonly string[] {
  const now = Date.parse(header.finishedAt);
  const used = waivers.filter(({ state }) => state === 'used');
  const groups = Map.groupBy(used, (waiver) =>
    JSON.stringify([waiver.kind, waiver.hosts, waiver.owner, waiver.reason, waiver.expires]),
  );
  return [
    ...[...groups.values()].flatMap((same) => groupText(same, now, width)),
    ...waivers.filter(({ state }) => state !== 'used').flatMap((waiver) => idleText(waiver, width)),
  ];
}

function groupText(same: readonly UsedWaiver[], now: number, width: number): readonly string[] {
  const [first] = same;
  if (first === undefined) return [];
  const word = first.kind === 'waiver' ? 'waived' : 'attested';
  const ids = same.map(({ control }) => control).join(', ');
  const days = Math.max(0, Math.floor((Date.parse(first.expires) + DAY - now) / DAY));
  return [
    ...spread(
      `${word.padEnd(6)}  ${ids}`,
      first.hosts.map(escapeControls).join(', '),
      Math.min(width, LINE),
      INDENT.length,
    ),
    ...wrap(`${INDENT}${escapeControls(first.reason)}`, width, INDENT.length),
    ...wrap(
      `${INDENT}until ${first.expires} (${days} ${days === 1 ? 'day' : 'days'}), owner ${escapeControls(first.owner)}`,
      width,
      INDENT.length,
    ),
  ];
}

const STATES = {
  unused: 'covers nothing that fails: it can go',
  'never-matching': 'no such host or control here',
  expired: 'is over and covers nothing',
} as const;

function idleText({ control, kind, state, expires, where }: UsedWaiver, width: number): readonly string[] {
  if (state === 'used') return [];
  const words = state === 'expired' ? `${STATES.expired} since ${expires}` : STATES[state];
  const word = state === 'expired' ? 'expired' : 'unused';
  return wrap(`${word}  ${where}  ${kind} of ${control}: ${words}`, width, INDENT.length + 1);
}
