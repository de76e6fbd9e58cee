import type { AssessmentHeader } from '../../../domain/assessment.ts';
import type { HostResult } from '../host-results.ts';
import { detailsOf, earlierDetails, joinedDetails } from './details.ts';
import { checklistStatus, type ChecklistStatus, readStatus } from './status.ts';

/** What a checklist gets for one vulnerability. */
export interface Review {
  readonly status: ChecklistStatus;
  readonly details: string;
}

/** What it had, in its own spelling. */
export interface EarlierReview {
  readonly status: string;
  readonly details: string;
}

/**
 * The new finding in the place of the earlier one. A person's status stays where only a person can judge; where it was
 * judged by looking, the look decides, and a person's other word is told.
 */
export function mergedReview(header: AssessmentHeader, result: HostResult, earlier: EarlierReview): Review {
  const theirs = earlierDetails(earlier.details);
  const found = checklistStatus(result.status);
  const set = personsStatus(earlier, theirs.ours);
  const kept = result.status === 'manual' && set !== null;
  const details = joinedDetails(theirs, detailsOf(header, result));
  if (kept || set === null || set === found) return { status: kept ? set : found, details };
  return { status: found, details: `${details}\n\n${overruled(set, header)}` };
}

/** A status of ours from an earlier run is no person's; neither is the one that every empty checklist has. */
function personsStatus({ status }: EarlierReview, ours: ChecklistStatus | null): ChecklistStatus | null {
  const read = readStatus(status);
  return read === null || read === 'Not_Reviewed' || read === ours ? null : read;
}

const overruled = (status: ChecklistStatus, { run }: AssessmentHeader): string =>
  `A person had set ${status}; the assessment ${run} found otherwise.`;
