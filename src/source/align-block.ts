import type { Alignment } from './locate.ts';

/** Follows a literal or folded block scalar line by line; null when source and value fall apart. `start` is at its `|` or `>`. */
export function alignBlock(text: string, value: string, start: number, end: number): Alignment | null {
  const lines = contentLines(text, start, end);
  const trim = indentation(lines, value);
  const folded = text[start] === '>';
  const starts: number[] = [];
  const ends: number[] = [];
  const push = (from: number, to: number): void => {
    starts.push(from);
    ends.push(to);
  };
  for (const { at, line } of lines) {
    if (starts.length >= value.length) break;
    const content = line.slice(trim);
    if (!value.startsWith(content, starts.length)) return null;
    for (let unit = 0; unit < content.length; unit += 1) push(at + trim + unit, at + trim + unit + 1);
    const breakAt = at + line.length;
    const blank = content.trim() === '' && starts.length > 0;
    for (let left = folded ? foldedUnits(value, starts.length, blank) : 1; left > 0; left -= 1)
      push(breakAt, breakAt + 1);
  }
  return { starts: starts.slice(0, value.length), ends: ends.slice(0, value.length) };
}

function contentLines(text: string, start: number, end: number): readonly { at: number; line: string }[] {
  const lines: { at: number; line: string }[] = [];
  let at = text.indexOf('\n', start) + 1;
  while (at > 0 && at < end) {
    const next = text.indexOf('\n', at);
    const stop = next === -1 ? text.length : next;
    lines.push({ at, line: text.slice(at, stop).replace(/\r$/, '') });
    at = next + 1;
  }
  return lines;
}

/** How many columns the reader took off: the first line with text tells, in the source and in the value. */
function indentation(lines: readonly { line: string }[], value: string): number {
  const written = lines.find(({ line }) => line.trim() !== '')?.line ?? '';
  const kept = value.split('\n').find((line) => line.trim() !== '') ?? '';
  return leadingSpaces(written) - leadingSpaces(kept);
}

const leadingSpaces = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;

/** What a folded value has for one line break: line feeds (those of the empty lines below too), else a space. */
function foldedUnits(value: string, index: number, blank: boolean): number {
  let end = index;
  while (value[end] === '\n') end += 1;
  if (end > index) return end - index;
  return value[index] === ' ' && !blank ? 1 : 0;
}
