import type { ControlStatus } from '../../../domain/assessment.ts';

/** What STIG Viewer knows of a vulnerability's status; CKL's words, of which CKLB has the same in lower case. */
const checklistStatuses = ['Open', 'NotAFinding', 'Not_Applicable', 'Not_Reviewed'] as const;
export type ChecklistStatus = (typeof checklistStatuses)[number];

/** What is waived is open all the same, and its details say who accepted it; what nobody saw is not reviewed. */
const statuses = {
  fail: 'Open',
  unknown: 'Not_Reviewed',
  'not-assessed': 'Not_Reviewed',
  manual: 'Not_Reviewed',
  waived: 'Open',
  attested: 'NotAFinding',
  pass: 'NotAFinding',
  'not-applicable': 'Not_Applicable',
} as const satisfies Record<ControlStatus, ChecklistStatus>;

export const checklistStatus = (status: ControlStatus): ChecklistStatus => statuses[status];

const lower = {
  Open: 'open',
  NotAFinding: 'not_a_finding',
  Not_Applicable: 'not_applicable',
  Not_Reviewed: 'not_reviewed',
} as const satisfies Record<ChecklistStatus, string>;

/** As STIG Viewer 3 writes it. */
export const lowerStatus = (status: ChecklistStatus): string => lower[status];

/** Of either spelling; null: it is none. */
export const readStatus = (word: string): ChecklistStatus | null =>
  checklistStatuses.find(
    (status) => status.toLowerCase() === word.toLowerCase() || lower[status] === word.toLowerCase(),
  ) ?? null;
