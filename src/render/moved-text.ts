import type { RunEventBody } from '../domain/event.ts';
import type { Difference } from '../domain/intent.ts';
import { padTo, wrap } from './columns.ts';
import { escapeControls } from './host-text.ts';

/** Why a host does not fit the plan file: each thing that moved, with what was expected and what was seen. */
export function movedText(event: Extract<RunEventBody, { type: 'host-moved' }>, width: number): readonly string[] {
  if (event.reason === 'applied')
    return wrap(
      `applied    ${event.host}  run ${escapeControls(event.run)} has done this plan file there already`,
      width,
      11,
    );
  const [first, ...others] = event.differences;
  return [
    ...wrap(`moved      ${event.host}  ${escapeControls(first.what)}`, width, 11),
    ...values(first, width),
    ...others.flatMap((other) => [
      ...wrap(`${' '.repeat(11)}${escapeControls(other.what)}`, width, 11),
      ...values(other, width),
    ]),
  ];
}

const values = ({ expected, seen }: Difference, width: number): readonly string[] => [
  ...labelled('expected', expected, width),
  ...labelled('seen', seen, width),
];

const labelled = (label: string, value: string, width: number): readonly string[] =>
  wrap(`           ${padTo(label, 8)} ${shortened(value)}`, width, 20);

/** The first line, and hashes as people compare them. */
function shortened(value: string): string {
  const [line = '', ...more] = value.split('\n');
  const short = escapeControls(line.replaceAll(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1...'));
  return more.length === 0 ? short : `${short} ...`;
}
