import type { PageColumn, PageControl, PageData, PageEvidence } from '../page-data.ts';
import { fromRanges } from '../ranges.ts';

/** The data with what filters need at hand: a byte a cell. */
export interface Model extends PageData {
  /** Index of the result in its control, by `control * columns.length + column`; NO_RESULT: not in its scope. */
  readonly results: Uint16Array;
  /** Status of that result, likewise. */
  readonly statuses: Uint8Array;
  /** What the search looks through, lower case, by control. */
  readonly words: readonly string[];
}

export const NO_RESULT = 0xffff;
export const NO_STATUS = 0xff;

export function decode(data: PageData): Model {
  const size = data.controls.length * data.columns.length;
  const results = new Uint16Array(size).fill(NO_RESULT);
  const statuses = new Uint8Array(size).fill(NO_STATUS);
  const sets = data.sets.map(fromRanges);
  for (const [row, control] of data.controls.entries())
    for (const [at, [set, status]] of control.results.entries())
      for (const column of sets[set] ?? []) {
        results[row * data.columns.length + column] = at;
        statuses[row * data.columns.length + column] = status;
      }
  return { ...data, results, statuses, words: data.controls.map((control) => wordsOf(control, data)) };
}

function wordsOf(control: PageControl, data: PageData): string {
  const evidence = new Set(control.results.flatMap(([, , , , ...all]) => all));
  const seen = new Set([...evidence].flatMap((at) => textsOf(data, data.evidence[at])));
  const numbers = Object.values(control.numbers);
  const said = control.words.map(([, text]) => text);
  const all = [control.id, control.title, control.weight, ...numbers, ...control.references, ...control.wanted];
  return [...all, ...said, ...[...seen].map((at) => data.texts[at] ?? '')].join('\n').toLowerCase();
}

function textsOf({ looks }: PageData, evidence: PageEvidence | undefined): readonly number[] {
  if (evidence === undefined) return [];
  const [look, file, live, nextBoot] = evidence;
  return [file, live, nextBoot, ...(looks[look] ?? [])];
}

export const resultAt = (model: Model, control: number, column: number): number =>
  model.results[control * model.columns.length + column] ?? NO_RESULT;

export const statusAt = (model: Model, control: number, column: number): number =>
  model.statuses[control * model.columns.length + column] ?? NO_STATUS;

export const isCluster = (column: PageColumn): boolean => column.kind === 'cluster';
