import type { ControlStatus, Evidence } from '../domain/assessment.ts';
import { worstOf } from '../domain/control-status.ts';

/** What was made of a part of a control, or of all of it, on one host. */
export interface Judged {
  readonly status: ControlStatus;
  readonly because: string | null;
  readonly evidence: readonly Evidence[];
}

/** Together as bad as the worst, for its reasons, with all evidence. `none` where there is nothing. */
export function together(all: readonly Judged[], none: Judged): Judged {
  const status = worstOf(all.map((one) => one.status));
  if (status === null) return none;
  const reasons = all.filter((one) => one.status === status).flatMap(({ because }) => because ?? []);
  return {
    status,
    because: reasons.length === 0 ? null : [...new Set(reasons)].join('; '),
    evidence: unique(all.flatMap(({ evidence }) => evidence)),
  };
}

/** The same thing may be looked at by tasks of several playbooks. */
function unique(evidence: readonly Evidence[]): readonly Evidence[] {
  return evidence.length < 2 ? evidence : [...new Map(evidence.map((one) => [evidenceKey(one), one])).values()];
}

export const evidenceKey = (evidence: Evidence): string => JSON.stringify(evidence);
