import type { AssessedControl, ControlStatus } from '../../domain/assessment.ts';

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

/** As a reader of counts asks: what passes, what does not, what is not known, what people say of it. */
export const countOrder = [
  'pass',
  'fail',
  'unknown',
  'not-assessed',
  'waived',
  'attested',
  'manual',
  'not-applicable',
] as const satisfies readonly ControlStatus[];

/** `CAT II`, `Level 1`; null: neither DISA nor CIS grades it. */
export function gradeOf({ category, level }: Pick<AssessedControl, 'category' | 'level'>): string | null {
  if (category !== null) return `CAT ${category}`;
  return level === null ? null : `Level ${level}`;
}

export type Severity = 'high' | 'medium' | 'low';

/** DISA's own; CIS has levels, of which 2 is for where more than usual is wanted; ours are in the middle. */
export function severityOf({ stig, level }: AssessedControl): Severity {
  if (stig !== null) return stig.severity;
  return level === 2 ? 'low' : 'medium';
}
