import type { AssessmentHeader } from '../../../domain/assessment.ts';
import { statusWords } from '../control-words.ts';
import { commandsOf, resultLines } from '../evidence-words.ts';
import type { HostResult } from '../host-results.ts';
import { clipped, plainLine } from '../plain-text.ts';
import { checklistStatus, type ChecklistStatus, readStatus } from './status.ts';

/** STIG Manager cuts longer ones, which would take the end mark off. */
const MAX_DETAILS = 30_000;
const END = '[bulwark: end]';
const BEGIN = /^\[bulwark: run [^\n\]]*, status (\w+)\]$/m;

/**
 * What was found, between two marks: so a later assessment replaces just that, and can tell a status that a person set
 * from one that it wrote itself.
 */
export function detailsOf({ run, finishedAt }: AssessmentHeader, result: HostResult): string {
  const lines = [
    statusWords[result.status],
    ...resultLines(result, result.waiver),
    ...commandsOf(result.evidence).map((command) => `by hand: ${command}`),
  ].map(withoutMarks);
  const begin = `[bulwark: run ${plainLine(run)} of ${finishedAt}, status ${checklistStatus(result.status)}]`;
  return [begin, clipped(lines.join('\n'), MAX_DETAILS), END].join('\n');
}

/** A host may not close our part early, nor begin one. */
const withoutMarks = (line: string): string => line.replaceAll('[bulwark:', '(bulwark:');

export interface EarlierDetails {
  /** What a person wrote there, around our part. */
  readonly before: string;
  readonly after: string;
  /** The status that our part was written with; null: there is no part of ours. */
  readonly ours: ChecklistStatus | null;
}

/** A part without its end mark is a person's: nothing of it may be lost. */
export function earlierDetails(text: string): EarlierDetails {
  const begin = BEGIN.exec(text);
  const end = begin === null ? -1 : text.indexOf(END, begin.index);
  if (begin === null || end < 0) return { before: '', after: text.trim(), ours: null };
  return {
    before: text.slice(0, begin.index).trim(),
    after: text.slice(end + END.length).trim(),
    ours: readStatus(begin[1] ?? ''),
  };
}

/** Theirs around ours. */
export const joinedDetails = ({ before, after }: EarlierDetails, ours: string): string =>
  [before, ours, after].filter((part) => part !== '').join('\n\n');
