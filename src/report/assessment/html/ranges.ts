/** Numbers as ranges, ascending, each once: `0-4,7`. */
export function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of new Set(numbers.toSorted((a, b) => a - b))) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}

/** The numbers of what `ranges` wrote. */
export function fromRanges(text: string): readonly number[] {
  return text === '' ? [] : text.split(',').flatMap(numbersOf);
}

function numbersOf(run: string): readonly number[] {
  const [first = 0, last = first] = run.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
