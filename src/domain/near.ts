/** Candidates that `word` may have been meant to be, nearest first, at most `limit`: Damerau–Levenshtein distance up to a third of the length. */
export function near(word: string, candidates: Iterable<string>, limit = 3): readonly string[] {
  const allowed = Math.max(1, Math.floor(word.length / 3));
  const wanted = simplified(word);
  return [...new Set(candidates)]
    .filter((name) => name !== word && Math.abs(name.length - word.length) <= allowed)
    .map((name) => ({ name, distance: editDistance(wanted, simplified(name)) }))
    .filter(({ distance }) => distance <= allowed)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ name }) => name);
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), in UTF-16 units. */
export function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = nextRow(from, to, row, previous, beforePrevious);
    [beforePrevious, previous] = [previous, current];
  }
  return previous[to.length] ?? 0;
}

function nextRow(
  from: string,
  to: string,
  row: number,
  previous: readonly number[],
  beforePrevious: readonly number[],
): number[] {
  const current = [row];
  for (let column = 1; column <= to.length; column += 1) {
    const change = from[row - 1] === to[column - 1] ? 0 : 1;
    const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
    current.push(
      Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + change,
        swapped ? at(beforePrevious, column - 2) + 1 : Infinity,
      ),
    );
  }
  return current;
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;

const simplified = (word: string): string => word.toLowerCase().replaceAll('-', '_');
