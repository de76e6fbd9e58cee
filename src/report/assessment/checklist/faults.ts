import type { AssessedHost, Assessment } from '../../../domain/assessment.ts';
import { type Diagnostic, parsed, type Parsed, refused } from '../../../domain/diagnostic.ts';
import { near } from '../../../domain/near.ts';
import type { EarlierFile } from '../format.ts';
import { plainLine } from '../plain-text.ts';
import { STIG_ID } from './stig.ts';

/** `offset`: where reading had to stop, in UTF-16 units. */
export const unreadable = ({ file, text }: EarlierFile, offset: number, why: string): Diagnostic => ({
  severity: 'error',
  code: 'checklist-syntax',
  summary: `the checklist cannot be read: ${plainLine(why)}`,
  hint: 'save it again with STIG Viewer, or take an older copy',
  range: rangeAt(file, text, offset),
});

export const withoutStig = ({ file, text }: EarlierFile, offset: number): Diagnostic => ({
  severity: 'error',
  code: 'checklist-stig',
  summary: `the checklist has no part with the STIG id ${STIG_ID}`,
  hint: 'add the Kubernetes STIG to it with STIG Viewer, or write new checklists without --merge',
  range: rangeAt(file, text, offset),
});

/** The assessed host with the name that a checklist has, in whatever case somebody typed it. */
export function hostOf(
  assessment: Assessment,
  earlier: EarlierFile,
  name: string,
  offset: number,
): Parsed<AssessedHost> {
  const { hosts } = assessment.scope;
  const wanted = name.trim();
  const host =
    hosts.find((one) => one.name === wanted) ?? hosts.find((one) => one.name.toLowerCase() === wanted.toLowerCase());
  if (host !== undefined) return parsed(host);
  const meant = near(
    wanted,
    hosts.map((one) => one.name),
  );
  return refused({
    severity: 'error',
    code: 'checklist-host',
    summary:
      wanted === ''
        ? 'the checklist names no host'
        : `the checklist is of ${plainLine(wanted)}, which was not assessed`,
    hint:
      meant.length > 0
        ? `assessed were ${meant.join(', ')}; give the checklist of one of them, or correct its host name`
        : 'merge the checklists of hosts that are assessed',
    range: rangeAt(earlier.file, earlier.text, offset),
  });
}

function rangeAt(file: string, text: string, offset: number) {
  const before = text.slice(0, offset).split('\n');
  const start = { line: before.length, column: [...(before.at(-1) ?? '')].length + 1 };
  return { file, start, end: { line: start.line, column: start.column + 1 } };
}
