export type Format = 'tty' | 'plain' | 'jsonl';

/** What the process knows about where its output goes. */
export interface Surroundings {
  readonly isTerminal: boolean;
  /** Columns of the terminal; undefined where it does not say. */
  readonly columns: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Choice {
  readonly format: Format;
  readonly colour: boolean;
  readonly width: number;
}

/** `--format` wins; else a terminal that can do more gets more: CI, TERM=dumb, no width or a pipe make it plain. */
export function chooseFormat(asked: Format | null, around: Surroundings): Choice {
  const format = asked ?? (isLively(around) ? 'tty' : 'plain');
  return { format, colour: format === 'tty' && !isSet(around.env['NO_COLOR']), width: widthOf(around) };
}

function isLively({ isTerminal, columns, env }: Surroundings): boolean {
  return isTerminal && (columns ?? 0) > 0 && !isSet(env['CI']) && env['TERM'] !== 'dumb' && isSet(env['TERM']);
}

/** https://no-color.org: present and not empty. */
const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** At least 40, so that there is room for a name and a value; 80 where nothing is known. */
const widthOf = ({ isTerminal, columns }: Surroundings): number =>
  isTerminal && columns !== undefined && columns > 0 ? Math.max(40, columns) : 80;
