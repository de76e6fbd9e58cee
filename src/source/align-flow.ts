import type { YamlScalar } from '../domain/yaml-node.ts';
import type { Alignment } from './locate.ts';

const FOLD = /[ \t]*\r?\n[ \t\r\n]*/y;
const ESCAPED_BREAK = /\\\r?\n[ \t]*/y;
const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^])/y;

/** Follows a plain or quoted scalar, possibly over several lines; null when source and value fall apart. */
export function alignFlow(
  text: string,
  style: YamlScalar['style'],
  value: string,
  start: number,
  end: number,
): Alignment | null {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = style === 'plain' ? start : start + 1;
  while (starts.length < value.length && at < end) {
    const { width, units } = nextPiece(text, style, value, starts.length, at);
    if (units < 0) return null;
    for (let unit = 0; unit < units; unit += 1) {
      starts.push(at);
      ends.push(at + width);
    }
    at += width;
  }
  return { starts, ends };
}

/** How many units of the source make how many units of the value. */
function nextPiece(
  text: string,
  style: YamlScalar['style'],
  value: string,
  index: number,
  at: number,
): { width: number; units: number } {
  const double = style === 'double-quoted';
  const escapedBreak = double ? matchAt(ESCAPED_BREAK, text, at) : null;
  if (escapedBreak !== null) return { width: escapedBreak.length, units: 0 };
  const fold = matchAt(FOLD, text, at);
  if (fold !== null) return { width: fold.length, units: foldedUnits(value, index) };
  const escape = double ? matchAt(ESCAPE, text, at) : null;
  if (escape !== null) return { width: escape.length, units: (value.codePointAt(index) ?? 0) > 0xffff ? 2 : 1 };
  if (style === 'single-quoted' && text.startsWith("''", at)) return { width: 2, units: value[index] === "'" ? 1 : -1 };
  return { width: 1, units: text[at] === value[index] ? 1 : -1 };
}

/** A fold is one space, or as many line feeds as there were empty lines. */
function foldedUnits(value: string, index: number): number {
  if (value[index] === ' ') return 1;
  let end = index;
  while (value[end] === '\n') end += 1;
  return end === index ? -1 : end - index;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
