import type { Test } from './registry.ts';
import { comparisonTests } from './tests/comparison.ts';
import { resultTests } from './tests/result.ts';
import { textTests } from './tests/text.ts';
import { typeTests } from './tests/type.ts';

/** Every test by name. */
export const tests: ReadonlyMap<string, Test> = new Map(
  Object.entries({ ...comparisonTests, ...resultTests, ...textTests, ...typeTests }),
);

export const testNames: readonly string[] = [...tests.keys()].toSorted();
