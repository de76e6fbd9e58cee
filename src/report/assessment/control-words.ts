import type { AssessedControl, ControlStatus } from '../../domain/assessment.ts';
import type { BenchmarkId } from '../../domain/control.ts';

/** As reports for people say it. */
export const statusWords = {
  fail: 'fail',
  unknown: 'unknown',
  'not-assessed': 'not assessed',
  manual: 'manual',
  waived: 'waived',
  attested: 'attested',
  pass: 'pass',
  'not-applicable': 'not applicable',
} as const satisfies Record<ControlStatus, string>;

/** The id under which a benchmark's readers look for it: `CIS112-1.2.17` is CIS-1.2.19 of 1.24 renumbered. */
export function idIn(control: AssessedControl, benchmark: BenchmarkId): string {
  const number = control.numbers[benchmark];
  if (number === undefined) return control.id;
  if (benchmark === 'cis-1.24') return `CIS-${number}`;
  return benchmark === 'cis-1.12' ? `CIS112-${number}` : control.id;
}

/** `CAT II`, `Level 1`; null: neither DISA nor CIS grades it. */
export function gradeOf({ category, level }: AssessedControl): string | null {
  if (category !== null) return `CAT ${category}`;
  return level === null ? null : `Level ${level}`;
}

export type Severity = 'high' | 'medium' | 'low';

/** DISA's own; CIS has levels, of which 2 is for where more than usual is wanted; ours are in the middle. */
export function severityOf({ stig, level }: AssessedControl): Severity {
  if (stig !== null) return stig.severity;
  return level === 2 ? 'low' : 'medium';
}
