import { type Benchmark, type BenchmarkId, benchmarkIds, type Control } from '../domain/control.ts';
import type { SourceRange } from '../domain/diagnostic.ts';
import type { ControlId } from '../domain/module.ts';
import { near } from '../domain/near.ts';
import { get } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import type { Placed } from './parse-catalogue.ts';

/** Ids that others name must exist, numbers be there once, and benchmarks be known. */
export function checkReferences(
  benchmarks: readonly Placed<Benchmark>[],
  controls: readonly Placed<Control>[],
  problems: Problems,
): void {
  const ids = new Set(controls.map(({ thing }) => thing.id));
  const known = new Set(benchmarks.map(({ thing }) => thing.id));
  const numbers = new Map<string, ControlId>();
  for (const control of controls) {
    checkIds(control, ids, problems);
    for (const benchmark of benchmarkIds) checkNumber(control, benchmark, { known, numbers }, problems);
  }
}

function checkIds({ thing, range, map }: Placed<Control>, ids: ReadonlySet<ControlId>, problems: Problems): void {
  for (const id of thing.references) told('references', id);
  for (const { control } of thing.contradicts) told('contradicts', control);

  function told(key: 'references' | 'contradicts', id: ControlId): void {
    if (ids.has(id) && id !== thing.id) return;
    const summary = id === thing.id ? `${id} names itself` : `${thing.id} names ${id}, which the catalogue lacks`;
    const [guess] = near(id, ids);
    problems.error('catalogue-reference', summary, rangeOfItem(get(map, key), id) ?? range, {
      ...(guess !== undefined && id !== thing.id && { hint: `did you mean ${guess}?` }),
    });
  }
}

/** Where an item of a list, or a key of a mapping, stands. */
function rangeOfItem(node: ReturnType<typeof get>, text: string): SourceRange | undefined {
  if (node?.kind === 'scalar') return node.range;
  const scalars = node?.kind === 'map' ? node.entries.map(({ key }) => key) : (node?.items ?? []);
  return scalars.find((item) => item.kind === 'scalar' && item.written === text)?.range;
}

function checkNumber(
  { thing, range }: Placed<Control>,
  benchmark: BenchmarkId,
  { known, numbers }: { known: ReadonlySet<BenchmarkId>; numbers: Map<string, ControlId> },
  problems: Problems,
): void {
  const number = thing.numbers[benchmark];
  if (number === undefined) return;
  if (!known.has(benchmark))
    problems.error('catalogue-reference', `${thing.id} stands in ${benchmark}, which no file describes`, range, {
      hint: 'the file that holds its controls lists it under `benchmarks`',
    });
  const key = `${benchmark} ${number}`;
  const other = numbers.get(key);
  if (other === undefined) numbers.set(key, thing.id);
  else problems.error('catalogue-number', `${number} of ${benchmark} is both ${other} and ${thing.id}`, range);
}

/** The controls by id; what contradicts another is contradicted by it, wherever it was written. */
export function withBothSides(controls: readonly Control[]): ReadonlyMap<ControlId, Control> {
  const sides = controls.flatMap(({ id, contradicts }) =>
    contradicts.map(({ control, why }) => ({ of: control, control: id, why })),
  );
  return new Map(
    controls.map((control) => {
      const there = new Set(control.contradicts.map((each) => each.control));
      const more = sides.filter(({ of, control: other }) => of === control.id && !there.has(other));
      const contradicts = [...control.contradicts, ...more.map(({ control: other, why }) => ({ control: other, why }))];
      return [control.id, more.length === 0 ? control : { ...control, contradicts }];
    }),
  );
}
