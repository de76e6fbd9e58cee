import type { AssessedBenchmark, AssessedControl, Assessment } from '../../domain/assessment.ts';

/** The controls of a benchmark, in the order of the catalogue. */
export function controlsOf(
  { controls }: Pick<Assessment, 'controls'>,
  benchmark: Pick<AssessedBenchmark, 'controls'>,
): readonly AssessedControl[] {
  const own = new Set(benchmark.controls);
  return controls.filter(({ id }) => own.has(id));
}
