/** One line of a comparison. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Cells of the table below which an exact answer is worked out; above, the middle is shown as replaced whole. */
const MAX_CELLS = 4_000_000;

/** The fewest removed and added lines that make `after` of `before` (longest common subsequence). */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < fresh.length - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  return [
    ...same(old.slice(0, head)),
    ...diffMiddle(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)),
    ...same(old.slice(old.length - tail)),
  ];
}

/** How many lines come and go. */
export function lineChanges(before: string, after: string): { readonly added: number; readonly removed: number } {
  const lines = diffLines(before, after);
  return {
    added: lines.filter((line) => line.kind === 'added').length,
    removed: lines.filter((line) => line.kind === 'removed').length,
  };
}

/** Lines with their line feed; a last line without one is told apart from one that has it. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const same = (lines: readonly string[]): readonly DiffLine[] => lines.map((text) => ({ kind: 'same', text }));

function diffMiddle(old: readonly string[], fresh: readonly string[]): readonly DiffLine[] {
  if (old.length * fresh.length > MAX_CELLS) return replaced(old, fresh);
  const lengths = commonLengths(old, fresh);
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < fresh.length) {
    const [gone, come] = [old[row], fresh[column]];
    if (gone !== undefined && gone === come) {
      lines.push({ kind: 'same', text: gone });
      row += 1;
      column += 1;
    } else if (
      gone !== undefined &&
      (come === undefined || lengthAt(lengths, row + 1, column) >= lengthAt(lengths, row, column + 1))
    ) {
      lines.push({ kind: 'removed', text: gone });
      row += 1;
    } else {
      lines.push({ kind: 'added', text: come ?? '' });
      column += 1;
    }
  }
  return lines;
}

const replaced = (old: readonly string[], fresh: readonly string[]): readonly DiffLine[] => [
  ...old.map((text): DiffLine => ({ kind: 'removed', text })),
  ...fresh.map((text): DiffLine => ({ kind: 'added', text })),
];

const lengthAt = (lengths: readonly Uint32Array[], row: number, column: number): number => lengths[row]?.[column] ?? 0;

/** Length of the longest common subsequence of the rests of both, for each pair of starts. */
function commonLengths(old: readonly string[], fresh: readonly string[]): readonly Uint32Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(fresh.length + 1));
  for (let row = old.length - 1; row >= 0; row -= 1) {
    const [current, below] = [lengths[row], lengths[row + 1]];
    if (current === undefined || below === undefined) continue;
    for (let column = fresh.length - 1; column >= 0; column -= 1) {
      const longest = Math.max(below[column] ?? 0, current[column + 1] ?? 0);
      current[column] = old[row] === fresh[column] ? (below[column + 1] ?? 0) + 1 : longest;
    }
  }
  return lengths;
}
