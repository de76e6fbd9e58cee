import { escapeControls } from './host-text.ts';
import { diffLines } from './line-diff.ts';
import type { DiffLine } from './line-diff.ts';

/** Unchanged lines around a change. */
const CONTEXT = 3;

/** The hunks of a unified diff as lines, without file names: `@@ -1,3 +1,4 @@`, ` same`, `-old`, `+new`. Empty when equal. */
export function unifiedDiff(before: string, after: string): readonly string[] {
  const lines = diffLines(before, after);
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => line.kind !== 'same'),
  );
  const output: string[] = [];
  let [old, fresh] = [1, 1];
  for (const [index, line] of lines.entries()) {
    if (near[index] === true) {
      if (near[index - 1] !== true) output.push(hunkHead(lines.slice(index, endOfHunk(near, index)), old, fresh));
      output.push(...shownLine(line));
    }
    if (line.kind !== 'added') old += 1;
    if (line.kind !== 'removed') fresh += 1;
  }
  return output;
}

function endOfHunk(near: readonly boolean[], start: number): number {
  const end = near.indexOf(false, start);
  return end === -1 ? near.length : end;
}

function hunkHead(hunk: readonly DiffLine[], old: number, fresh: number): string {
  const olds = hunk.filter((line) => line.kind !== 'added').length;
  const news = hunk.filter((line) => line.kind !== 'removed').length;
  return `@@ -${span(old, olds)} +${span(fresh, news)} @@`;
}

/** As diff(1) writes it: an empty side names the line before. */
const span = (start: number, length: number): string =>
  `${length === 0 ? start - 1 : start}${length === 1 ? '' : `,${length}`}`;

function shownLine(line: DiffLine): readonly string[] {
  const sign = line.kind === 'added' ? '+' : line.kind === 'removed' ? '-' : ' ';
  const shown = sign + escapeControls(line.text.replace(/\n$/, ''));
  return line.text.endsWith('\n') ? [shown] : [shown, '\\ No newline at end of file'];
}
