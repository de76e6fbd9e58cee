import { clockTime } from './clock.ts';
import type { TextOptions } from './text-options.ts';

/** Columns that the time takes, its gap included. */
const TIME = 10;

/** Puts the clock time in front of the first line and as much room in front of the others; nothing without times. */
export function timed(
  lines: readonly string[],
  at: number,
  options: Pick<TextOptions, 'times' | 'timeZone'>,
): readonly string[] {
  if (!options.times) return lines;
  return lines.map((line, index) =>
    index === 0 ? `${clockTime(at, options.timeZone)}  ${line}` : `${' '.repeat(TIME)}${line}`,
  );
}

/** What is left of the width beside the time. */
export const besideTime = (options: Pick<TextOptions, 'times' | 'width'>): number =>
  options.width - (options.times ? TIME : 0);
